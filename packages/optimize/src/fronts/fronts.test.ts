import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPopulation, type Population } from '../population.ts';
import { crowdingOf, leastCrowded } from './crowding.ts';
import { dominates } from './domination.ts';
import { hypervolume } from './hypervolume.ts';
import { sortIntoFronts } from './sort.ts';

function populationOf(
  points: readonly (readonly number[])[],
  violations: readonly number[] = [],
): Population {
  const population = createPopulation(points.length, 1, points[0]?.length ?? 1);
  population.values.set(points.flat());
  population.violations.set(violations);
  return population;
}

/** By the definition: a solution is in the first front that no solution of a later or the same front dominates it in. */
function frontsByDefinition(population: Population): number[][] {
  let left = Array.from({ length: population.size }, (_, index) => index);
  const fronts: number[][] = [];
  while (left.length > 0) {
    const front = left.filter((one) => !left.some((other) => dominates(population, other, one)));
    fronts.push(front);
    left = left.filter((index) => !front.includes(index));
  }
  return fronts;
}

const points = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: 40,
  });

describe('fronts', () => {
  it.each([1, 2, 3, 5])(
    'are those of the definition, for %i objectives, with ties and violations',
    (objectives) => {
      const violations = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 40, maxLength: 40 });
      fc.assert(
        fc.property(points(objectives), violations, (values, violated) => {
          const population = populationOf(values, violated.slice(0, values.length));
          expect(sortIntoFronts(population)).toEqual(frontsByDefinition(population));
        }),
        { numRuns: 300 },
      );
    },
  );

  it('are made until there are enough', () => {
    const population = populationOf([
      [1, 4],
      [2, 3],
      [3, 5],
      [4, 4],
      [9, 9],
    ]);
    expect(sortIntoFronts(population, 3)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});

describe('crowding', () => {
  it('is the room between neighbours, and endless at the ends', () => {
    const population = populationOf([
      [0, 4],
      [1, 2],
      [4, 0],
    ]);
    expect([...crowdingOf(population, [0, 1, 2])]).toEqual([
      Number.POSITIVE_INFINITY,
      2,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('of points that are all the same is not a number that breaks what follows', () => {
    const population = populationOf([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(leastCrowded(population, [0, 1, 2, 3], 2)).toHaveLength(2);
  });

  it('keeps the ends and what is spread evenly, as taking one away at a time does', () => {
    const line = Array.from({ length: 41 }, (_, index) => [index / 40, 1 - index / 40]);
    const population = populationOf([...line, [0.5001, 0.4999], [0.5002, 0.4998]]);
    const kept = leastCrowded(
      population,
      Array.from({ length: 43 }, (_, index) => index),
      21,
    );
    expect(kept).toEqual(expect.arrayContaining([0, 40]));
    const at = kept.map((index) => population.values[2 * index] as number).sort((one, other) => one - other);
    const gaps = at.slice(1).map((value, index) => value - (at[index] as number));
    expect(Math.max(...gaps)).toBeLessThan(0.11);
  });
});

describe('the hypervolume', () => {
  it('of what is known is right', () => {
    expect(hypervolume([], [1, 1])).toBe(0);
    expect(hypervolume([[0, 0]], [2, 3])).toBe(6);
    expect(
      hypervolume(
        [
          [1, 2],
          [2, 1],
        ],
        [3, 3],
      ),
    ).toBe(3);
    expect(
      hypervolume(
        [
          [1, 2],
          [2, 1],
          [2, 2],
          [4, 0],
        ],
        [3, 3],
      ),
    ).toBe(3);
    expect(hypervolume([[0, 0, 0]], [1, 1, 1])).toBe(1);
    expect(
      hypervolume(
        [
          [0, 0, 0.5],
          [0.5, 0, 0],
          [0, 0.5, 0],
        ],
        [1, 1, 1],
      ),
    ).toBeCloseTo(0.875, 12);
  });

  it('is what counting cells of a grid gives, for three and four objectives', () => {
    for (const objectives of [3, 4]) {
      fc.assert(
        fc.property(points(objectives), (values) => {
          const few = values.slice(0, 8);
          const reference = Array.from({ length: objectives }, () => 6);
          expect(hypervolume(few, reference)).toBe(cells(few, objectives, 6));
        }),
        { numRuns: 60 },
      );
    }
  });
});

/** How many unit cells below the reference a set of whole points dominates. */
function cells(values: readonly (readonly number[])[], objectives: number, side: number): number {
  let count = 0;
  for (let cell = 0; cell < side ** objectives; cell++) {
    const corner = Array.from({ length: objectives }, (_, axis) => Math.floor(cell / side ** axis) % side);
    if (values.some((point) => point.every((value, axis) => value <= (corner[axis] as number)))) count += 1;
  }
  return count;
}
