import type { SpendLine, SpendReply } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { exactMoney, money } from './money.ts';

interface SpendTableProps {
  readonly title: string;
  /** What the first column names. */
  readonly column: string;
  readonly spend: SpendReply;
  readonly name: (line: SpendLine) => ReactNode;
}

/** What was spent, a line for each key, model or day. */
export function SpendTable({ title, column, spend, name }: SpendTableProps): ReactNode {
  const text = useText();
  const { spend: words } = text.operations;
  const total = Number(spend.total.cost_usd);
  return (
    <table className="spend-table">
      <caption className="section-title">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{column}</th>
          <th scope="col">{words.calls}</th>
          <th scope="col">{words.cost}</th>
        </tr>
      </thead>
      <tbody>
        {spend.lines.map((line) => (
          <tr key={`${line.tenant ?? ''} ${line.name}`}>
            <th scope="row">
              {name(line)}
              <span className="beside">{detailOf(line, text)}</span>
            </th>
            <td>{line.calls.toLocaleString(text.language)}</td>
            <td title={exactMoney(line.cost_usd)}>
              {money(line.cost_usd)}
              <span
                className="bar"
                style={{ '--value': total === 0 ? 0 : Number(line.cost_usd) / total } as CSSProperties}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function detailOf(
  { tokens, cached_calls: cached, estimated_calls: estimated }: SpendLine,
  { language, operations: { spend: words } }: ReturnType<typeof useText>,
): string {
  const count = (value: number): string => value.toLocaleString(language);
  return [
    words.tokens(count(tokens.input), count(tokens.output)),
    ...(cached > 0 ? [words.cached(count(cached))] : []),
    ...(estimated > 0 ? [words.estimated(count(estimated))] : []),
  ].join(' · ');
}
