import { cholesky, solveLower, solveUpper } from './cholesky.ts';

/** One of two was preferred: the features of the first less those of the second, in units of their prior. */
export interface Comparison {
  readonly difference: Float64Array;
  /** 1 when the first was preferred, 0 when the second was, 0.5 when neither. */
  readonly outcome: number;
  /** How much it counts; 1 for one answer. */
  readonly weight: number;
}

/** What is believed of the weights of the features: a normal distribution around `mean`. */
export interface Posterior {
  readonly mean: Float64Array;
  /** The Cholesky factor of the inverse of its covariance. */
  readonly factor: Float64Array;
  /** One standard deviation of a weight before anything was seen. */
  readonly prior: number;
  /** The logarithm of how likely the answers are under this prior, by Laplace's approximation. */
  readonly evidence: number;
}

const MAX_STEPS = 100;
const CONVERGED = 1e-9;
const HALVINGS = 30;

/**
 * The model of Bradley and Terry (Biometrika 39, 1952): the first of two is preferred with probability σ(w·difference). The
 * weights have a normal prior; their posterior is approximated by Laplace's method around its mode, which Newton's method
 * finds, as the problem is convex (MacKay, Neural Computation 4, 1992).
 *
 * @param prior one standard deviation of a weight
 */
export function fitBradleyTerry(comparisons: readonly Comparison[], size: number, prior: number): Posterior {
  const precision = 1 / prior ** 2;
  let mean: Float64Array = new Float64Array(size);
  let loss = lossOf(comparisons, mean, precision);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { gradient, factor } = slopeOf(comparisons, mean, precision);
    const newton = solveUpper(factor, solveLower(factor, gradient));
    const gain = dot(newton, gradient);
    if (gain < CONVERGED) break;
    let length = 1;
    let next = mean;
    for (let halving = 0; halving < HALVINGS; halving += 1, length /= 2) {
      next = mean.map((value, i) => value - length * (newton[i] ?? 0));
      const there = lossOf(comparisons, next, precision);
      if (there > loss - 1e-4 * length * gain) continue;
      loss = there;
      break;
    }
    mean = next;
  }
  const { factor } = slopeOf(comparisons, mean, precision);
  let logDeterminant = 0;
  for (let i = 0; i < size; i += 1) logDeterminant += 2 * Math.log(factor[i * size + i] ?? 1);
  return { mean, factor, prior, evidence: -loss - logDeterminant / 2 - size * Math.log(prior) };
}

/** The fit under the prior, of several, that makes the answers most likely. @throws RangeError for no prior */
export function fitBestPrior(
  comparisons: readonly Comparison[],
  size: number,
  priors: readonly number[],
): Posterior {
  const fits = priors.map((prior) => fitBradleyTerry(comparisons, size, prior));
  const [first] = fits;
  if (first === undefined) throw new RangeError('no prior');
  return fits.reduce((best, fit) => (fit.evidence > best.evidence ? fit : best), first);
}

/** What is believed of how much features are liked. */
export interface Liking {
  readonly mean: number;
  /** A vector whose square is the variance; those of two variations differ by that of their difference. */
  readonly root: Float64Array;
}

export const likingOf = ({ mean, factor }: Posterior, features: Float64Array): Liking => ({
  mean: dot(mean, features),
  root: solveLower(factor, features),
});

/** Less than 0 is less liked; overflows nowhere. */
const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
/** log(1 + eᵛ). */
const softplus = (value: number): number => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));

function lossOf(comparisons: readonly Comparison[], weights: Float64Array, precision: number): number {
  let loss = (precision * dot(weights, weights)) / 2;
  for (const { difference, outcome, weight } of comparisons) {
    const liking = dot(difference, weights);
    loss += weight * (softplus(liking) - outcome * liking);
  }
  return loss;
}

function slopeOf(
  comparisons: readonly Comparison[],
  weights: Float64Array,
  precision: number,
): { readonly gradient: Float64Array; readonly factor: Float64Array } {
  const size = weights.length;
  const gradient = weights.map((weight) => precision * weight);
  const hessian = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) hessian[i * size + i] = precision;
  for (const { difference, outcome, weight } of comparisons) {
    const chance = logistic(dot(difference, weights));
    const curve = weight * chance * (1 - chance);
    for (let i = 0; i < size; i += 1) {
      const value = difference[i] ?? 0;
      gradient[i] = (gradient[i] ?? 0) + weight * (chance - outcome) * value;
      const scaled = curve * value;
      for (let k = 0, at = i * size; k <= i; k += 1, at += 1)
        hessian[at] = (hessian[at] ?? 0) + scaled * (difference[k] ?? 0);
    }
  }
  return { gradient, factor: cholesky(hessian, size) };
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i += 1) sum += (one[i] ?? 0) * (other[i] ?? 0);
  return sum;
}
