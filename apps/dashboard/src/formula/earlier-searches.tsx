import type { FormulaJob } from '@accord/contract';
import type { ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

interface EarlierSearchesProps {
  readonly jobs: readonly FormulaJob[];
  readonly show: (job: FormulaJob) => void;
}

const SHOWN = 8;

/** The latest searches of this tenant, to look at again. */
export function EarlierSearches({ jobs, show }: EarlierSearchesProps): ReactNode {
  const text = useText();
  const words = text.formula;
  const known = jobs.filter(({ wish }) => wish !== null).slice(0, SHOWN);
  if (known.length === 0) return null;
  return (
    <section className="ready-made" aria-labelledby="earlier-title">
      <div>
        <h2 className="eyebrow" id="earlier-title">
          {words.earlier}
        </h2>
        <ul className="wish-list">
          {known.map((job) => (
            <li key={job.id}>
              <button type="button" onClick={() => show(job)}>
                {job.wish}{' '}
                <span className="beside">
                  {job.state === 'done' ? words.foundCount(job.formulas.length) : words.states[job.state]}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
