import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng, isRngState, type Rng, restoreRng } from './rng.ts';

const draw = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.uint32());
const seed = fc.integer();

describe('createRng', () => {
  it('gives the same stream for the same seed, here and on every machine', () => {
    expect(draw(createRng(42), 4)).toEqual(draw(createRng(42), 4));
    expect(draw(createRng(42), 4)).toMatchInlineSnapshot(`
      [
        660444221,
        3652823732,
        77672526,
        910233633,
      ]
    `);
    fc.assert(
      fc.property(seed, (one) => {
        expect(draw(createRng(one), 20)).toEqual(draw(createRng(one), 20));
      }),
    );
  });

  it('goes on from a state that was taken, to the bit', () => {
    fc.assert(
      fc.property(seed, fc.nat(50), (one, drawn) => {
        const rng = createRng(one);
        draw(rng, drawn);
        const state: unknown = JSON.parse(JSON.stringify(rng.state()));
        if (!isRngState(state)) throw new TypeError('expected a state');
        expect(draw(restoreRng(state), 20)).toEqual(draw(rng, 20));
      }),
    );
  });

  it('refuses a state that no generator has', () => {
    expect(() => restoreRng([0, 0, 0, 0])).toThrow(TypeError);
    expect(() => restoreRng([1, 2, 3, 2 ** 32])).toThrow(TypeError);
    expect(isRngState([1, 2, 3])).toBe(false);
  });

  it('gives different streams for different seeds', () => {
    fc.assert(
      fc.property(seed, seed, (a, b) => {
        fc.pre(a !== b);
        expect(draw(createRng(a), 4)).not.toEqual(draw(createRng(b), 4));
      }),
    );
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 2 ** 32 }), (one, bound) => {
        const rng = createRng(one);
        const values = [rng.uint32(), rng.next(), rng.below(bound)];
        expect(Number.isInteger(values[0])).toBe(true);
        expect(values.every((value) => value >= 0)).toBe(true);
        expect(values[0]).toBeLessThan(2 ** 32);
        expect(values[1]).toBeLessThan(1);
        expect(values[2]).toBeLessThan(bound);
        expect(createRng(one).below(1)).toBe(0);
      }),
    );
  });

  /** 99.9 % quantile of chi-squared with 9 degrees of freedom. */
  const CHI_SQUARED = 27.88;

  it.each([1, 7, 2026])('is uniform below 10 with seed %i', (one) => {
    const rng = createRng(one);
    const draws = 20_000;
    const counts = Array.from({ length: 10 }, () => 0);
    for (let drawn = 0; drawn < draws; drawn++) {
      const value = rng.below(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const expected = draws / 10;
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquared).toBeLessThan(CHI_SQUARED);
  });

  it('draws again rather than favour the low numbers', () => {
    const bound = 3 * 2 ** 30;
    const rng = createRng(3);
    const draws = 6000;
    let low = 0;
    for (let drawn = 0; drawn < draws; drawn++) if (rng.below(bound) < bound / 3) low += 1;
    // A plain remainder would put half of the draws there instead of a third.
    expect(low / draws).toBeCloseTo(1 / 3, 1);
  });
});
