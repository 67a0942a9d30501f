import type { Rng } from '@accord/kernel';
import { type Mutation, within } from './operator.ts';

/**
 * Polynomial mutation within bounds (Deb and Goyal 1996; bounded as in Deb's NSGA-II code). The strength's sigma is not
 * used: how far it goes is in `eta`.
 *
 * @param eta the larger, the smaller the change
 */
export function polynomial({ eta }: { readonly eta: number }): Mutation {
  const power = 1 / (eta + 1);
  return (child, { lower, upper }, rng, { rate }) => {
    const chance = rate * 2 ** 32;
    for (let index = 0; index < child.length; index++) {
      if (rng.uint32() >= chance) continue;
      const low = lower[index] as number;
      const high = upper[index] as number;
      const width = high - low;
      const value = child[index] as number;
      const u = rng.next();
      const room = u < 0.5 ? 1 - (value - low) / width : 1 - (high - value) / width;
      const base = room ** (eta + 1);
      const change =
        u < 0.5
          ? (2 * u + (1 - 2 * u) * base) ** power - 1
          : 1 - (2 * (1 - u) + 2 * (u - 0.5) * base) ** power;
      child[index] = within(value + change * width, low, high);
    }
  };
}

/** Adds a normally distributed change to some variables. */
export const gaussian: Mutation = (child, { lower, upper }, rng, { rate, sigma }) => {
  const chance = rate * 2 ** 32;
  for (let index = 0; index < child.length; index++) {
    if (rng.uint32() >= chance) continue;
    const low = lower[index] as number;
    const high = upper[index] as number;
    child[index] = within((child[index] as number) + normal(rng) * sigma * (high - low), low, high);
  }
};

/** One number from the standard normal distribution (Box and Muller 1958). */
function normal(rng: Rng): number {
  // Never 0, whose logarithm is none.
  const radius = Math.sqrt(-2 * Math.log(1 - rng.next()));
  return radius * Math.cos(2 * Math.PI * rng.next());
}
