/**
 * The exact volume that a set of points dominates, up to a reference point: by sweeping for two objectives, and for more by
 * the exclusive volumes of the points in turn (WFG; While, Bradstreet and Barone 2012).
 *
 * @param points objectives, each to be small
 * @param reference worse than what counts; points that are not better in every objective add nothing
 */
export function hypervolume(points: readonly (readonly number[])[], reference: readonly number[]): number {
  const inside = points.filter((point) =>
    point.every((value, index) => value < (reference[index] as number)),
  );
  return volumeOf(inside, reference);
}

type Point = readonly number[];

function volumeOf(points: readonly Point[], reference: Point): number {
  if (points.length === 0) return 0;
  if (points.length === 1) return boxOf(points[0] as Point, reference);
  if (reference.length === 2) return areaOf(points, reference);
  // The worst in the last objective first: the points after it then cover much of what it would add.
  const sorted = [...points].sort((one, other) => (other.at(-1) as number) - (one.at(-1) as number));
  let volume = 0;
  for (const [index, point] of sorted.entries()) {
    const limited = sorted
      .slice(index + 1)
      .map((other) => other.map((value, at) => Math.max(value, point[at] as number)));
    volume += boxOf(point, reference) - volumeOf(nonDominated(limited), reference);
  }
  return volume;
}

const boxOf = (point: Point, reference: Point): number =>
  point.reduce((volume, value, index) => volume * ((reference[index] as number) - value), 1);

function areaOf(points: readonly Point[], [right = 0, top = 0]: Point): number {
  const sorted = [...points].sort(([x = 0, y = 0], [otherX = 0, otherY = 0]) => x - otherX || y - otherY);
  let area = 0;
  let height = top;
  for (const [x = 0, y = 0] of sorted) {
    if (y >= height) continue;
    area += (right - x) * (height - y);
    height = y;
  }
  return area;
}

function nonDominated(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    if (kept.some((other) => covers(other, point))) continue;
    for (let at = kept.length - 1; at >= 0; at--) if (covers(point, kept[at] as Point)) kept.splice(at, 1);
    kept.push(point);
  }
  return kept;
}

const covers = (one: Point, other: Point): boolean =>
  one.every((value, index) => value <= (other[index] as number));
