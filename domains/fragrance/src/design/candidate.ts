import type { Repairer } from '../repair/index.ts';
import { LEAST_SHARE } from './judge.ts';

/** Turns the variables of a search into lawful shares. */
export interface Decoder {
  /** One for each material of the palette, and one for the concentrate; each from 0 to 1. */
  readonly size: number;
  /** How many materials at the beginning of the palette must stay. */
  readonly required: number;
  /** Writes shares of the palette and its filler, adding up to 1, and returns the place of the concentrate. */
  decode(variables: ArrayLike<number>, shares: Float64Array): number;
  /** Makes amounts lawful at a concentrate, and writes them as shares. */
  settle(amounts: Float64Array, concentrate: number, shares: Float64Array): void;
}

/** Below this a material is absent, so that a formula has some of the palette and not a little of all. */
const ABSENT = 0.6;
/** From this to the largest amount is as far as from one part to a hundred. */
const DECADES = 2;

/**
 * @param repairers one for each concentrate, of the palette with its filler as the last
 * @param most materials; the smallest beyond are left out, but for the required ones, which come first
 */
export function createDecoder(repairers: readonly Repairer[], required: number, most: number): Decoder {
  const size = repairers[0]?.components.length ?? 0;
  const amounts = new Float64Array(size);
  const order = new Int32Array(size);

  const prune = (from: Float64Array): void => {
    let count = 0;
    for (let m = required; m < size - 1; m += 1) if ((from[m] as number) > 0) order[count++] = m;
    const spare = count + required - most;
    if (spare <= 0) return;
    const present = order
      .subarray(0, count)
      .sort((one, other) => (from[one] as number) - (from[other] as number));
    for (let at = 0; at < spare && at < count; at += 1) from[present[at] as number] = 0;
  };

  const lawful = (from: Float64Array, concentrate: number): Float64Array => {
    const repair = (repairers[concentrate] as Repairer).solve(from);
    if (repair.kind === 'impossible') throw new RangeError('a candidate without lawful shares');
    return repair.shares;
  };
  /** Traces are left out, and what they had is given to the others by the same rules. */
  const settle: Decoder['settle'] = (from, concentrate, shares) => {
    shares.set(lawful(from, concentrate));
    let traces = false;
    for (let m = required; m < size; m += 1) {
      if (shares[m] === 0 || (shares[m] as number) >= LEAST_SHARE) continue;
      shares[m] = 0;
      traces = true;
    }
    if (traces) shares.set(lawful(shares, concentrate));
  };

  return {
    size,
    required,
    settle,
    decode(variables, shares) {
      for (let m = 0; m < size - 1; m += 1) {
        const gene = variables[m] as number;
        amounts[m] = gene <= ABSENT ? 0 : 10 ** ((DECADES * (gene - 1)) / (1 - ABSENT));
      }
      amounts[size - 1] = 0;
      prune(amounts);
      if (!amounts.some((amount) => amount > 0)) amounts[0] = 1;
      const concentrate = Math.min(
        repairers.length - 1,
        Math.floor((variables[size - 1] as number) * repairers.length),
      );
      settle(amounts, concentrate, shares);
      return concentrate;
    },
  };
}
