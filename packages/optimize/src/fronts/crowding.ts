import type { Population } from '../population.ts';

/**
 * How far the neighbours of each solution of a front are apart, summed over objectives, each as a share of its range in the
 * front (crowding distance, Deb et al. 2002). Those at the ends of an objective are infinitely far.
 *
 * @returns in the order of the front
 */
export function crowdingOf({ values, objectives }: Population, front: readonly number[]): Float64Array {
  const distances = new Float64Array(front.length);
  const places = front.map((_, place) => place);
  for (let objective = 0; objective < objectives; objective++) {
    const valueAt = (place: number): number =>
      values[(front[place] as number) * objectives + objective] as number;
    places.sort((one, other) => valueAt(one) - valueAt(other) || one - other);
    const first = places[0] as number;
    const last = places[places.length - 1] as number;
    const range = valueAt(last) - valueAt(first);
    distances[first] = Number.POSITIVE_INFINITY;
    distances[last] = Number.POSITIVE_INFINITY;
    if (range === 0) continue;
    for (let at = 1; at < places.length - 1; at++) {
      const gap = valueAt(places[at + 1] as number) - valueAt(places[at - 1] as number);
      const place = places[at] as number;
      distances[place] = (distances[place] as number) + gap / range;
    }
  }
  return distances;
}

/**
 * Which of a front to keep: the most crowded leaves, again and again, and its neighbours count anew (Kukkonen and Deb 2006).
 * Letting all leave at once, as NSGA-II first did, empties what was only crowded by those that leave as well.
 */
export function leastCrowded(population: Population, front: readonly number[], keep: number): number[] {
  const kept = new Set(front);
  if (population.objectives === 2) return thinned(population, front, keep);
  while (kept.size > keep) {
    const left = [...kept];
    const distances = crowdingOf(population, left);
    let most = 0;
    for (let place = 1; place < left.length; place++) {
      if ((distances[place] as number) < (distances[most] as number)) most = place;
    }
    kept.delete(left[most] as number);
  }
  return [...kept];
}

/** The same for two objectives, where a front is a line and only two neighbours change. */
function thinned({ values }: Population, front: readonly number[], keep: number): number[] {
  const line = [...front].sort(
    (one, other) =>
      (values[2 * one] as number) - (values[2 * other] as number) ||
      (values[2 * other + 1] as number) - (values[2 * one + 1] as number) ||
      one - other,
  );
  const size = line.length;
  const firstRange = Math.abs(
    (values[2 * (line[size - 1] as number)] as number) - (values[2 * (line[0] as number)] as number),
  );
  const secondRange = Math.abs(
    (values[2 * (line[size - 1] as number) + 1] as number) - (values[2 * (line[0] as number) + 1] as number),
  );
  const before = Int32Array.from(line, (_, at) => at - 1);
  const after = Int32Array.from(line, (_, at) => (at + 1 < size ? at + 1 : -1));
  const gone = new Uint8Array(size);
  const distanceAt = (at: number): number => {
    const left = before[at] as number;
    const right = after[at] as number;
    if (left < 0 || right < 0) return Number.POSITIVE_INFINITY;
    const one = line[left] as number;
    const other = line[right] as number;
    const first =
      firstRange === 0
        ? 0
        : Math.abs((values[2 * other] as number) - (values[2 * one] as number)) / firstRange;
    const second =
      secondRange === 0
        ? 0
        : Math.abs((values[2 * other + 1] as number) - (values[2 * one + 1] as number)) / secondRange;
    return first + second;
  };
  const distances = Float64Array.from(line, (_, at) => distanceAt(at));
  for (let left = size; left > keep; left--) {
    let most = -1;
    for (let at = 0; at < size; at++) {
      if (gone[at] === 0 && (most < 0 || (distances[at] as number) < (distances[most] as number))) most = at;
    }
    gone[most] = 1;
    const one = before[most] as number;
    const other = after[most] as number;
    if (one >= 0) after[one] = other;
    if (other >= 0) before[other] = one;
    if (one >= 0) distances[one] = distanceAt(one);
    if (other >= 0) distances[other] = distanceAt(other);
  }
  return line.filter((_, at) => gone[at] === 0);
}
