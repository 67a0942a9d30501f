import type { CacheVerify, SemanticScope } from '@accord/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readCacheEvidence } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { percent } from '../decision/sentences.ts';
import { useText } from '../text/use-text.ts';
import { BoundCurve } from './bound-curve.tsx';
import { NearMisses, SimilarChecks } from './similar-checks.tsx';
import { SimilarityHistogram } from './similarity-histogram.tsx';

const EVERY_MS = 5000;

/** How often answers to similar questions are wrong at most, and what says so. */
export function SimilarSection(): ReactNode {
  const text = useText();
  const { similar } = text;
  const evidence = useQuery({
    queryKey: ['cache-evidence'],
    queryFn: ({ signal }) => readCacheEvidence(signal),
    refetchInterval: EVERY_MS,
    refetchIntervalInBackground: false,
  });
  return (
    <section className="similar" aria-labelledby="similar-title">
      <h2 className="section-title" id="similar-title">
        {similar.title}
      </h2>
      <p className="beside">{similar.lead}</p>
      {evidence.error && <ProblemNotice failure={evidence.error} retry={() => void evidence.refetch()} />}
      {evidence.data && <Evidence evidence={evidence.data} />}
    </section>
  );
}

function Evidence({ evidence }: { readonly evidence: CacheVerify }): ReactNode {
  const text = useText();
  const { similar } = text;
  const share = (value: number): string => percent(value, text.language);
  const count = (value: number): string => value.toLocaleString(text.language);
  return (
    <>
      <p className="similar-mode">{similar.mode[evidence.mode]}</p>
      <p className="beside">
        {similar.promise(share(evidence.delta), share(1 - evidence.alpha), count(evidence.checks_needed))}{' '}
        {similar.stops(count(evidence.stops_within))}
      </p>
      {evidence.scopes.length === 0 ? (
        <div className="empty">
          <p className="beside">{similar.empty}</p>
        </div>
      ) : (
        <>
          {evidence.scopes.map((scope) => (
            <Scope
              key={`${scope.tenant} ${scope.task} ${scope.basis}`}
              scope={scope}
              delta={evidence.delta}
            />
          ))}
          <div className="similar-lists">
            <SimilarChecks checks={evidence.checks} />
            <NearMisses misses={evidence.near_misses} />
          </div>
        </>
      )}
    </>
  );
}

function Scope({ scope, delta }: { readonly scope: SemanticScope; readonly delta: number }): ReactNode {
  const text = useText();
  const { similar } = text;
  const share = (value: number): string => percent(value, text.language);
  const count = (value: number): string => value.toLocaleString(text.language);
  const checks = scope.cases.reduce((sum, one) => sum + one.checks, 0);
  const wrong = scope.cases.reduce((sum, one) => sum + one.wrong, 0);
  const shown = scope.cases.toSorted((one, other) => other.checks - one.checks)[0];
  const title = similar.of(scope.task, scope.tenant);
  return (
    <section className="similar-scope" aria-label={title}>
      <div className="list-head">
        <h3>{title}</h3>
        <p className={`similar-standing similar-${scope.standing}`}>{similar.standing[scope.standing]}</p>
      </div>
      <dl className="small-figures">
        <Figure name={similar.bound} value={share(scope.bound)} detail={similar.boundDetail(share(delta))} />
        <Figure name={similar.checks} value={count(checks)} detail={similar.checksDetail(count(wrong))} />
        {shown && shown.checks_needed > 0 && (
          <Figure name={similar.needed} value={count(shown.checks_needed)} detail={similar.neededDetail} />
        )}
        <Figure
          name={similar.threshold}
          value={scope.threshold.toLocaleString(text.language, { maximumFractionDigits: 2 })}
        />
      </dl>
      <div className="similar-figures">
        <SimilarityHistogram similarities={scope.similarities} threshold={scope.threshold} />
        <BoundCurve history={shown?.history ?? []} delta={delta} />
      </div>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly detail?: string;
}

const Figure = ({ name, value, detail }: FigureProps): ReactNode => (
  <div>
    <dt>{name}</dt>
    <dd>
      {value}
      {detail !== undefined && <span className="beside"> {detail}</span>}
    </dd>
  </div>
);
