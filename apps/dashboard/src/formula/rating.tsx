import type { KeptFormula } from '@accord/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { rateFormula } from '../api.ts';
import { ProblemNotice } from '../composer/problem-notice.tsx';
import { useText } from '../text/use-text.ts';

interface RatingProps {
  readonly kept: KeptFormula;
  /** Where a formula stands in what was found, from 1; 0 for one that is not in it. */
  readonly placeOf: (id: string) => number;
}

const STARS = [1, 2, 3, 4, 5];

/** How a person likes a formula, and what is learnt of the taste. */
export function Rating({ kept, placeOf }: RatingProps): ReactNode {
  const words = useText().formula.rating;
  const client = useQueryClient();
  const rating = useMutation({
    mutationFn: (stars: number) => rateFormula(kept.id, { stars, version: kept.version }),
    // Pairs are rated for the same taste.
    onSuccess: (learnt) => client.setQueryData(['taste', kept.job], learnt),
  });
  const favourite = placeOf(rating.data?.favourite ?? '');
  return (
    <section className="not-printed" aria-labelledby="rating-title">
      <h3 className="section-title" id="rating-title">
        {words.title}
      </h3>
      <p className="beside">{words.lead}</p>
      <div className="stars" role="group" aria-labelledby="rating-title">
        {STARS.map((stars) => (
          <button
            key={stars}
            type="button"
            aria-label={words.stars(stars)}
            aria-pressed={rating.variables === stars}
            className={stars <= (rating.variables ?? 0) ? 'star star-given' : 'star'}
            onClick={() => rating.mutate(stars)}
          >
            {stars <= (rating.variables ?? 0) ? '★' : '☆'}
          </button>
        ))}
      </div>
      {rating.error && (
        <ProblemNotice failure={rating.error} retry={() => rating.mutate(rating.variables ?? 1)} />
      )}
      {rating.data && (
        <p role="status">
          {words.saved(rating.data.ratings)} {words.sure(String(Math.round(rating.data.certainty * 100)))}{' '}
          {favourite > 0 && rating.data.certainty > 0 && words.liked(favourite)}
        </p>
      )}
    </section>
  );
}
