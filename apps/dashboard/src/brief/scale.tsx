import type { CSSProperties, ReactNode } from 'react';
import { degree } from './fields.ts';

interface ScaleProps {
  readonly value: number;
  readonly word: string;
  readonly ends: readonly [string, string, string];
}

/** A point on a line from 0 to 1, with its word and its number. */
export function Scale({ value, word, ends }: ScaleProps): ReactNode {
  return (
    <span className="scale">
      <span className="scale-word">{word}</span>
      <span
        className="scale-line"
        aria-hidden="true"
        title={`${ends[0]} – ${ends[2]}`}
        style={{ '--value': value } as CSSProperties}
      />
      <span className="number">{degree(value)}</span>
    </span>
  );
}
