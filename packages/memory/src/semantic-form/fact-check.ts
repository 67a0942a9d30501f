import { type Fact, factsOf } from './facts.ts';

export interface FactCheck {
  /** Facts of the original that the shorter text does not say, or says less often. */
  readonly lost: readonly Fact[];
  /** Facts that only the shorter text says. */
  readonly invented: readonly Fact[];
  /** The same facts in another order: a number may be said of something else now. Names, which are referred back to, do not count. */
  readonly reordered: boolean;
}

/** Compares what a shorter text says with the original. It knows nothing of how the text was made, and so holds for an engine as well. */
export function checkFacts(original: string, shorter: string): FactCheck {
  const before = factsOf(original);
  const after = factsOf(shorter);
  const lost = beyond(before, after);
  const invented = beyond(after, before);
  return { lost, invented, reordered: orderOf(before) !== orderOf(after) };
}

export const passes = ({ lost, invented, reordered }: FactCheck): boolean =>
  lost.length === 0 && invented.length === 0 && !reordered;

const idOf = ({ kind, value }: Fact): string => `${kind} ${value}`;
const orderOf = (facts: readonly Fact[]): string =>
  facts
    .filter(({ kind }) => kind !== 'name')
    .map(idOf)
    .join('\n');

function beyond(facts: readonly Fact[], others: readonly Fact[]): Fact[] {
  const left = new Map<string, number>();
  for (const fact of others) left.set(idOf(fact), (left.get(idOf(fact)) ?? 0) + 1);
  return facts.filter((fact) => {
    const count = left.get(idOf(fact)) ?? 0;
    left.set(idOf(fact), count - 1);
    return count <= 0;
  });
}
