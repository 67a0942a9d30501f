import { type Brief, FAMILIES, type Family, type NotesPreference } from '@accord/contract';
import type { Reading } from './answers.ts';
import { UNDECLARED_PPM } from './constraints.ts';
import { briefFrom, type Interpretation } from './interpretation.ts';
import { placed } from './warning-spans.ts';

/**
 * The brief a model's reading comes to: where it says nothing, the field holds what the rules put there for a text
 * that says nothing, and is listed as inferred.
 *
 * @param usual what the rules read from an empty text
 */
export function briefFromReading(text: string, reading: Reading, usual: Interpretation): Brief {
  const inferred = openFields(reading);
  const preference = preferenceOf(reading, usual.notes_preference);
  const { constraints } = reading;
  const usualPpm = constraints.allergen_free ? UNDECLARED_PPM : usual.constraints.max_allergens_ppm;
  const brief = briefFrom(text, {
    language: reading.language,
    style: reading.style ?? dominant(preference, usual.style),
    notes_preference: preference,
    notes: reading.notes,
    intensity: reading.intensity ?? usual.intensity,
    complexity: reading.complexity ?? usual.complexity,
    product_category: reading.product_category ?? usual.product_category,
    target_profile: reading.target_profile ?? usual.target_profile,
    mood: [...new Set(reading.mood)],
    season: [...new Set(reading.season)],
    budget_tier: reading.budget_tier ?? usual.budget_tier,
    constraints: {
      ...constraints,
      max_allergens_ppm: constraints.max_allergens_ppm ?? usualPpm,
    },
    warnings: [],
    inferred,
    quotes: reading.quotes.map((quote) => ({ ...quote, at: null })),
  });
  return { ...brief, warnings: reading.warnings.map((warning) => placed(warning, brief.evidence)) };
}

const preferenceOf = (reading: Reading, usual: NotesPreference): NotesPreference =>
  Object.fromEntries(
    FAMILIES.map((family) => [family, reading.notes_preference[family] ?? usual[family]]),
  ) as NotesPreference;

const dominant = (preference: NotesPreference, usual: Family): Family =>
  FAMILIES.reduce((leader, family) => (preference[family] > preference[leader] ? family : leader), usual);

/** The fields that say nothing, and the groups that say nothing at all. */
function openFields(reading: Reading): string[] {
  const { notes_preference: preference, notes, constraints } = reading;
  const flags = ['allergen_free', 'vegan', 'natural_only'] as const;
  const scalars = [
    'style',
    'intensity',
    'complexity',
    'product_category',
    'target_profile',
    'budget_tier',
  ] as const;
  return [
    'language',
    ...scalars.filter((field) => reading[field] === null),
    ...(['mood', 'season'] as const).filter((field) => reading[field].length === 0),
    ...group(
      'notes',
      (['required', 'excluded'] as const).filter((field) => notes[field].length === 0),
      2,
    ),
    ...group(
      'constraints',
      [
        ...flags.filter((flag) => !constraints[flag]),
        ...(constraints.max_allergens_ppm === null ? ['max_allergens_ppm'] : []),
      ],
      4,
    ),
    ...group(
      'notes_preference',
      FAMILIES.filter((family) => preference[family] === null),
      FAMILIES.length,
    ),
  ];
}

const group = (name: string, open: readonly string[], all: number): string[] => [
  ...open.map((field) => `${name}.${field}`),
  ...(open.length === all ? [name] : []),
];
