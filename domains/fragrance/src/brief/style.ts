import type { Family } from '@accord/contract';
import type { FamilyReading } from './families.ts';
import type { Spoken } from './fields.ts';

const FALLBACK: Family = 'fresh';

/** The family with the highest degree; the first named on a tie, and "fresh" when nothing is said. */
export function dominantFamily(families: readonly FamilyReading[]): {
  readonly family: Family;
  readonly spoken: Spoken<Family> | undefined;
} {
  let leader: FamilyReading | undefined;
  for (const reading of families) {
    if (reading.whole !== undefined && (leader === undefined || leads(reading, leader))) leader = reading;
  }
  const highest = families.reduce((most, { value }) => Math.max(most, value), 0);
  if (leader?.whole === undefined || leader.value < highest) return { family: FALLBACK, spoken: undefined };
  return { family: leader.family, spoken: { value: leader.family, spans: [leader.whole] } };
}

function leads(reading: FamilyReading, leader: FamilyReading): boolean {
  return (
    reading.value > leader.value || (reading.value === leader.value && startOf(reading) < startOf(leader))
  );
}

const startOf = ({ spans }: FamilyReading): number =>
  spans.reduce((first, { start }) => Math.min(first, start), Number.POSITIVE_INFINITY);
