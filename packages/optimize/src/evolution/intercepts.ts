const TINY = 1e-10;
/** In the scalarisation that finds the extreme of an objective, the weight of all others. */
const ELSEWHERE = 1e-6;

/**
 * Where the plane through the extreme point of each objective meets its axis (Deb and Jain 2014, section IV-C); the worst
 * of each objective where there is no such plane.
 *
 * @param points with the best of each objective at 0
 */
export function intercepts(points: readonly (readonly number[])[]): readonly number[] {
  const objectives = points[0]?.length ?? 0;
  const axes = Array.from({ length: objectives }, (_, axis) => axis);
  const worst = axes.map((axis) => Math.max(TINY, ...points.map((point) => point[axis] as number)));
  const extremes = axes.map((axis) => extremeOf(points, axis));
  const plane = solved(
    extremes.map((point) => [...point]),
    axes.map(() => 1),
  );
  if (plane === undefined) return worst;
  const met = plane.map((coefficient) => 1 / coefficient);
  return met.every((value) => Number.isFinite(value) && value > TINY) ? met : worst;
}

/** The point that is nearest to the axis: least of the largest objective, where all others weigh a million times more. */
function extremeOf(points: readonly (readonly number[])[], axis: number): readonly number[] {
  let best: readonly number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const reach = Math.max(...point.map((value, index) => (index === axis ? value : value / ELSEWHERE)));
    if (reach < least) {
      least = reach;
      best = point;
    }
  }
  return best;
}

/** Solves a system of linear equations by elimination with pivots; undefined where it has no one solution. */
function solved(matrix: number[][], right: number[]): number[] | undefined {
  const size = right.length;
  const at = (row: number, column: number): number => matrix[row]?.[column] ?? 0;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(at(row, column)) > Math.abs(at(pivot, column))) pivot = row;
    }
    if (Math.abs(at(pivot, column)) < TINY) return undefined;
    [matrix[column], matrix[pivot]] = [matrix[pivot] ?? [], matrix[column] ?? []];
    [right[column], right[pivot]] = [right[pivot] ?? 0, right[column] ?? 0];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = at(row, column) / at(column, column);
      matrix[row] = (matrix[row] ?? []).map((value, index) => value - factor * at(column, index));
      right[row] = (right[row] ?? 0) - factor * (right[column] ?? 0);
    }
  }
  return right.map((value, index) => value / at(index, index));
}
