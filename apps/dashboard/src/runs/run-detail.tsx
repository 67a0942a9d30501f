import type { RunReply } from '@accord/contract';
import { type ReactNode, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { methodName } from './method-name.ts';
import { CurveFigure } from './curve-figure.tsx';
import { CurveTable } from './curve-table.tsx';
import { drawnCurves } from './curves.ts';
import { RunStanding } from './run-standing.tsx';

/** How a run goes: where it stands, its curves, and all that it was made from. */
export function RunDetail({ run }: { readonly run: RunReply }): ReactNode {
  const { language, runs: words } = useText();
  const [at, point] = useState<number>();
  const curves = drawnCurves(run.curves);
  const count = (value: number): string => value.toLocaleString(language);
  const moment = (ms: number): string =>
    new Date(ms).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <section aria-labelledby="run-title" className="run">
      <div className="list-head">
        <h2 className="section-title" id="run-title">
          {run.name}{' '}
          <span className="beside">
            {words.made(words.kinds[run.what], methodName(run.method), run.preset)}
          </span>
        </h2>
        <RunStanding run={run} />
      </div>
      <Advice run={run} />
      <dl className="facts">
        <div>
          <dt>{words.units[run.what]}</dt>
          <dd>
            {run.budget === null ? count(run.step) : words.progress(count(run.step), count(run.budget))}
          </dd>
        </div>
        {run.seed !== null && (
          <div>
            <dt>{words.seed}</dt>
            <dd>{run.seed}</dd>
          </div>
        )}
        <div>
          <dt>{words.started}</dt>
          <dd>{moment(run.started_at)}</dd>
        </div>
        <div>
          <dt>{words.updated}</dt>
          <dd>{moment(run.updated_at)}</dd>
        </div>
      </dl>
      {curves.length === 0 && <p className="beside">{words.noCurves}</p>}
      <div className="curves">
        {curves.map((curve) => (
          <CurveFigure key={curve.name} run={run} curve={curve} at={at} point={point} />
        ))}
      </div>
      {run.what === 'train' && curves.length > 0 && <Rollbacks run={run} />}
      <CurveTable run={run} />
      <Parameters run={run} />
    </section>
  );
}

/** What to do with a run that has not come to its end. */
function Advice({ run }: { readonly run: RunReply }): ReactNode {
  const { runs: words } = useText();
  if (run.state === 'finished') return null;
  return (
    <div className="run-advice">
      <p>
        {words.advice[run.state]} {run.code !== null && <code>{run.code}</code>}
      </p>
      <code className="run-command">{`accord ${run.what} --resume ${run.id}`}</code>
    </div>
  );
}

function Rollbacks({ run: { rollbacks } }: { readonly run: RunReply }): ReactNode {
  const { language, runs: words } = useText();
  if (rollbacks.length === 0) return <p className="beside">{words.noRollbacks}</p>;
  const reasons = [...new Set(rollbacks.map(({ reason }) => reason))];
  return (
    <div className="run-rollbacks">
      <p>
        <span className="curve-mark" aria-hidden="true" />
        {words.rollbacks(rollbacks.length.toLocaleString(language))}
      </p>
      <ul className="beside">
        {reasons.map((reason) => (
          <li key={reason}>
            {words.rolledBack(
              words.reasons[reason] ?? reason,
              rollbacks.filter((rollback) => rollback.reason === reason).length.toLocaleString(language),
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Parameters({ run: { id, parameters } }: { readonly run: RunReply }): ReactNode {
  const { runs: words } = useText();
  return (
    <details className="run-more">
      <summary>{words.parameters}</summary>
      <dl className="facts">
        {Object.entries({ id, ...parameters }).map(([name, value]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
