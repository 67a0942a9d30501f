import { type Brief, FAMILIES, type Family, type NotesPreference } from '@accord/contract';
import { readLexicon, type Sense } from '../brief/lexicon.ts';

const UNSPOKEN = 0.1;
const USUAL_AMOUNT = 0.5;
const USUAL_PPM = 1000;
const HANGUL = /[가-힣]/;

interface Keyword {
  readonly spelling: string;
  readonly sense: Sense;
}

let keywords: readonly Keyword[] | undefined;

/**
 * What the lexicon alone is worth: reads a wish by looking for its words as substrings of the lower-cased text, blind
 * to grammar, word boundaries, homographs, spelling and amounts of money. The rules are measured against it.
 */
export function keywordBaseline(text: string): Brief {
  const lower = text.toLowerCase();
  keywords ??= [...readKeywords('ko'), ...readKeywords('en')];
  const senses = keywords.filter(({ spelling }) => lower.includes(spelling)).map(({ sense }) => sense);
  return briefOf(text, senses);
}

/** Predicates are looked for by their stem: 달 for 달다. */
function readKeywords(language: 'ko' | 'en'): Keyword[] {
  return readLexicon(language).flatMap(({ spellings, sense }) =>
    spellings.map((spelling) => ({ spelling: spelling.toLowerCase().replace(/다$/, ''), sense })),
  );
}

function briefOf(text: string, senses: readonly Sense[]): Brief {
  const preference = preferenceOf(senses);
  const required = unique(senses.flatMap(({ note }) => note ?? []));
  const lists = {
    mood: unique(senses.flatMap(({ moods }) => moods)),
    season: unique(senses.flatMap(({ seasons }) => seasons)),
  };
  const values = {
    intensity: amountOf(senses, 'intensity'),
    complexity: amountOf(senses, 'complexity'),
    product_category: firstOf(senses, ({ product }) => product),
    target_profile: firstOf(senses, ({ profile }) => profile),
    budget_tier: firstOf(senses, ({ budget }) => budget),
  };
  const demands = new Set(senses.flatMap(({ constraints }) => constraints));
  const about = senses.some(({ topic, families }) => topic !== 'other' && families.length > 0);
  return {
    language: HANGUL.test(text) ? 'ko' : 'en',
    style: about ? highestOf(preference) : 'fresh',
    notes_preference: preference,
    notes: { required, excluded: [] },
    intensity: values.intensity ?? USUAL_AMOUNT,
    complexity: values.complexity ?? USUAL_AMOUNT,
    product_category: values.product_category ?? 'EDP',
    target_profile: values.target_profile ?? 'daily_fresh',
    ...lists,
    budget_tier: values.budget_tier ?? 'mid',
    constraints: {
      allergen_free: demands.has('allergen_free'),
      vegan: demands.has('vegan'),
      natural_only: demands.has('natural_only'),
      max_allergens_ppm: USUAL_PPM,
    },
    creative_hints: [],
    hints_source: 'none',
    warnings: about ? [] : [{ code: 'off_topic', message: 'No word of scent was found.' }],
    evidence: [],
    inferred: [
      ...fieldsWhere(values, (value) => value === undefined),
      ...fieldsWhere({ 'notes.required': required, ...lists }, ({ length }) => length === 0),
      ...fieldsWhere(preference, (degree) => degree === UNSPOKEN).map(
        (family) => `notes_preference.${family}`,
      ),
    ],
  };
}

const fieldsWhere = <Value>(
  fields: Readonly<Record<string, Value>>,
  holds: (value: Value) => boolean,
): string[] =>
  Object.entries(fields)
    .filter(([, value]) => holds(value))
    .map(([field]) => field);

const preferenceOf = (senses: readonly Sense[]): NotesPreference =>
  Object.fromEntries(
    FAMILIES.map((family) => [family, Math.max(UNSPOKEN, ...weightsOf(senses, family))]),
  ) as NotesPreference;

const weightsOf = (senses: readonly Sense[], family: Family): number[] =>
  senses.flatMap(({ families }) => families.filter(([name]) => name === family).map(([, weight]) => weight));

const highestOf = (preference: NotesPreference): Family =>
  FAMILIES.reduce((highest, family) => (preference[family] > preference[highest] ? family : highest));

function amountOf(senses: readonly Sense[], field: 'intensity' | 'complexity'): number | undefined {
  return senses.map((sense) => sense[field]).find((amount) => amount?.kind === 'set')?.by;
}

function firstOf<Value>(
  senses: readonly Sense[],
  valueOf: (sense: Sense) => Value | undefined,
): Value | undefined {
  return senses.map(valueOf).find((value) => value !== undefined);
}

const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];
