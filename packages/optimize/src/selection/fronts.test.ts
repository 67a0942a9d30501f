import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Population } from '../population.ts';
import { crowdingDistances, thinOut } from './crowding.ts';
import { sortFronts } from './fronts.ts';

/** Few different numbers, so that there are ties and duplicates. */
const populations = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 }))
  .chain(([width, size]) =>
    fc.record({
      width: fc.constant(width),
      of: fc.record({
        size: fc.constant(size),
        variables: fc.constant(new Float64Array(0)),
        objectives: fc
          .array(fc.integer({ min: 0, max: 6 }), { minLength: size * width, maxLength: size * width })
          .map((numbers) => Float64Array.from(numbers)),
        violation: fc
          .array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: size, maxLength: size })
          .map((numbers) => Float64Array.from(numbers)),
      }),
    }),
  );

/** Peels off, again and again, those that nothing left dominates: the definition, in O(n² m) for each front. */
function ranksByDefinition(of: Population, width: number): number[] {
  const row = (at: number) => [...of.objectives.subarray(at * width, (at + 1) * width)];
  const beats = (one: number, other: number): boolean => {
    const [own = 0, others = 0] = [of.violation[one], of.violation[other]];
    if (own !== others) return own < others;
    if (own > 0) return false;
    const pairs = row(one).map((value, at) => [value, row(other)[at] ?? 0] as const);
    return pairs.every(([mine, theirs]) => mine <= theirs) && pairs.some(([mine, theirs]) => mine < theirs);
  };
  const ranks = Array.from({ length: of.size }, () => -1);
  let left = ranks.map((_, at) => at);
  for (let rank = 0; left.length > 0; rank++) {
    const front = left.filter((one) => !left.some((other) => beats(other, one)));
    for (const one of front) ranks[one] = rank;
    left = left.filter((one) => !front.includes(one));
  }
  return ranks;
}

const points = (...rows: readonly (readonly number[])[]): Population => ({
  size: rows.length,
  variables: new Float64Array(0),
  objectives: Float64Array.from(rows.flat()),
  violation: new Float64Array(rows.length),
});

describe('sortFronts', () => {
  it('ranks as the definition does', () => {
    fc.assert(
      fc.property(populations, ({ of, width }) => {
        const { rank, fronts } = sortFronts(of, width);
        expect([...rank]).toEqual(ranksByDefinition(of, width));
        expect(fronts.flat().toSorted((one, other) => one - other)).toEqual([...rank.keys()]);
        for (const [place, front] of fronts.entries()) for (const one of front) expect(rank[one]).toBe(place);
      }),
      { numRuns: 500 },
    );
  });
});

describe('crowding', () => {
  const line = points([0, 4], [1, 3], [1.5, 2.5], [4, 0]);
  const front = [0, 1, 2, 3];

  it('is the distance between the neighbours, and without end at the ends', () => {
    const end = Number.POSITIVE_INFINITY;
    expect([...crowdingDistances(line, 2, front)]).toEqual([end, 0.75, 1.5, end]);
  });

  it('takes the most crowded out, and measures anew before the next', () => {
    // Dropped at once, 1 and 2 would both go, and leave a gap in which they lay.
    const crowd = points([0, 10], [4.9, 5.1], [5, 5], [5.1, 4.9], [10, 0]);
    expect(thinOut(crowd, 2, [0, 1, 2, 3, 4], 3)).toEqual([
      0,
      expect.toSatisfy((at) => at >= 1 && at <= 3),
      4,
    ]);
  });

  it('leaves as many as are wanted, of duplicates also', () => {
    fc.assert(
      fc.property(populations, fc.nat(40), ({ of, width }, wanted) => {
        const all = Array.from({ length: of.size }, (_, at) => at);
        const kept = thinOut(of, width, all, Math.min(wanted, of.size));
        expect(kept).toHaveLength(Math.min(wanted, of.size));
        expect(new Set(kept).size).toBe(kept.length);
      }),
    );
  });
});
