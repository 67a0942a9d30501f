import { type Fact, factsOf, mentionsIn } from './facts.ts';

export interface FactCheck {
  /** Facts of the original that the shorter text does not say, or says less often. */
  readonly lost: readonly Fact[];
  /** Facts that only the shorter text says. */
  readonly invented: readonly Fact[];
  /** Said in another order: a number may be said of something else now, or two names may have changed places. */
  readonly reordered: boolean;
}

/** Compares what a shorter text says with the original. It knows nothing of how the text was made, and so holds for an engine as well. */
export function checkFacts(original: string, shorter: string): FactCheck {
  const before = factsOf(original);
  const after = factsOf(shorter);
  const lost = beyond(before, after);
  const invented = beyond(after, before);
  return { lost, invented, reordered: !isWithin(mentionsIn(shorter), mentionsIn(original)) };
}

export const passes = ({ lost, invented, reordered }: FactCheck): boolean =>
  lost.length === 0 && invented.length === 0 && !reordered;

const idOf = ({ kind, value }: Fact): string => `${kind} ${value}`;

/** Whether all is left when some is taken away. A name may be said less often: it is referred back to. */
export function isWithin(some: readonly Fact[], all: readonly Fact[]): boolean {
  let at = 0;
  for (const fact of all) {
    const next = some[at];
    if (next !== undefined && idOf(next) === idOf(fact)) at += 1;
  }
  return at === some.length;
}

function beyond(facts: readonly Fact[], others: readonly Fact[]): Fact[] {
  const left = new Map<string, number>();
  for (const fact of others) left.set(idOf(fact), (left.get(idOf(fact)) ?? 0) + 1);
  return facts.filter((fact) => {
    const count = left.get(idOf(fact)) ?? 0;
    left.set(idOf(fact), count - 1);
    return count <= 0;
  });
}
