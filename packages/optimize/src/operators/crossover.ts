import type { Crossover } from './operator.ts';

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
  const power = 1 / (eta + 1);
  return (genes, one, other, { rng, lower, upper }) => {
    if (rng.next() >= chance) return;
    for (let at = 0; at < lower.length; at++) {
      if (rng.next() >= 0.5) continue;
      const a = genes[one + at] as number;
      const b = genes[other + at] as number;
      const gap = Math.abs(a - b);
      if (gap <= SAME) continue;
      const drawn = rng.next();
      const swap = rng.next() < 0.5;
      const near = Math.min(a, b);
      const far = Math.max(a, b);
      const below = spread(drawn, 1 + (2 * (near - (lower[at] as number))) / gap, eta, power);
      const above = spread(drawn, 1 + (2 * ((upper[at] as number) - far)) / gap, eta, power);
      const first = 0.5 * (near + far - below * gap);
      const second = 0.5 * (near + far + above * gap);
      genes[one + at] = swap ? second : first;
      genes[other + at] = swap ? first : second;
    }
  };
}

/** How far apart children lie, by their parents' distance, when the bound is `room` of it away. */
function spread(drawn: number, room: number, eta: number, power: number): number {
  const alpha = 2 - room ** -(eta + 1);
  return drawn <= 1 / alpha ? (drawn * alpha) ** power : (1 / (2 - drawn * alpha)) ** power;
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
    for (let at = 0; at < lower.length; at++) {
      if (rng.next() >= 0.5) continue;
      const kept = genes[one + at] as number;
      genes[one + at] = genes[other + at] as number;
      genes[other + at] = kept;
    }
  };
}
