import { createRng } from '@accord/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf, nextThreshold } from './bands.ts';
import { hasChanged, NO_SUSPICION, suspicionAfter } from './change-detector.ts';
import { entryThreshold, type EntryOutcome, NEVER } from './entry-threshold.ts';
import { EXACT } from './false-hit-bound.ts';
import { drawCheck } from './sampling.ts';
import { servedUntilStopped } from './stopping.ts';

const LIMITS = { start: 0.8, min: 0.6, max: 0.95 };
const LEAST = 0.98;
const outcomes = (...pairs: readonly [number, boolean][]): EntryOutcome[] =>
  pairs.map(([similarity, right]) => ({ similarity, right }));

describe('the threshold of an entry', () => {
  it('is the common one until an answer of it was wrong', () => {
    expect(entryThreshold([], 0.8, LEAST)).toBe(0.8);
    expect(entryThreshold(outcomes([0.9, true], [0.81, true]), 0.8, LEAST)).toBe(0.8);
  });

  it('rises above what was wrong, after one wrong answer', () => {
    for (const similarity of [0.8, 0.85, 0.9, 0.97]) {
      const threshold = entryThreshold(outcomes([similarity, false]), 0.8, LEAST);
      expect(threshold).toBeGreaterThan(similarity);
    }
  });

  it('is above everything for an entry that is wrong for whatever is like it', () => {
    expect(entryThreshold(outcomes([0.99, false], [0.995, false]), 0.8, LEAST)).toBe(NEVER);
  });

  it('comes down again with answers that were right, and not as far as what was wrong', () => {
    const wrong: [number, boolean] = [0.82, false];
    const right = Array.from({ length: 20 }, (_, at): [number, boolean] => [0.9 + at * 0.004, true]);
    const after = entryThreshold(outcomes(wrong, ...right), 0.8, LEAST);
    expect(after).toBeLessThan(entryThreshold(outcomes(wrong), 0.8, LEAST));
    expect(after).toBeGreaterThan(0.82);
  });

  it('is never under the common one, and above all that was wrong while nothing was right', () => {
    const similarity = fc.double({ min: 0.6, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.record({ similarity, right: fc.boolean() }), { maxLength: 32 }), (some) => {
        expect(entryThreshold(some, 0.8, LEAST)).toBeGreaterThanOrEqual(0.8);
        const wrong = some.map((outcome) => ({ ...outcome, right: false }));
        for (const one of wrong) expect(entryThreshold(wrong, 0.8, LEAST)).toBeGreaterThan(one.similarity);
      }),
    );
  });
});

describe('bands', () => {
  it('are steps of 5 % from the start down to the least', () => {
    expect([1, 0.8, 0.79, 0.76, 0.75, 0.61, 0.6, 0.59].map((at) => bandOf(at, LIMITS))).toEqual([
      0,
      0,
      1,
      1,
      2,
      6,
      6,
      undefined,
    ]);
  });

  it('let a threshold move by the rule of the sources, within its limits', () => {
    expect(nextThreshold(0.8, 0.4, LIMITS)).toBeCloseTo(0.76);
    expect(nextThreshold(0.8, 0.95, LIMITS)).toBeCloseTo(0.84);
    expect(nextThreshold(0.8, 0.7, LIMITS)).toBe(0.8);
    expect(nextThreshold(0.61, 0, LIMITS)).toBe(0.6);
    expect(nextThreshold(0.94, 1, LIMITS)).toBe(0.95);
  });
});

describe('draws for checks', () => {
  it('have the probability that the weight says, and never one under the share', () => {
    const rng = createRng(5);
    for (const [checksOfEntry, margin, halvings] of [
      [3, 0.1, 0],
      [3, 0.01, 1],
      [0, 0.1, 2],
      [0, 0.01, 3],
    ] as const) {
      const draws = Array.from({ length: 20_000 }, () => drawCheck(0.05, { checksOfEntry, margin }, rng));
      const drawn = draws.filter(({ kind }) => kind === 'drawn');
      expect(drawn.length / draws.length).toBeCloseTo(0.05 * 2 ** halvings, 1);
      expect(new Set(drawn.map((draw) => draw.kind === 'drawn' && draw.halvings))).toEqual(
        new Set([halvings]),
      );
    }
  });

  it('are as good as certain, and of full weight, where everything is checked', () => {
    const draws = Array.from({ length: 100 }, () =>
      drawCheck(1, { checksOfEntry: 0, margin: 0 }, createRng(1)),
    );
    expect(new Set(draws.map((draw) => JSON.stringify(draw)))).toEqual(
      new Set(['{"kind":"drawn","halvings":0}']),
    );
  });
});

describe('the change detector', () => {
  const feed = (rate: number, checks: number, seed: number): number => {
    const rng = createRng(seed);
    let suspicion = NO_SUSPICION;
    for (let check = 1; check <= checks; check++) {
      const wrong = rng.next() < rate;
      suspicion = suspicionAfter(suspicion, { source: 'comparer', wrong, halvings: 0 }, 0.02, EXACT);
      if (hasChanged(suspicion, 10_000)) return check;
    }
    return Number.POSITIVE_INFINITY;
  };
  const seeds = Array.from({ length: 100 }, (_, seed) => seed);

  it('keeps still under the acceptable rate, as often as it promises', () => {
    const alarms = seeds.filter((seed) => feed(0.02, 1000, seed) <= 1000);
    expect(alarms.length).toBeLessThanOrEqual(10);
  });

  it('sees a great change at once and a small one in time', () => {
    expect(seeds.filter((seed) => feed(0.6, 30, seed) <= 30).length).toBeGreaterThanOrEqual(95);
    expect(seeds.filter((seed) => feed(0.06, 3000, seed) <= 3000).length).toBeGreaterThanOrEqual(95);
  });
});

describe('the number of hits until serving stops', () => {
  it('is that of a geometric law', () => {
    const stated = servedUntilStopped({ share: 0.1, falseRate: 1, missRate: 0, confidence: 0.99 });
    expect(stated).toBe(44);
    expect(1 - 0.9 ** stated).toBeGreaterThanOrEqual(0.99);
    expect(1 - 0.9 ** (stated - 1)).toBeLessThan(0.99);
  });

  it('is one where all is checked and wrong, and has no end where nothing is', () => {
    const bad = { share: 1, falseRate: 1, missRate: 0, confidence: 0.99 };
    expect(servedUntilStopped(bad)).toBe(1);
    expect(servedUntilStopped({ ...bad, share: 0 })).toBe(Number.POSITIVE_INFINITY);
  });
});
