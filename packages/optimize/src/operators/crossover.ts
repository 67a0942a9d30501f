import { type Crossover, powerOf, rootOf, tossedCoins } from './operator.ts';

/** Nearer than this, parents are taken as equal in a variable. */
const SAME = 1e-14;

/**
 * Simulated binary crossover within bounds (Deb and Agrawal 1995, bounded as in Deb's NSGA-II of 2002): children as near their
 * parents as one-point crossover of bits would put them. Each variable is crossed with a chance of one half.
 *
 * @param chance of crossing two parents at all
 * @param eta the larger, the nearer the children stay to their parents
 */
export function simulatedBinary(chance: number, eta: number): Crossover {
  const degree = eta + 1;
  const power = powerOf(degree);
  return (genes, one, other, { rng, lower, upper }) => {
    if (rng.next() >= chance) return;
    let coins = 1;
    for (let at = 0; at < lower.length; at++, coins >>>= 2) {
      // Two coins a variable: whether it is crossed, and whether the children change places in it.
      if (coins === 1) coins = tossedCoins(rng);
      if ((coins & 1) === 0) continue;
      const a = genes[one + at] as number;
      const b = genes[other + at] as number;
      const gap = Math.abs(a - b);
      if (gap <= SAME) continue;
      const drawn = rng.next();
      const swap = (coins & 2) !== 0;
      const near = a < b ? a : b;
      const far = a < b ? b : a;
      const below = spread(drawn, 1 / power(1 + (2 * (near - (lower[at] as number))) / gap), degree);
      const above = spread(drawn, 1 / power(1 + (2 * ((upper[at] as number) - far)) / gap), degree);
      const first = 0.5 * (near + far - below * gap);
      const second = 0.5 * (near + far + above * gap);
      genes[one + at] = swap ? second : first;
      genes[other + at] = swap ? first : second;
    }
  };
}

/** How far apart children lie, by their parents' distance; `beyond` is the chance that the bounds cut off, of 2. */
function spread(drawn: number, beyond: number, degree: number): number {
  const inside = drawn * (2 - beyond);
  return inside <= 1 ? rootOf(inside, degree) : 1 / rootOf(2 - inside, degree);
}

/**
 * Blend crossover (BLX-α, Eshelman and Schaffer 1993): each variable anywhere between the parents and `alpha` of their distance
 * beyond.
 */
export function blend(chance: number, alpha: number): Crossover {
  return (genes, one, other, { rng, lower }) => {
    if (rng.next() >= chance) return;
    for (let at = 0; at < lower.length; at++) {
      const a = genes[one + at] as number;
      const b = genes[other + at] as number;
      const share = (1 + 2 * alpha) * rng.next() - alpha;
      genes[one + at] = (1 - share) * a + share * b;
      genes[other + at] = share * a + (1 - share) * b;
    }
  };
}

/** Uniform crossover (Syswerda 1989): parents exchange each variable with a chance of one half. */
export function uniform(chance: number): Crossover {
  return (genes, one, other, { rng, lower }) => {
    if (rng.next() >= chance) return;
    let coins = 1;
    for (let at = 0; at < lower.length; at++, coins >>>= 1) {
      if (coins === 1) coins = tossedCoins(rng);
      if ((coins & 1) === 0) continue;
      const kept = genes[one + at] as number;
      genes[one + at] = genes[other + at] as number;
      genes[other + at] = kept;
    }
  };
}
