import { type Crossover, within } from './operator.ts';

/**
 * Simulated binary crossover within bounds (Deb and Agrawal 1995; bounded as in Deb's NSGA-II code): children lie around
 * their parents as they would with one-point crossover of binary numbers.
 *
 * @param eta the larger, the nearer to the parents
 * @param rate chance that two parents are crossed at all; else the children are their copies
 */
export function simulatedBinary({ eta, rate }: { readonly eta: number; readonly rate: number }): Crossover {
  const power = 1 / (eta + 1);
  const spread = (beta: number, u: number): number => {
    const alpha = 2 - beta ** -(eta + 1);
    return u <= 1 / alpha ? (u * alpha) ** power : (1 / (2 - u * alpha)) ** power;
  };
  return (one, other, firstChild, secondChild, { lower, upper }, rng) => {
    firstChild.set(one);
    secondChild.set(other);
    if (rng.next() >= rate) return;
    for (let index = 0; index < one.length; index++) {
      if (rng.uint32() < HALF) continue;
      const a = one[index] as number;
      const b = other[index] as number;
      const small = a < b ? a : b;
      const large = a < b ? b : a;
      const gap = large - small;
      if (gap <= SAME) continue;
      const low = lower[index] as number;
      const high = upper[index] as number;
      const u = rng.next();
      const down = spread(1 + (2 * (small - low)) / gap, u);
      const up = spread(1 + (2 * (high - large)) / gap, u);
      const first = within(0.5 * (small + large - down * gap), low, high);
      const second = within(0.5 * (small + large + up * gap), low, high);
      const isSwapped = rng.uint32() < HALF;
      firstChild[index] = isSwapped ? second : first;
      secondChild[index] = isSwapped ? first : second;
    }
  };
}

const HALF = 2 ** 31;
/** Parents that are nearer than this are the same. */
const SAME = 1e-14;

/**
 * Blend crossover, BLX-α (Eshelman and Schaffer 1993): children are drawn evenly from the stretch between their parents,
 * longer by a share of it on both sides.
 *
 * @param alpha that share
 * @param rate chance that two parents are crossed at all
 */
export function blend({ alpha, rate }: { readonly alpha: number; readonly rate: number }): Crossover {
  return (one, other, firstChild, secondChild, { lower, upper }, rng) => {
    firstChild.set(one);
    secondChild.set(other);
    if (rng.next() >= rate) return;
    for (let index = 0; index < one.length; index++) {
      const a = one[index] as number;
      const b = other[index] as number;
      const low = lower[index] as number;
      const high = upper[index] as number;
      const reach = alpha * Math.abs(a - b);
      const from = Math.min(a, b) - reach;
      const width = Math.max(a, b) + reach - from;
      firstChild[index] = within(from + rng.next() * width, low, high);
      secondChild[index] = within(from + rng.next() * width, low, high);
    }
  };
}
