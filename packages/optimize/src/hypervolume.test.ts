import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolume } from './hypervolume.ts';

/** Counts the unit cells that are dominated, which is exact for points on a grid. */
function cells(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const count = (corner: number[]): number => {
    const bound = reference[corner.length];
    if (bound === undefined)
      return Number(points.some((point) => point.every((value, at) => value <= (corner[at] ?? 0))));
    let sum = 0;
    for (let at = 0; at < bound; at++) sum += count([...corner, at]);
    return sum;
  };
  return count([]);
}

describe('hypervolume', () => {
  it.each([
    [[], [1, 1], 0],
    [[[0, 0]], [1, 1], 1],
    [[[2, 2]], [1, 1], 0],
    [
      [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
      [4, 4],
      6,
    ],
    [[[0, 0, 0]], [1, 2, 3], 6],
    [
      [
        [1, 2, 3],
        [2, 3, 1],
        [3, 1, 2],
      ],
      [4, 4, 4],
      13,
    ],
    [[[3], [1], [2]], [4], 3],
  ])('of %j up to %j is %d', (points, reference, volume) => {
    expect(hypervolume(points, reference)).toBe(volume);
  });

  it('is what a count of cells gives, from one objective to five', () => {
    const cases = fc.integer({ min: 1, max: 5 }).chain((width) =>
      fc.record({
        reference: fc.constant(Array.from({ length: width }, () => 4)),
        points: fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: width, maxLength: width }), {
          maxLength: 9,
        }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ points, reference }) => {
        expect(hypervolume(points, reference)).toBe(cells(points, reference));
      }),
    );
  });

  it('refuses what is not a point', () => {
    expect(() => hypervolume([[Number.NaN, 0]], [1, 1])).toThrow(TypeError);
    expect(() => hypervolume([[0]], [1, 1])).toThrow(TypeError);
    expect(() => hypervolume([], [])).toThrow(TypeError);
  });
});
