/**
 * The volume that points dominate up to a reference point, exactly, for any number of objectives to be minimised. Two objectives are
 * swept; beyond, points contribute one after the other what those before them do not dominate (WFG, While, Bradstreet and Barone
 * 2012). The time grows exponentially with the number of objectives.
 *
 * @param points objectives of one point each, as many as the reference has
 * @throws TypeError for numbers that are not finite, or points of another length
 */
export function hypervolume(points: Iterable<ArrayLike<number>>, reference: readonly number[]): number {
  if (reference.length === 0 || !reference.every(Number.isFinite))
    throw new TypeError('a reference point has one finite number for each objective');
  const within: number[][] = [];
  for (const point of points) {
    const numbers = Array.from(point);
    if (numbers.length !== reference.length || !numbers.every(Number.isFinite))
      throw new TypeError('a point has one finite number for each objective of the reference');
    if (numbers.every((value, at) => value < (reference[at] as number))) within.push(numbers);
  }
  return volume(within, reference);
}

function volume(points: readonly number[][], reference: readonly number[]): number {
  const [first] = points;
  if (first === undefined) return 0;
  if (points.length === 1) return boxOf(first, reference);
  if (reference.length === 1)
    return (reference[0] as number) - Math.min(...points.map(([value]) => value as number));
  const front = nonDominated(points);
  if (reference.length === 2) return swept(front, reference);
  // The worst in the last objective first: what is left to dominate shrinks fastest.
  const last = reference.length - 1;
  front.sort((one, other) => (other[last] as number) - (one[last] as number));
  return front.reduce((sum, point, at) => sum + exclusive(point, front.slice(at + 1), reference), 0);
}

/** What a point dominates and the others do not. */
function exclusive(point: number[], others: readonly number[][], reference: readonly number[]): number {
  const limited = others.map((other) => other.map((value, at) => Math.max(value, point[at] as number)));
  // The others are no worse in the last objective, so that what they share with the point is a slab of constant height.
  const last = reference.length - 1;
  const height = (reference[last] as number) - (point[last] as number);
  const shared = volume(
    limited.map((other) => other.slice(0, last)),
    reference.slice(0, last),
  );
  return boxOf(point, reference) - shared * height;
}

function boxOf(point: readonly number[], reference: readonly number[]): number {
  return reference.reduce((product, bound, at) => product * (bound - (point[at] as number)), 1);
}

/** Points that no other dominates, each once; in two objectives by the first. */
function nonDominated(points: readonly number[][]): number[][] {
  const kept: number[][] = [];
  for (const point of points.toSorted(lexically))
    if (!kept.some((other) => other.every((value, at) => value <= (point[at] as number)))) kept.push(point);
  return kept;
}

function lexically(one: number[], other: number[]): number {
  const at = one.findIndex((value, at) => value !== other[at]);
  return at < 0 ? 0 : (one[at] as number) - (other[at] as number);
}

function swept(front: readonly number[][], reference: readonly number[]): number {
  let ceiling = reference[1] as number;
  let sum = 0;
  for (const [x, y] of front as readonly [number, number][]) {
    sum += ((reference[0] as number) - x) * (ceiling - y);
    ceiling = y;
  }
  return sum;
}
