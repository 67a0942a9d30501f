import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

interface StopsProps<Choice extends string> {
  readonly all: readonly Choice[];
  readonly chosen: readonly Choice[];
  readonly names: Readonly<Record<Choice, string>>;
}

/** All choices in a row, those that hold filled in. Read aloud, only those are named. */
export function Stops<Choice extends string>({ all, chosen, names }: StopsProps<Choice>): ReactNode {
  const text = useText();
  const spoken = chosen.map((choice) => names[choice]).join(', ') || text.brief.none;
  return (
    <>
      <span className="unseen">{spoken}</span>
      <span className="stops" aria-hidden="true">
        {all.map((choice) => (
          <span key={choice} className={chosen.includes(choice) ? 'stop stop-chosen' : 'stop'}>
            {names[choice]}
          </span>
        ))}
      </span>
    </>
  );
}
