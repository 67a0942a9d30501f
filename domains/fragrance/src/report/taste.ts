import type { FormulaReport, Taste } from '@accord/contract';
import { createRng } from '@accord/kernel';
import type { StoredRating } from '../kept/rating-table.ts';
import {
  choosePair,
  featuresOf,
  learnPreference,
  type Preference,
  type Rating,
} from '../preference/index.ts';

/** What a formula is told apart by, from what is kept of it. */
export function featuresIn({ smell, materials, cost, allergens }: FormulaReport): number[] {
  const impressions = smell.moments.map(({ hours, families, intensity, reach_m: reach }) => ({
    seconds: hours * 3600,
    families,
    intensity,
    reach,
    strongest: undefined,
  }));
  const features = featuresOf({
    smell: { impressions, longevity: smell.longevity_hours },
    materials: materials.filter(({ kind }) => kind !== 'solvent').length,
    usdPerKg: cost.estimate_usd_per_kg,
    allergensPpm: allergens.uses.reduce((sum, { ppm }) => sum + ppm, 0),
  });
  return [...features];
}

/** Stars are compared within a sitting, pairs as they were given. */
export function learnTaste(ratings: readonly StoredRating[]): Preference {
  const sittings = new Map<string, { features: Float64Array; stars: number }[]>();
  const said: Rating[] = [];
  for (const { sitting, features, said: what } of ratings) {
    const first = Float64Array.from(features);
    if (what.kind === 'stars') {
      const given = sittings.get(sitting) ?? [];
      given.push({ features: first, stars: what.stars });
      sittings.set(sitting, given);
    } else said.push({ kind: 'pair', first, second: Float64Array.from(what.features), preferred: 'first' });
  }
  for (const given of sittings.values()) said.push({ kind: 'stars', given });
  return learnPreference(said);
}

/** A variation that a taste is asked about. */
export interface Candidate {
  readonly id: string;
  readonly features: readonly number[];
}

/** What a taste says of some formulas, and which two to compare next. */
export function tasteOn(ratings: readonly StoredRating[], candidates: readonly Candidate[]): Taste {
  const taste = learnTaste(ratings);
  const features = candidates.map((one) => Float64Array.from(one.features));
  const likings = features.map(taste.utility);
  const most = likings.indexOf(Math.max(...likings));
  const pair = candidates.length < 2 ? [] : choosePair(taste, features, createRng(ratings.length));
  return {
    ratings: taste.ratings,
    certainty: candidates.length < 2 ? 0 : Math.min(1, Math.max(0, taste.certainty(features))),
    favourite: candidates[most]?.id ?? null,
    next_pair: pair.flatMap((place) => candidates[place]?.id ?? []),
  };
}
