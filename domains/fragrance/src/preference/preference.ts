import { type Comparison, fitBestPrior, type Liking, likingOf, type Posterior } from './bradley-terry.ts';
import { type Feature, FEATURES } from './features.ts';

/** What a person said of variations, each by its features. */
export type Rating =
  | {
      readonly kind: 'pair';
      readonly first: Float64Array;
      readonly second: Float64Array;
      readonly preferred: 'first' | 'second' | 'neither';
    }
  /** Stars from 1 to 5, given in one sitting: they are compared with each other and with no other sitting's. */
  | {
      readonly kind: 'stars';
      readonly given: readonly { readonly features: Float64Array; readonly stars: number }[];
    };

/** What has been learnt of a person's taste. */
export interface Preference {
  /** How many ratings it rests on: answers on pairs, and variations with stars. */
  readonly ratings: number;
  /** What is believed of each, to compare many with each other by {@link verdictOn}. */
  liking(features: Float64Array): Liking;
  compare(first: Float64Array, second: Float64Array): Verdict;
  /** Relative to other variations; only differences have a meaning. */
  utility(features: Float64Array): number;
  /** The weight of each feature: what one standard deviation of it adds to the liking. */
  readonly weights: readonly LearntWeight[];
  /** From 0, nothing is known, to 1: the mean over pairs of these variations, which is liked better is known for sure. */
  certainty(variations: readonly Float64Array[]): number;
  /** The share of pairs of these variations on which the person is expected to agree. */
  predictedAgreement(variations: readonly Float64Array[]): number;
}

export interface Verdict {
  /** How much more the first is liked. */
  readonly mean: number;
  readonly deviation: number;
  /** That the first is truly liked better. */
  readonly chance: number;
}

export interface LearntWeight {
  readonly feature: Feature;
  readonly mean: number;
  readonly deviation: number;
  /** One standard deviation of the feature among what was rated. */
  readonly scale: number;
}

/** Standard deviations of weights that are tried; the one that makes the answers most likely is taken. */
const PRIORS = [1, 2, 4, 8, 16];
/** The scale of a feature that was expected counts like so many variations seen. */
const SCALE_SEEN = 8;
const MAX_RATINGS = 2000;

/**
 * Learns a taste from ratings. Everything is computed anew from all ratings, so that their order does not matter.
 *
 * @throws RangeError for stars that are not 1 to 5, features of another length, or more than 2,000 ratings
 */
export function learnPreference(ratings: readonly Rating[]): Preference {
  const seen = ratings.flatMap((rating) =>
    rating.kind === 'pair' ? [rating.first, rating.second] : rating.given.map(({ features }) => features),
  );
  const count = ratings.reduce((sum, rating) => sum + (rating.kind === 'pair' ? 1 : rating.given.length), 0);
  if (count > MAX_RATINGS) throw new RangeError(`there are more than ${MAX_RATINGS} ratings`);
  if (seen.some((features) => features.length !== FEATURES.length || !features.every(Number.isFinite)))
    throw new RangeError(`a variation has ${FEATURES.length} features`);
  const scales = scalesOf(seen);
  const differenceOf = (first: Float64Array, second: Float64Array): Float64Array =>
    Float64Array.from(
      FEATURES,
      ({ expected }, i) => ((first[i] ?? 0) - (second[i] ?? 0)) * (expected / (scales[i] ?? 1)),
    );
  const origin = new Float64Array(FEATURES.length);
  const comparisons = ratings.flatMap((rating) => comparisonsOf(rating, differenceOf));
  const posterior = fitBestPrior(comparisons, FEATURES.length, PRIORS);
  const liking = (features: Float64Array): Liking => likingOf(posterior, differenceOf(features, origin));
  const agreement = (variations: readonly Float64Array[]): number => {
    const likings = variations.map(liking);
    let sum = 0;
    let pairs = 0;
    likings.forEach((first, i) => {
      for (let k = 0; k < i; k += 1) {
        const { chance } = verdictOn(first, likings[k] ?? first);
        sum += Math.max(chance, 1 - chance);
        pairs += 1;
      }
    });
    return pairs === 0 ? 0.5 : sum / pairs;
  };
  return {
    ratings: count,
    liking,
    compare: (first, second) => verdictOn(liking(first), liking(second)),
    utility: (features) => liking(features).mean,
    weights: weightsOf(posterior, scales),
    certainty: (variations) => 2 * agreement(variations) - 1,
    predictedAgreement: agreement,
  };
}

/** Which of two is liked better, and how sure that is. */
export function verdictOn(first: Liking, second: Liking): Verdict {
  const mean = first.mean - second.mean;
  let variance = 0;
  for (let i = 0; i < first.root.length; i += 1)
    variance += ((first.root[i] ?? 0) - (second.root[i] ?? 0)) ** 2;
  const deviation = Math.sqrt(variance);
  return { mean, deviation, chance: mean === 0 || deviation === 0 ? 0.5 : normal(mean / deviation) };
}

/** Standard deviations among what was seen, drawn to those that were expected as long as little was. */
function scalesOf(seen: readonly Float64Array[]): Float64Array {
  return Float64Array.from(FEATURES, ({ scale }, i) => {
    const values = seen.map((features) => features[i] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt((SCALE_SEEN * scale ** 2 + squares) / (SCALE_SEEN + values.length));
  });
}

/** Stars of k variations make k(k − 1)/2 comparisons, which together count as the k − 1 that would order them. */
function comparisonsOf(
  rating: Rating,
  differenceOf: (first: Float64Array, second: Float64Array) => Float64Array,
): Comparison[] {
  if (rating.kind === 'pair') {
    const outcome = { first: 1, second: 0, neither: 0.5 }[rating.preferred];
    return [{ difference: differenceOf(rating.first, rating.second), outcome, weight: 1 }];
  }
  const { given } = rating;
  for (const { stars } of given)
    if (!(Number.isInteger(stars) && stars >= 1 && stars <= 5)) throw new RangeError(`${stars} stars`);
  return given.flatMap((one, i) =>
    given.slice(0, i).map((other) => ({
      difference: differenceOf(one.features, other.features),
      outcome: (Math.sign(one.stars - other.stars) + 1) / 2,
      weight: 2 / given.length,
    })),
  );
}

function weightsOf(posterior: Posterior, scales: Float64Array): LearntWeight[] {
  return FEATURES.map((feature, i) => {
    const axis = new Float64Array(FEATURES.length);
    axis[i] = feature.expected;
    const { mean, root } = likingOf(posterior, axis);
    return { feature, mean, deviation: Math.hypot(...root), scale: scales[i] ?? feature.scale };
  });
}

/** The distribution function of the normal distribution (Abramowitz and Stegun 26.2.17, within 7.5e-8). */
export function normal(value: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(value));
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (polynomial * Math.exp((-value * value) / 2)) / Math.sqrt(2 * Math.PI);
  return value >= 0 ? 1 - tail : tail;
}
