import type { FormulaJob } from '@accord/contract';
import type { CSSProperties, ReactNode } from 'react';
import { useText } from '../text/use-text.ts';

/** How far a search is. */
export function SearchProgress({ job }: { readonly job: FormulaJob | undefined }): ReactNode {
  const text = useText();
  const words = text.formula;
  const share = job?.progress?.share ?? 0;
  const state = words.states[job?.state ?? 'queued'];
  return (
    <div className="search-progress" role="status">
      <p>
        <strong>{state}</strong>{' '}
        {job?.progress && (
          <span className="beside">
            {words.smelt(job.progress.evaluations.toLocaleString(text.language))}
          </span>
        )}
      </p>
      <span
        className="bar"
        role="progressbar"
        aria-label={state}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        style={{ '--value': share } as CSSProperties}
      />
    </div>
  );
}
