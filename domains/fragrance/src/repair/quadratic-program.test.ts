import { createRng } from '@accord/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conflictIn } from './conflict.ts';
import { createQuadraticSolver } from './quadratic-program.ts';
import type { QuadraticProgram } from './scaled-program.ts';

const solver = createQuadraticSolver(60);

const programOf = (
  target: readonly number[],
  rows: readonly (readonly number[])[],
  bounds: readonly number[],
  equations = 0,
  weights: readonly number[] = target.map(() => 1),
): QuadraticProgram => ({
  target: Float64Array.from(target),
  weights: Float64Array.from(weights),
  rows: Float64Array.from(rows.flat()),
  bounds: Float64Array.from(bounds),
  equations,
});

const valueOf = ({ rows, target }: QuadraticProgram, row: number, x: Float64Array): number =>
  x.reduce((sum, value, i) => sum + value * (rows[row * target.length + i] ?? 0), 0);

/** How far a point is from meeting the conditions of Karush, Kuhn and Tucker, relative to the gradient. */
function residualOf(program: QuadraticProgram): number {
  const outcome = solver.solve(program);
  if (outcome.kind === 'infeasible') throw new TypeError('infeasible');
  const { target, weights, rows, bounds, equations } = program;
  const { x, multipliers, lowerMultipliers } = outcome;
  let worst = 0;
  const note = (error: number): void => {
    worst = Math.max(worst, error);
  };
  target.forEach((wanted, i) => {
    const pull = (weights[i] ?? 0) * ((x[i] ?? 0) - wanted);
    let gradient = pull - (lowerMultipliers[i] ?? 0);
    let scale = 1 + Math.abs(pull) + Math.abs(lowerMultipliers[i] ?? 0);
    for (let row = 0; row < bounds.length; row += 1) {
      const push = (multipliers[row] ?? 0) * (rows[row * target.length + i] ?? 0);
      gradient += push;
      scale += Math.abs(push);
    }
    note(Math.abs(gradient) / scale);
    note(-Math.min(0, x[i] ?? 0, lowerMultipliers[i] ?? 0));
    note(Math.min(x[i] ?? 0, (lowerMultipliers[i] ?? 0) / scale));
  });
  for (let row = 0; row < bounds.length; row += 1) {
    const slack = (bounds[row] ?? 0) - valueOf(program, row, x);
    note(row < equations ? Math.abs(slack) : -Math.min(0, slack));
    if (row >= equations) note(-Math.min(0, multipliers[row] ?? 0));
    if (row >= equations) note(Math.min(slack, multipliers[row] ?? 0));
  }
  return worst;
}

/** A program that the point `inside` solves, with numbers that add up exactly, so that many rows may be tight at it. */
const solvable = fc
  .record({
    size: fc.integer({ min: 1, max: 20 }),
    count: fc.integer({ min: 0, max: 40 }),
    equations: fc.integer({ min: 0, max: 3 }),
    seed: fc.integer(),
    tight: fc.boolean(),
  })
  .map(({ size, count, equations, seed, tight }) => {
    const rng = createRng(seed);
    const many = (length: number, value: () => number): number[] => Array.from({ length }, value);
    const inside = many(size, () => Math.max(0, rng.below(12) - 4) / 8);
    const rows = many(count + equations, () => 0).map(() =>
      many(size, () => (rng.next() < 0.5 ? 0 : (rng.below(8) - 2) * 8 ** rng.below(3))),
    );
    const bounds = rows.map((row, k) => {
      const value = row.reduce((sum, a, i) => sum + a * (inside[i] ?? 0), 0);
      return k < equations || (tight && rng.next() < 0.5) ? value : value + rng.next();
    });
    return programOf(
      many(size, () => rng.next()),
      rows,
      bounds,
      equations,
      many(size, () => 10 ** (rng.below(4) - 1)),
    );
  });

describe('a quadratic program', () => {
  it('keeps to the target where nothing is in its way', () => {
    const outcome = solver.solve(programOf([0.25, 0.75], [[1, 1]], [1], 1));
    expect(outcome).toMatchObject({ kind: 'optimal', x: Float64Array.of(0.25, 0.75) });
  });

  it('comes to the projection that is known in closed form', () => {
    // Onto the simplex: the largest shift at which what stays above 0 adds up to 1.
    const outcome = solver.solve(programOf([0.9, 0.6, -0.5], [[1, 1, 1]], [1], 1));
    if (outcome.kind !== 'optimal') throw new TypeError(outcome.kind);

    expect([...outcome.x]).toEqual([
      expect.closeTo(0.65, 12) as number,
      expect.closeTo(0.35, 12) as number,
      0,
    ]);
    expect(outcome.multipliers[0]).toBeCloseTo(0.25, 12);
    expect(outcome.lowerMultipliers[2]).toBeCloseTo(0.75, 12);
  });

  it('meets the conditions of Karush, Kuhn and Tucker', () => {
    fc.assert(
      fc.property(solvable, (program) => {
        expect(residualOf(program)).toBeLessThan(1e-7);
      }),
      { numRuns: 500 },
    );
  });

  it('is not beaten by any point nearby that is allowed', () => {
    const program = programOf(
      [3, 2, 1],
      [
        [1, 1, 1],
        [4, 1, 0],
      ],
      [1, 1.5],
      1,
      [1, 2, 3],
    );
    const outcome = solver.solve(program);
    if (outcome.kind !== 'optimal') throw new TypeError(outcome.kind);
    const costOf = (x: readonly number[]): number =>
      x.reduce(
        (sum, value, i) => sum + (program.weights[i] ?? 0) * (value - (program.target[i] ?? 0)) ** 2,
        0,
      );
    let best = Infinity;
    for (let i = 0; i <= 400; i += 1)
      for (let j = 0; j <= 400 - i; j += 1) {
        const [a, b, c] = [i / 400, j / 400, (400 - i - j) / 400];
        if (4 * a + b <= 1.5) best = Math.min(best, costOf([a, b, c]));
      }

    expect(costOf([...outcome.x])).toBeLessThanOrEqual(best);
    expect(costOf([...outcome.x])).toBeGreaterThan(best - 0.05);
  });

  it('names rows that contradict each other, and the filter leaves none of them that could go', () => {
    fc.assert(
      fc.property(solvable, fc.integer(), (program, seed) => {
        const size = program.target.length;
        const rng = createRng(seed);
        const direction = Array.from({ length: size }, () => rng.next());
        const extra = [...direction, ...direction.map((value) => -value)];
        const rows = Float64Array.from([...program.rows, ...extra]);
        const bounds = Float64Array.from([...program.bounds, 1, -2]);
        const outcome = solver.solve({ ...program, rows, bounds });
        if (outcome.kind !== 'infeasible') throw new TypeError('solved what cannot be');

        const only = (kept: readonly number[]) => {
          const isKept = (row: number): boolean => kept.includes(row);
          return solver.solve({
            ...program,
            equations: kept.filter((row) => row < program.equations).length,
            rows: rows.filter((_, at) => isKept(Math.floor(at / size))),
            bounds: bounds.filter((_, row) => isKept(row)),
          });
        };
        expect(only(outcome.rows).kind).toBe('infeasible');

        const minimal = conflictIn(bounds.length, (kept) => {
          const found = only(kept);
          return found.kind === 'optimal' ? undefined : found.rows.flatMap((place) => kept[place] ?? []);
        });
        expect(only(minimal).kind).toBe('infeasible');
        for (const row of minimal)
          expect(only(minimal.filter((other) => other !== row)).kind).toBe('optimal');
      }),
      { numRuns: 200 },
    );
  });

  it('tells a row without coefficients that cannot hold', () => {
    expect(solver.solve(programOf([1], [[0]], [-1]))).toEqual({ kind: 'infeasible', rows: [0] });
    expect(solver.solve(programOf([1], [[0]], [1], 1))).toEqual({ kind: 'infeasible', rows: [0] });
    expect(solver.solve(programOf([1], [[0]], [1])).kind).toBe('optimal');
  });

  it('takes equal rows, and equations that follow from each other', () => {
    const twice = [
      [1, 1],
      [2, 2],
      [1, 1],
      [1, 0],
      [1, 0],
    ];
    const outcome = solver.solve(programOf([1, 1], twice, [1, 2, 1, 0.25, 0.25], 3));
    expect(outcome).toMatchObject({ kind: 'optimal' });
    expect(solver.solve(programOf([1, 1], twice, [1, 2.5, 1, 0.25, 0.25], 3))).toMatchObject({
      kind: 'infeasible',
    });
  });

  it('refuses more variables than there is room for', () => {
    expect(() => createQuadraticSolver(1).solve(programOf([1, 1], [], []))).toThrow(RangeError);
  });
});
