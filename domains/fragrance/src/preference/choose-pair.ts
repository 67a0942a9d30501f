import type { Rng } from '@accord/kernel';
import { normal, type Preference, verdictOn } from './preference.ts';

/** Pairs that are looked at, so that a choice among many variations stays quick. */
const LOOKED_AT = 1000;
/** σ(x) is near Φ(x √(π/8)). */
const LOGISTIC = Math.sqrt(Math.PI / 8);
const BALD = Math.sqrt((Math.PI * Math.log(2)) / 2);

/**
 * The two variations whose comparison tells most about the taste: the answer is uncertain because the taste is, and not
 * because both are liked the same (Houlsby et al. 2011, arXiv 1112.5745, equation 4).
 *
 * @returns their places
 * @throws RangeError for fewer than two variations
 */
export function choosePair(
  preference: Preference,
  variations: readonly Float64Array[],
  rng: Rng,
): readonly [first: number, second: number] {
  if (variations.length < 2) throw new RangeError('a pair needs two variations');
  const likings = variations.map(preference.liking);
  let best: readonly [number, number] = [0, 1];
  let most = -Infinity;
  for (const [first, second] of pairsOf(variations.length, rng)) {
    const one = likings[first];
    const other = likings[second];
    if (one === undefined || other === undefined) continue;
    const { mean, deviation } = verdictOn(one, other);
    const told = informationOf(mean * LOGISTIC, (deviation * LOGISTIC) ** 2);
    if (told <= most) continue;
    most = told;
    best = [first, second];
  }
  return best;
}

/** All pairs of a few, some of many. */
function pairsOf(count: number, rng: Rng): (readonly [number, number])[] {
  if ((count * (count - 1)) / 2 <= LOOKED_AT)
    return Array.from({ length: count }, (_, first) =>
      Array.from({ length: first }, (_, second) => [first, second] as const),
    ).flat();
  return Array.from({ length: LOOKED_AT }, () => {
    const first = rng.below(count);
    const second = (first + 1 + rng.below(count - 1)) % count;
    return [first, second] as const;
  });
}

/** Bits that the answer tells about the taste. */
function informationOf(mean: number, variance: number): number {
  const answer = entropy(normal(mean / Math.sqrt(1 + variance)));
  const noise =
    (BALD / Math.sqrt(variance + BALD ** 2)) * Math.exp(-(mean ** 2) / (2 * (variance + BALD ** 2)));
  return answer - noise;
}

function entropy(chance: number): number {
  if (chance <= 0 || chance >= 1) return 0;
  return -(chance * Math.log2(chance) + (1 - chance) * Math.log2(1 - chance));
}
