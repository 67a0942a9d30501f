import type { Family } from '@accord/contract';
import type { FamilyReading } from './families.ts';
import type { Spoken } from './fields.ts';

const FALLBACK: Family = 'fresh';

/** The family with the highest degree; the first named on a tie, and "fresh" when nothing is said. */
export function dominantFamily(families: readonly FamilyReading[]): {
  readonly family: Family;
  readonly spoken: Spoken<Family> | undefined;
} {
  const spoken = families.filter(({ spans }) => spans.length > 0);
  const highest = Math.max(0, ...families.map(({ value }) => value));
  const leaders = spoken.filter(({ value }) => value === highest);
  const first = (reading: FamilyReading): number => Math.min(...reading.spans.map(({ start }) => start));
  const [leader] = leaders.sort((a, b) => first(a) - first(b));
  if (leader?.whole === undefined) return { family: FALLBACK, spoken: undefined };
  return { family: leader.family, spoken: { value: leader.family, spans: [leader.whole] } };
}
