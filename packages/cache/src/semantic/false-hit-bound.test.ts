import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaOf, boundOf, checksNeeded, MOST_NEEDED, OPENED, standingOf, termsOf } from './case.ts';
import { countsOf, type Evidence, evidenceWith } from './evidence.ts';
import { EXACT, upperBound } from './false-hit-bound.ts';
import { judgeError, NO_LABELS } from './judge-error.ts';

const KNOBS = { delta: 0.02, alpha: 0.05, runLength: 10_000 };
const ERRORS = { comparer: EXACT, person: EXACT, judge: judgeError(NO_LABELS, 0.01) };
const GOOD_JUDGE = judgeError({ same: 2000, falseAlarms: 20, different: 1000, misses: 10 }, 0.01);

const groups = fc.array(
  fc.record({
    source: fc.constantFrom('comparer' as const, 'person' as const),
    halvings: fc.integer({ min: 0, max: 4 }),
    right: fc.integer({ min: 0, max: 2000 }),
    wrong: fc.integer({ min: 0, max: 50 }),
  }),
  { maxLength: 5 },
);
const exact = (right: number, wrong: number, halvings = 0): Evidence => [
  { source: 'comparer', halvings, right, wrong },
];

describe('the bound', () => {
  it('is 1 without checks, and comes down with clean ones', () => {
    const bounds = [0, 100, 300, 1000, 10_000].map((checks) => upperBound(exact(checks, 0), 0.05, ERRORS));
    expect(bounds[0]).toBe(1);
    expect(bounds.toSorted((one, other) => other - one)).toEqual(bounds);
    expect(bounds.at(-1)).toBeLessThan(0.001);
  });

  it('is never under the share of wrong answers that were found', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 500 }), (right, wrong) => {
        expect(upperBound(exact(right, wrong), 0.05, ERRORS)).toBeGreaterThan(wrong / (right + wrong));
      }),
    );
  });

  it('rises with a wrong answer, falls with a right one, and rises with the confidence that is asked', () => {
    fc.assert(
      fc.property(groups, (evidence) => {
        const bound = upperBound(evidence, 0.05, ERRORS);
        const after = (wrong: boolean): number =>
          upperBound(evidenceWith(evidence, { source: 'comparer', wrong, halvings: 0 }), 0.05, ERRORS);
        const rounding = 2e-6;
        expect(after(true)).toBeGreaterThanOrEqual(bound - rounding);
        expect(after(false)).toBeLessThanOrEqual(bound + rounding);
        expect(upperBound(evidence, 0.01, ERRORS)).toBeGreaterThanOrEqual(bound - rounding);
      }),
    );
  });

  it('counts a check that was likelier to be drawn for less', () => {
    const whole = upperBound(exact(400, 0), 0.05, ERRORS);
    const half = upperBound(exact(400, 0, 1), 0.05, ERRORS);
    expect(half).toBeGreaterThan(whole);
    expect(half).toBeCloseTo(upperBound(exact(200, 0), 0.05, ERRORS), 3);
  });

  it('is not moved by a judge of which nothing is known, nor by one that guesses', () => {
    const said: Evidence = [{ source: 'judge', halvings: 0, right: 100_000, wrong: 0 }];
    expect(upperBound(said, 0.05, ERRORS)).toBe(1);
    const guessing = judgeError({ same: 1000, falseAlarms: 500, different: 1000, misses: 500 }, 0.01);
    expect(upperBound(said, 0.05, { ...ERRORS, judge: guessing })).toBe(1);
  });

  it('does not hold the false alarms of a judge against the answers in full, nor forgets what it misses', () => {
    const said: Evidence = [{ source: 'judge', halvings: 0, right: 9900, wrong: 100 }];
    const known = upperBound(said, 0.05, { ...ERRORS, judge: GOOD_JUDGE });
    const taken = upperBound(said, 0.05, { ...ERRORS, judge: EXACT });
    expect(known).toBeLessThan(taken);
    const missing = { ...EXACT, missAtMost: 0.5 };
    expect(upperBound(said, 0.05, { ...ERRORS, judge: missing })).toBeCloseTo(2 * taken, 3);
  });
});

describe('what is known of a judge', () => {
  it('lies around what it did, and closes in with more labels', () => {
    const some = judgeError({ same: 100, falseAlarms: 1, different: 100, misses: 1 }, 0.05);
    const many = judgeError({ same: 10_000, falseAlarms: 100, different: 10_000, misses: 100 }, 0.05);
    for (const error of [some, many]) {
      expect(error.falseAlarmAtLeast).toBeLessThan(0.01);
      expect(error.falseAlarmAtMost).toBeGreaterThan(0.01);
      expect(error.missAtMost).toBeGreaterThan(0.01);
    }
    expect(many.missAtMost).toBeLessThan(some.missAtMost);
    expect(many.falseAlarmAtLeast).toBeGreaterThan(some.falseAlarmAtLeast);
    expect(judgeError(NO_LABELS, 0.05)).toEqual({
      falseAlarmAtLeast: 0,
      falseAlarmAtMost: 1,
      missAtMost: 1,
    });
  });

  it('is no share of less than it counts', () => {
    expect(() => judgeError({ ...NO_LABELS, misses: 1 }, 0.05)).toThrow(TypeError);
  });
});

describe('a case', () => {
  const terms = termsOf(KNOBS, 0, NO_LABELS);

  it('says how many clean checks it still takes, and serves after exactly so many', () => {
    const needed = checksNeeded(OPENED, terms);
    const after = (checks: number) => ({ ...OPENED, evidence: exact(checks, 0) });
    expect(standingOf(after(needed), terms).kind).toBe('serving');
    expect(standingOf(after(needed - 1), terms).kind).toBe('gathering');
    expect(checksNeeded(after(needed - 10), terms)).toBe(10);
    expect(checksNeeded(after(needed), terms)).toBe(0);
    expect(boundOf(after(needed), terms)).toBeLessThanOrEqual(KNOBS.delta + 1e-6);
    expect(boundOf(after(needed - 1), terms)).toBeGreaterThan(KNOBS.delta);
  });

  it('takes more for a band below, for a case that was opened anew, and for a stricter promise', () => {
    const needed = checksNeeded(OPENED, terms);
    expect(checksNeeded(OPENED, termsOf(KNOBS, 1, NO_LABELS))).toBeGreaterThan(needed);
    expect(checksNeeded({ ...OPENED, opening: 2 }, terms)).toBeGreaterThan(needed);
    expect(checksNeeded(OPENED, termsOf({ ...KNOBS, delta: 0.01 }, 0, NO_LABELS))).toBeGreaterThan(
      1.9 * needed,
    );
    expect(checksNeeded({ ...OPENED, evidence: exact(0, 1_000_000) }, terms)).toBe(MOST_NEEDED);
  });

  it('spends no more confidence than it has, over all that it is opened', () => {
    const spent = Array.from({ length: 10_000 }, (_, at) => alphaOf(at + 1, 0.05));
    expect(spent.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(0.05);
  });
});

describe('evidence', () => {
  it('is the same in whatever order it came', () => {
    const check = fc.record({
      source: fc.constantFrom('comparer' as const, 'judge' as const, 'person' as const),
      wrong: fc.boolean(),
      halvings: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(check, { maxLength: 40 }), (checks) => {
        const forward = checks.reduce<Evidence>(evidenceWith, []);
        const backward = checks.toReversed().reduce<Evidence>(evidenceWith, []);
        expect(new Set(forward)).toEqual(new Set(backward));
        expect(countsOf(forward).checks).toBe(checks.length);
      }),
    );
  });

  it('takes no weight that it does not know', () => {
    for (const halvings of [-1, 0.5, 5, Number.NaN]) {
      expect(() => evidenceWith([], { source: 'judge', wrong: false, halvings })).toThrow(TypeError);
    }
  });
});
