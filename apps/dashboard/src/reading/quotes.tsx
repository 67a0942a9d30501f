import type { Evidence } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

interface QuotesProps {
  readonly evidence: readonly Evidence[];
  readonly wish: string;
}

/** The words behind a field. Each is a link to its place in the text. */
export function Quotes({ evidence, wish }: QuotesProps): ReactNode {
  const text = useText();
  const once = new Map(evidence.map((item) => [`${item.start}-${item.end}`, item]));
  return (
    <span className="quotes">
      {[...once.values()].map(({ start, end }) => (
        <a key={`${start}-${end}`} className="quote" href={`#words-${start}`}>
          {text.reading.quote(wish.slice(start, end))}
        </a>
      ))}
    </span>
  );
}
