import { createRng } from '@accord/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptiveRate, adaptiveSigma, diversityOf } from './adaptive.ts';
import { blend, simulatedBinary } from './crossover.ts';
import { gaussian, polynomial } from './mutation.ts';
import type { Bounds, Crossover } from './operator.ts';
import { tournament } from './selection.ts';

const BOUNDS: Bounds = { lower: [0, -5, 100], upper: [1, 5, 101] };
const inside = BOUNDS.lower.map((low, index) =>
  fc.double({ min: low, max: BOUNDS.upper[index] ?? low, noNaN: true }),
);
const parent = fc.tuple(...inside).map((genes) => Float64Array.from(genes));
const isInside = (genes: Float64Array): boolean =>
  genes.every((value, index) => value >= (BOUNDS.lower[index] ?? 0) && value <= (BOUNDS.upper[index] ?? 0));

/** Children of many crossings of the same two parents, of one variable. */
function childrenOf(crossover: Crossover, one: number, other: number): number[] {
  const rng = createRng(1);
  const bounds = { lower: [-10], upper: [10] };
  return Array.from({ length: 2000 }, () => {
    const [first, second] = [new Float64Array(1), new Float64Array(1)];
    crossover(Float64Array.of(one), Float64Array.of(other), first, second, bounds, rng);
    return [first[0] ?? 0, second[0] ?? 0];
  }).flat();
}
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

describe('crossover', () => {
  it.each<[string, Crossover]>([
    ['simulated binary', simulatedBinary({ eta: 2, rate: 1 })],
    ['blend', blend({ alpha: 0.5, rate: 1 })],
  ])('%s keeps within the bounds and leaves the parents alone', (_, crossover) => {
    fc.assert(
      fc.property(parent, parent, fc.integer(), (one, other, seed) => {
        const before = [one.slice(), other.slice()];
        const children = [new Float64Array(3), new Float64Array(3)] as const;
        crossover(one, other, ...children, BOUNDS, createRng(seed));
        expect([one, other]).toEqual(before);
        expect(children.every(isInside)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('simulated binary lies around the parents, the nearer the larger eta', () => {
    const near = childrenOf(simulatedBinary({ eta: 20, rate: 1 }), -1, 1);
    const far = childrenOf(simulatedBinary({ eta: 1, rate: 1 }), -1, 1);
    expect(mean(near)).toBeCloseTo(0, 1);
    const offBy = (values: readonly number[]): number =>
      mean(values.map((value) => Math.abs(Math.abs(value) - 1)));
    expect(offBy(near)).toBeLessThan(offBy(far) / 3);
  });

  it('blend is even over the stretch between the parents, longer on both sides', () => {
    const children = childrenOf(blend({ alpha: 0.5, rate: 1 }), -1, 1);
    expect(Math.min(...children)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...children)).toBeLessThanOrEqual(2);
    // An even stretch of length 4.
    expect(spread(children)).toBeCloseTo(4 / Math.sqrt(12), 1);
  });

  it('at a rate of 0 makes copies', () => {
    expect(new Set(childrenOf(blend({ alpha: 1, rate: 0 }), 3, 4))).toEqual(new Set([3, 4]));
  });
});

describe('mutation', () => {
  it.each([
    ['polynomial', polynomial({ eta: 5 })],
    ['gaussian', gaussian],
  ])('%s keeps within the bounds, and at a rate of 0 changes nothing', (_, mutation) => {
    fc.assert(
      fc.property(parent, fc.integer(), (genes, seed) => {
        const child = genes.slice();
        mutation(child, BOUNDS, createRng(seed), { rate: 0, sigma: 1 });
        expect(child).toEqual(genes);
        mutation(child, BOUNDS, createRng(seed), { rate: 1, sigma: 1 });
        expect(isInside(child)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('gaussian has the standard deviation that it is given, as a share of the bounds', () => {
    const rng = createRng(2);
    const bounds = { lower: [-100], upper: [100] };
    const steps = Array.from({ length: 4000 }, () => {
      const child = Float64Array.of(0);
      gaussian(child, bounds, rng, { rate: 1, sigma: 0.01 });
      return child[0] ?? 0;
    });
    expect(mean(steps)).toBeCloseTo(0, 0);
    expect(spread(steps)).toBeGreaterThan(1.9);
    expect(spread(steps)).toBeLessThan(2.1);
  });

  it('changes as many variables as the rate says', () => {
    const rng = createRng(3);
    const bounds = {
      lower: Array.from({ length: 5000 }, () => 0),
      upper: Array.from({ length: 5000 }, () => 1),
    };
    const child = new Float64Array(5000).fill(0.5);
    polynomial({ eta: 20 })(child, bounds, rng, { rate: 0.1, sigma: 0 });
    const changed = child.filter((value) => value !== 0.5).length;
    expect(changed).toBeGreaterThan(400);
    expect(changed).toBeLessThan(600);
  });
});

describe('the rules of the sources', () => {
  it('make steps smaller, down to a tenth', () => {
    const steps = [0, 50, 100, 200].map((at) => adaptiveSigma(0.2, at, 100).toFixed(6));
    expect(steps).toEqual(['0.200000', '0.110000', '0.020000', '0.020000']);
  });

  it.each([
    [0.05, 0.2, 0.3],
    [0.05, 0.4, 0.5],
    [0.05, 0.6, 0.6],
    [0.3, 0.2, 0.2],
    [0.6, 0.2, 0.16],
    [0.6, 0.06, 0.05],
    [0.6, 0.01, 0.01],
  ])('at a diversity of %d make a rate of %d one of %d', (diversity, base, rate) => {
    expect(adaptiveRate(base, diversity)).toBeCloseTo(rate, 12);
  });

  it('measure diversity from 0 to 1', () => {
    const bounds = { lower: [0, 0], upper: [2, 4] };
    expect(diversityOf(Float64Array.of(1, 3, 1, 3, 1, 3), 3, bounds)).toBe(0);
    expect(diversityOf(Float64Array.of(0, 0, 2, 4), 2, bounds)).toBe(1);
    const even = Float64Array.from(
      { length: 200 },
      (_, at) => (Math.floor(at / 2) / 99) * (at % 2 === 0 ? 2 : 4),
    );
    expect(diversityOf(even, 100, bounds)).toBeCloseTo(1, 1);
  });
});

describe('a tournament', () => {
  it('prefers the better, the more so the larger it is', () => {
    const meanOf = (size: number): number => {
      const rng = createRng(4);
      return mean(
        Array.from({ length: 2000 }, () => tournament(size, 100, (one, other) => one > other, rng)),
      );
    };
    expect(meanOf(1)).toBeCloseTo(49.5, -1);
    expect(meanOf(2)).toBeGreaterThan(60);
    expect(meanOf(5)).toBeGreaterThan(meanOf(2) + 10);
  });
});
