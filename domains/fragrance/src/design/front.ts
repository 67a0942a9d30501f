/** A candidate in the two numbers that choose among candidates. */
export interface Ranked {
  readonly value: number;
  readonly objectives: readonly number[];
}

/** Those that no other is better than in every objective, the best value first. Of alike ones the first is kept. */
export function frontOf<Candidate extends Ranked>(
  candidates: readonly Candidate[],
  most: number,
): Candidate[] {
  const front = candidates.filter(
    (one, place) =>
      !candidates.some(
        (other, at) => dominates(other, one) || (at < place && isSame(other.objectives, one.objectives)),
      ),
  );
  return front.sort((one, other) => one.value - other.value).slice(0, most);
}

const dominates = (one: Ranked, other: Ranked): boolean =>
  one.objectives.every((value, at) => value <= (other.objectives[at] ?? 0)) &&
  one.objectives.some((value, at) => value < (other.objectives[at] ?? 0));

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.every((value, at) => value === other[at]);
