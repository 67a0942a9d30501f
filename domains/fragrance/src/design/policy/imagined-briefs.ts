import {
  type Brief,
  BUDGET_TIERS,
  FAMILIES,
  type NotesPreference,
  PRODUCT_CATEGORIES,
} from '@accord/contract';
import { createRng, type Rng } from '@accord/kernel';

/** Notes that wishes often name; each is known to some material of the catalogue. */
const NOTES = [
  'rose',
  'vanilla',
  'sandalwood',
  'jasmine',
  'peach',
  'bergamot',
  'lavender',
  'patchouli',
  'cinnamon',
  'vetiver',
  'lemon',
  'cedar',
  'amber',
  'coconut',
  'grapefruit',
  'musk',
  'iris',
  'mint',
];
const DEGREES = [0.3, 0.5, 0.7, 0.8, 0.9];
const INTENSITIES = [0.3, 0.4, 0.5, 0.6, 0.8];
const CHANCE_OF_A_NOTE = 0.35;
const CHANCE_OF_NONE = 0.15;
const CHANCE_VEGAN = 0.15;
const CHANCE_NATURAL = 0.05;

/** Briefs as wishes might lead to, for training: one to four families, a few notes, any product and budget. */
export function imaginedBriefs(count: number, seed: number): Brief[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => imaginedBrief(rng));
}

function imaginedBrief(rng: Rng): Brief {
  const wanted = new Set(Array.from({ length: 1 + rng.below(4) }, () => pick(rng, FAMILIES)));
  const base = rng.next() < 0.5 ? 0.1 : 0;
  const preference = Object.fromEntries(
    FAMILIES.map((family) => [family, wanted.has(family) ? pick(rng, DEGREES) : base]),
  ) as NotesPreference;
  const required = notes(rng, CHANCE_OF_A_NOTE, 2);
  const excluded = notes(rng, CHANCE_OF_NONE, 1).filter((note) => !required.includes(note));
  return {
    language: 'en',
    style: [...wanted][0] ?? 'floral',
    notes_preference: preference,
    notes: { required, excluded },
    intensity: pick(rng, INTENSITIES),
    complexity: rng.next(),
    product_category: pick(rng, PRODUCT_CATEGORIES),
    target_profile: 'daily_fresh',
    mood: [],
    season: [],
    budget_tier: pick(rng, BUDGET_TIERS),
    constraints: {
      allergen_free: false,
      vegan: rng.next() < CHANCE_VEGAN,
      natural_only: rng.next() < CHANCE_NATURAL,
      max_allergens_ppm: 1000,
    },
    creative_hints: [],
    hints_source: 'none',
    warnings: [],
    evidence: [],
    inferred: ['constraints.max_allergens_ppm'],
  };
}

const pick = <One>(rng: Rng, from: readonly One[]): One => {
  const one = from[rng.below(from.length)];
  if (one === undefined) throw new TypeError('nothing to pick from');
  return one;
};

function notes(rng: Rng, chance: number, most: number): string[] {
  const found = new Set<string>();
  for (let at = 0; at < most; at += 1) if (rng.next() < chance) found.add(pick(rng, NOTES));
  return [...found];
}
