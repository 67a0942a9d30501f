import type { CSSProperties, ReactNode } from 'react';
import { bytes } from '../cache/figures.ts';
import { useText } from '../text/use-text.ts';
import { ratioOf, ratioText } from './ratio.ts';

interface Line {
  readonly id: string;
  readonly name: ReactNode;
  readonly about?: string;
  readonly contents: number;
  readonly content_bytes: number;
  readonly kept_bytes: number;
}

interface PortionTableProps {
  readonly title: string;
  readonly lead: string;
  /** What the first column names. */
  readonly column: string;
  readonly lines: readonly Line[];
}

/** Parts of what is remembered, each with what is left of its bytes. */
export function PortionTable({ title, lead, column, lines }: PortionTableProps): ReactNode {
  const { memory: words } = useText();
  return (
    <table className="spend-table memory-table">
      <caption>
        <span className="section-title">{title}</span>
        <span className="beside">{lead}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">{column}</th>
          <th scope="col">{words.kept}</th>
          <th scope="col">{words.smaller}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row key={line.id} line={line} />
        ))}
      </tbody>
    </table>
  );
}

/** What takes more than it had is nothing to be proud of. */
function lookOf({ contents, content_bytes: given, kept_bytes: kept }: Line): string | undefined {
  if (contents === 0) return 'memory-none';
  return kept > given ? 'memory-grown' : undefined;
}

function Row({ line }: { readonly line: Line }): ReactNode {
  const text = useText();
  const { memory: words, language } = text;
  const { contents, content_bytes: given, kept_bytes: kept } = line;
  const about = [line.about, words.contents(contents.toLocaleString(language))].filter(Boolean).join(' · ');
  return (
    <tr className={lookOf(line)}>
      <th scope="row">
        {line.name}
        <span className="beside">{about}</span>
      </th>
      <td title={`${given} → ${kept}`}>{bytes(kept, text)}</td>
      <td>
        {ratioText(ratioOf(given, kept), text)}
        <span
          className="bar"
          style={{ '--value': given === 0 ? 0 : Math.min(1, kept / given) } as CSSProperties}
        />
      </td>
    </tr>
  );
}
