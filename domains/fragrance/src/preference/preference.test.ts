import { FAMILIES } from '@accord/contract';
import { createRng, type Rng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { compositionOf } from '../formula/composition.ts';
import { assumedPrices } from '../formula/class-prices.ts';
import { costOf } from '../formula/cost.ts';
import { microOf } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import { readAllergenList } from '../law/allergens.ts';
import { readLawBook } from '../law/law-book.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import { createNose } from '../smell/smell.ts';
import { readUnifacTables } from '../smell/unifac-tables.ts';
import { FEATURES } from './features.ts';
import {
  choosePair,
  featuresOf,
  type Guidable,
  guidedBy,
  learnPreference,
  type Preference,
  type Rating,
  type Variation,
} from './index.ts';
import { type SimulatedPerson, simulatedPerson } from './testing/simulated-person.ts';

const catalogue = readCatalogue();
const nose = createNose(catalogue, readUnifacTables());
const allergens = readAllergenList(readLawBook());

/** What variations are made of: something of each family that can be smelt by the model. */
const MATERIALS = [
  'd-Limonene',
  'Citral',
  'Linalool',
  'Hedione',
  'Phenylethyl alcohol',
  'Geraniol',
  'Iso E Super',
  'Vanillin',
  'Galaxolide',
  'cis-3-Hexenol',
  'Eugenol',
  'gamma-Decalactone',
  'Calone',
  'alpha-Isomethyl ionone',
];

/** Random formulas of these materials, as a search would offer them. */
function variations(rng: Rng, count: number): Float64Array[] {
  return Array.from({ length: count }, () => {
    const lines = MATERIALS.flatMap((item) =>
      rng.next() < 0.35 ? [] : [{ item, amount: microOf(Math.exp(rng.next() * 4)) }],
    );
    const formula: Formula = {
      name: 'variation',
      unit: 'parts',
      lines: [...lines, { item: 'DPG', amount: microOf(50) }],
      accords: {},
      concentrate: microOf(10 + rng.below(10)),
      category: '4',
    };
    const composition = compositionOf(formula, catalogue);
    const variation: Variation = {
      smell: nose.evaluate(formula),
      materials: lines.length,
      usdPerKg: costOf(composition, [], assumedPrices()).usdPerKg,
      allergensPpm: allergens.allergensOf(composition, formula).uses.reduce((sum, { ppm }) => sum + ppm, 0),
    };
    return featuresOf(variation);
  });
}

const rng = createRng(7);
const offered = variations(rng, 150);
const unseen = variations(rng, 60);

/** The share of unseen pairs on which the model and the person agree. */
function agreementOf(preference: Preference, person: SimulatedPerson): number {
  let agreed = 0;
  let pairs = 0;
  unseen.forEach((first, i) => {
    for (const second of unseen.slice(0, i)) {
      agreed += Number(preference.compare(first, second).mean > 0 === person.prefersFirst(first, second));
      pairs += 1;
    }
  });
  return agreed / pairs;
}

/** As many answers of a person, on pairs that are chosen for what they tell or at random. */
function asked(person: SimulatedPerson, count: number, rng: Rng, choice: 'chosen' | 'random'): Rating[] {
  const ratings: Rating[] = [];
  while (ratings.length < count) {
    const [one, other] =
      choice === 'chosen'
        ? choosePair(learnPreference(ratings), offered, rng)
        : [rng.below(offered.length), rng.below(offered.length)];
    const first = offered[one];
    const second = offered[other];
    if (first === undefined || second === undefined) throw new TypeError('no such variation');
    ratings.push({ kind: 'pair', first, second, preferred: person.answer(first, second) });
  }
  return ratings;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a simulated person', () => {
  const SEEDS = [1, 2, 3, 4, 5, 6];
  const learnt = (count: number, choice: 'chosen' | 'random') =>
    SEEDS.map((seed) => {
      const rng = createRng(seed);
      const person = simulatedPerson(rng, offered, 0.05);
      const preference = learnPreference(asked(person, count, rng, choice));
      return {
        agreement: agreementOf(preference, person),
        predicted: preference.predictedAgreement(unseen),
        certainty: preference.certainty(unseen),
      };
    });
  const sixty = learnt(60, 'chosen');
  const agreements = sixty.map(({ agreement }) => agreement);

  it('is agreed with on nine of ten unseen pairs after 60 answers', () => {
    expect(meanOf(agreements)).toBeGreaterThanOrEqual(0.92);
    expect(Math.min(...agreements)).toBeGreaterThanOrEqual(0.88);
  });

  it('is learnt sooner from chosen pairs than from random ones', () => {
    expect(meanOf(agreements)).toBeGreaterThan(
      meanOf(learnt(60, 'random').map(({ agreement }) => agreement)),
    );
  });

  it('is agreed with about as often as the model expects, and more surely after more answers', () => {
    const ten = learnt(10, 'chosen');

    expect(Math.abs(meanOf(sixty.map(({ predicted }) => predicted)) - meanOf(agreements))).toBeLessThan(0.08);
    expect(meanOf(sixty.map(({ certainty }) => certainty))).toBeGreaterThan(
      meanOf(ten.map(({ certainty }) => certainty)) + 0.1,
    );
  });
});

describe('a preference', () => {
  const [a = new Float64Array(), b = new Float64Array(), c = new Float64Array()] = offered;

  it('knows nothing without ratings', () => {
    const nothing = learnPreference([]);

    expect(nothing).toMatchObject({ ratings: 0 });
    expect(nothing.compare(a, b)).toMatchObject({ mean: 0, chance: 0.5 });
    expect(nothing.predictedAgreement(offered.slice(0, 10))).toBe(0.5);
    expect(nothing.certainty(offered.slice(0, 10))).toBe(0);
  });

  it('does not depend on the order of ratings, nor on which came first in a pair', () => {
    const ratings: Rating[] = [
      { kind: 'pair', first: a, second: b, preferred: 'first' },
      { kind: 'pair', first: b, second: c, preferred: 'second' },
      { kind: 'pair', first: a, second: c, preferred: 'neither' },
    ];
    const turned = ratings.toReversed().map((rating): Rating => {
      if (rating.kind !== 'pair') return rating;
      const preferred = ({ first: 'second', second: 'first', neither: 'neither' } as const)[rating.preferred];
      return { kind: 'pair', first: rating.second, second: rating.first, preferred };
    });

    const liking = learnPreference(ratings).compare(a, b);
    expect(liking.mean).toBeGreaterThan(0);
    expect(learnPreference(turned).compare(a, b).mean).toBeCloseTo(liking.mean, 6);
    expect(learnPreference(turned).compare(b, a).chance).toBeCloseTo(1 - liking.chance, 6);
  });

  it('is learnt from stars as well, within a sitting only', () => {
    const stars = (one: number, other: number): Rating[] => [
      {
        kind: 'stars',
        given: [
          { features: a, stars: one },
          { features: b, stars: other },
        ],
      },
    ];
    expect(learnPreference(stars(5, 2)).compare(a, b).mean).toBeGreaterThan(0);
    expect(learnPreference(stars(3, 3)).compare(a, b).mean).toBeCloseTo(0, 9);
    const apart: Rating[] = [
      { kind: 'stars', given: [{ features: a, stars: 5 }] },
      { kind: 'stars', given: [{ features: b, stars: 1 }] },
    ];
    expect(learnPreference(apart).compare(a, b).mean).toBe(0);
    expect(() => learnPreference(stars(6, 1))).toThrow(RangeError);
  });

  it('refuses what is no variation', () => {
    const rating: Rating = { kind: 'pair', first: Float64Array.of(1), second: a, preferred: 'first' };
    expect(() => learnPreference([rating])).toThrow(RangeError);
    expect(() => choosePair(learnPreference([]), [a], createRng(1))).toThrow(RangeError);
  });
});

describe('guidance', () => {
  const even: Guidable = {
    profile: Float64Array.from(FAMILIES, () => 1 / FAMILIES.length),
    intensity: 40,
    hours: 4,
    weights: { profile: 0.45, intensity: 0.15, longevity: 0.15, cost: 0.1, simplicity: 0.1, allergens: 0.05 },
  };
  const citrus = FAMILIES.indexOf('citrus');
  const woody = FAMILIES.indexOf('woody');
  const cost = FEATURES.findIndex(({ kind }) => kind === 'cost');
  const person: SimulatedPerson = {
    prefersFirst: (first, second) => likingOf(first) > likingOf(second),
    answer: (first, second) => (likingOf(first) > likingOf(second) ? 'first' : 'second'),
  };
  const likingOf = (features: Float64Array): number =>
    (features[woody] ?? 0) - (features[citrus] ?? 0) - 0.3 * (features[cost] ?? 0);

  it('moves nothing without ratings', () => {
    const guided = guidedBy(learnPreference([]), even);
    guided.profile.forEach((share) => expect(share).toBeCloseTo(1 / FAMILIES.length, 12));
    expect(guided).toMatchObject({ intensity: 40, hours: 4 });
    expect(guided.weights.cost).toBeCloseTo(0.1, 12);
  });

  it('moves families to what is liked, and makes count what is minded', () => {
    const preference = learnPreference(asked(person, 40, createRng(3), 'chosen'));
    const { profile, weights } = guidedBy(preference, even);

    expect(profile.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(profile[woody]).toBe(Math.max(...profile));
    expect(profile[citrus]).toBe(Math.min(...profile));
    expect(weights.cost).toBeGreaterThan(even.weights.cost);
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    const [dearest] = preference.weights.filter(({ feature }) => feature.kind === 'cost');
    expect(dearest?.mean).toBeLessThan(0);
  });
});
