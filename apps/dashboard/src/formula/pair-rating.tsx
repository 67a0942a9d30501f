import type { FormulaJob, KeptFormula } from '@accord/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, type ReactNode, useState } from 'react';
import { rateFormula, readTaste } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';
import { PairSide } from './pair-side.tsx';

interface PairRatingProps {
  readonly job: FormulaJob;
  /** Each at the version that is to be compared. */
  readonly found: readonly KeptFormula[];
  readonly nameOf: (kept: KeptFormula) => string;
}

type Pair = readonly [first: KeptFormula, second: KeptFormula];

/** Two of what was found beside each other, of which one is liked better; the next two are those that would tell most. */
export function PairRating({ job, found, nameOf }: PairRatingProps): ReactNode {
  const words = useText().formula.rating.pair;
  const client = useQueryClient();
  const [picked, setPicked] = useState<readonly [string, string]>();
  const taste = useQuery({
    queryKey: ['taste', job.id],
    queryFn: ({ signal }) => readTaste(job.id, signal),
  });
  const [before, setBefore] = useState<number>();
  const rating = useMutation({
    mutationFn: ({ better, other }: { readonly better: KeptFormula; readonly other: KeptFormula }) =>
      rateFormula(better.id, { better_than: other.id, version: better.version }),
    onSuccess(learnt) {
      setBefore(taste.data?.certainty);
      setPicked(undefined);
      client.setQueryData(['taste', job.id], learnt);
    },
  });
  const pair = pairIn(found, picked ?? taste.data?.next_pair ?? []);
  if (found.length < 2) return null;
  const failure = taste.error ?? rating.error;
  return (
    <section className="not-printed" aria-labelledby="pair-title">
      <h2 className="section-title" id="pair-title">
        {words.title}
      </h2>
      <p className="beside">{words.lead}</p>
      {pair !== undefined && (
        <div className="pair-sides">
          {pair.map((kept, side) => {
            const other = pair[1 - side] as KeptFormula;
            return (
              <PairSide
                // oxlint-disable-next-line react/no-array-index-key -- a side stays where it is, so that the focus does
                key={side}
                kept={kept}
                others={found.filter(({ id }) => id !== other.id)}
                nameOf={nameOf}
                busy={rating.isPending}
                pick={(id) => setPicked(side === 0 ? [id, other.id] : [other.id, id])}
                prefer={() => rating.mutate({ better: kept, other })}
              />
            );
          })}
        </div>
      )}
      {failure && <ProblemNotice failure={failure} retry={() => void taste.refetch()} />}
      {taste.data && (
        <div className="pair-sure">
          <Sure certainty={taste.data.certainty} before={before} ratings={taste.data.ratings} />
        </div>
      )}
    </section>
  );
}

/** As they are now, or undefined where one is not among what was found. */
function pairIn(found: readonly KeptFormula[], [one, other]: readonly string[]): Pair | undefined {
  const first = found.find(({ id }) => id === one);
  const second = found.find(({ id }) => id === other);
  return first === undefined || second === undefined ? undefined : [first, second];
}

interface SureProps {
  readonly certainty: number;
  /** Before the last choice. */
  readonly before: number | undefined;
  readonly ratings: number;
}

function Sure({ certainty, before, ratings }: SureProps): ReactNode {
  const { pair, sure } = useText().formula.rating;
  const percent = Math.round(certainty * 100);
  return (
    <>
      <span className="bar" aria-hidden="true" style={{ '--value': certainty } as CSSProperties} />
      <p role="status">
        {ratings === 0 ? pair.nothing : `${pair.rests(ratings)} ${sure(String(percent))}`}{' '}
        {before !== undefined && pair.before(String(Math.round(before * 100)))}
      </p>
    </>
  );
}
