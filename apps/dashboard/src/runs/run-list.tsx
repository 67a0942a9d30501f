import type { RunSummary } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { useText } from '../text/use-text.ts';
import { methodName } from './method-name.ts';
import { RunStanding } from './run-standing.tsx';

interface RunListProps {
  readonly runs: readonly RunSummary[];
  readonly chosen: string | undefined;
  readonly choose: (id: string) => void;
}

/** The runs, the newest first; the one that is shown is marked. */
export function RunList({ runs, chosen, choose }: RunListProps): ReactNode {
  const { language, runs: words } = useText();
  return (
    <ul className="run-list">
      {runs.map((run) => (
        <li key={run.id}>
          <button
            type="button"
            className="run-choice"
            aria-current={run.id === chosen ? 'true' : undefined}
            onClick={() => choose(run.id)}
          >
            <span className="run-name">{run.name}</span>
            <RunStanding run={run} />
            <span className="beside">
              {words.made(words.kinds[run.what], methodName(run.method), run.preset)}
            </span>
            <span className="beside run-when">
              {new Date(run.started_at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })}
            </span>
            {run.budget !== null && (
              <span
                className="bar"
                style={{ '--value': Math.min(1, run.step / run.budget) } as CSSProperties}
              />
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
