import type { Population } from '../population.ts';

/** What a front is measured by: 0 at the ideal, 1 at the intercept with each axis. */
export interface Scale {
  readonly ideal: Float64Array;
  readonly intercepts: Float64Array;
}

/** Weight of the other axes when the extreme of one is looked for. */
const OFF_AXIS = 1e-6;
/** Narrower than this, a front is taken as flat in an objective. */
const FLAT = 1e-10;

/** Lowers the ideal point, in place, to the least that was ever met in each objective. */
export function lowerIdeal(ideal: Float64Array, of: Population): void {
  for (let at = 0; at < of.objectives.length; at++) {
    const objective = at % ideal.length;
    const value = of.objectives[at] as number;
    if (value < (ideal[objective] as number)) ideal[objective] = value;
  }
}

/**
 * Normalisation of NSGA-III (Deb and Jain 2014): the intercepts of the plane through the extreme points of the front; where they
 * lie on no such plane, the greatest values of the front.
 */
export function scaleOf(of: Population, ideal: Float64Array, front: readonly number[]): Scale {
  const width = ideal.length;
  const extremes = Array.from({ length: width }, (_, axis) => extremeOf(of, ideal, front, axis));
  const rows = extremes.map((candidate) => translated(of, ideal, candidate));
  const plane = solve(rows.map((row) => [...row, 1]));
  const intercepts = Float64Array.from({ length: width }, (_, at) => 1 / (plane?.[at] ?? 0));
  if (intercepts.every((value) => Number.isFinite(value) && value > FLAT)) return { ideal, intercepts };
  return { ideal, intercepts: greatestOf(of, ideal, front) };
}

function extremeOf(of: Population, ideal: Float64Array, front: readonly number[], axis: number): number {
  let best = front[0] as number;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of front) {
    let reach = 0;
    for (let at = 0; at < ideal.length; at++) {
      const value = (of.objectives[candidate * ideal.length + at] as number) - (ideal[at] as number);
      reach = Math.max(reach, at === axis ? value : value / OFF_AXIS);
    }
    if (reach >= least) continue;
    least = reach;
    best = candidate;
  }
  return best;
}

const translated = (of: Population, ideal: Float64Array, candidate: number): number[] =>
  Array.from(ideal, (least, at) => (of.objectives[candidate * ideal.length + at] as number) - least);

function greatestOf(of: Population, ideal: Float64Array, front: readonly number[]): Float64Array {
  const greatest = new Float64Array(ideal.length);
  for (const candidate of front)
    for (const [at, value] of translated(of, ideal, candidate).entries())
      greatest[at] = Math.max(greatest[at] as number, value);
  return greatest.map((value) => (value > FLAT ? value : 1));
}

/** Solves linear equations, each a row with its right side last, by elimination with pivots; undefined when they have no one solution. */
function solve(rows: number[][]): number[] | undefined {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivot = pivotOf(rows, column);
    if (Math.abs(rows[pivot]?.[column] ?? 0) < FLAT) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    eliminate(rows, column);
  }
  return rows.map((row, at) => (row[size] as number) / (row[at] as number));
}

function pivotOf(rows: readonly number[][], column: number): number {
  let pivot = column;
  for (let at = column + 1; at < rows.length; at++)
    if (Math.abs(rows[at]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = at;
  return pivot;
}

function eliminate(rows: readonly number[][], column: number): void {
  const source = rows[column] as number[];
  for (const [at, row] of rows.entries()) {
    if (at === column) continue;
    const factor = (row[column] as number) / (source[column] as number);
    for (let place = column; place < row.length; place++)
      row[place] = (row[place] as number) - factor * (source[place] as number);
  }
}
