import type { Meta, Role } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import type { Dictionary } from '../text/dictionary.ts';
import { useText } from '../text/use-text.ts';
import { milliseconds } from './milliseconds.ts';

export function stepName(step: string, text: Dictionary): string {
  if (step === 'plan') return text.decision.plan;
  const roles: Readonly<Record<string, string>> = text.decision.roles satisfies Record<Role, string>;
  return roles[step.replace(/^execute\./, '')] ?? text.story.steps[step] ?? step;
}

/** Each step's share of the whole, on one time axis per row. */
export function Timings({ timings }: { readonly timings: Meta['timings_ms'] }): ReactNode {
  const text = useText();
  const { total = 0, ...steps } = timings;
  const measured = Object.entries(steps);
  const accounted = measured.reduce((sum, [, took]) => sum + took, 0);
  const rows: [string, number][] = [
    ...measured.map(([step, took]): [string, number] => [stepName(step, text), took]),
    [text.decision.between, Math.max(total - accounted, 0)],
  ];
  return (
    <table className="timings">
      <caption className="eyebrow">{text.decision.time}</caption>
      <tbody>
        {rows.map(([name, took]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="timing-share">
              <span className="bar" style={{ '--value': total > 0 ? took / total : 0 } as CSSProperties} />
            </td>
            <td className="number">{milliseconds(took)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {text.decision.total}
          </th>
          <td className="number">{milliseconds(total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
