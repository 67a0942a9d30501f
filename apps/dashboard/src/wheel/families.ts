import type { Brief, Family } from '@accord/contract';
import { evidenceOf, isRefusal } from '../brief/fields.ts';

/** Around the wheel, each family stands beside those it shades into. */
export const AROUND: readonly Family[] = [
  'floral',
  'powdery',
  'musk',
  'oriental',
  'gourmand',
  'spicy',
  'woody',
  'green',
  'aquatic',
  'fresh',
  'citrus',
  'fruity',
];

type Standing = 'spoken' | 'refused' | 'unspoken';

export interface FamilyReading {
  readonly family: Family;
  readonly value: number;
  readonly standing: Standing;
}

export function readingsOf(brief: Brief): FamilyReading[] {
  return AROUND.map((family) => {
    const words = evidenceOf(brief, `notes_preference.${family}`);
    const standing = words.length === 0 ? 'unspoken' : words.every(isRefusal) ? 'refused' : 'spoken';
    return { family, value: brief.notes_preference[family], standing };
  });
}

const rank: Readonly<Record<Standing, number>> = { spoken: 0, refused: 1, unspoken: 2 };

/** What was spoken of first, then by degree; the unspoken keep their place around the wheel. */
export function listed(readings: readonly FamilyReading[]): FamilyReading[] {
  return [...readings].sort((a, b) => rank[a.standing] - rank[b.standing] || b.value - a.value);
}
