import {
  type BudgetTier,
  FAMILIES,
  type Finding,
  type Language,
  type Mood,
  type ProductCategory,
  type Season,
  type TargetProfile,
  type Warning,
} from '@accord/contract';
import type { KnobValues } from '@accord/knobs';
import type { briefKnobs } from '../knobs.ts';
import { readBudget } from './budget.ts';
import { type Constraints, readConstraints } from './constraints.ts';
import { findContradictions } from './contradictions.ts';
import type { Element, Mention } from './elements.ts';
import { resolveEnglish } from './english-scope.ts';
import { EnglishWords } from './english-words.ts';
import { type FamilyReading, preferenceOf, readFamilies } from './families.ts';
import { allSpoken, firstSpoken, type Spoken, spokenAmount } from './fields.ts';
import { findingsOf } from './findings.ts';
import { applyGuards } from './guards.ts';
import type { Interpretation } from './interpretation.ts';
import { resolveKorean } from './korean-scope.ts';
import { KoreanWords } from './korean-words.ts';
import { languageOf } from './language.ts';
import { type Amount, readLexicon, type Sense } from './lexicon.ts';
import { type NamedNotes, readNotes } from './notes.ts';
import { QuoteBook } from './quote-book.ts';
import { scan } from './scan.ts';
import { joinStances } from './stance-join.ts';
import { dominantFamily } from './style.ts';
import { evenText, type EvenText } from './text.ts';
import { isOffTopic } from './topic.ts';
import { findUnknownNotes } from './unknown-notes.ts';

export type BriefKnobs = KnobValues<typeof briefKnobs>;

/** Reads a wish by rules. Deterministic; its cost is linear in the length of the text. */
export type Interpreter = (
  text: string,
  language?: Language,
) => { readonly output: Interpretation; readonly findings: readonly Finding[] };

/** Intensity when the text says nothing: between medium and strong, where most fine fragrances stand. */
const USUAL_INTENSITY = 0.55;
const LEAST_COMPLEXITY = 0.3;
const COMPLEXITY_PER_FAMILY = 0.1;
const MOST_COMPLEXITY = 0.7;
const PREFERRED = 0.5;
const MOST_MOODS = 8;

export function createInterpreter(knobs: BriefKnobs): Interpreter {
  const korean = new KoreanWords(readLexicon('ko'));
  const english = new EnglishWords(readLexicon('en'));

  return (original, language) => {
    const text = evenText(original);
    const elements = scan(text.even, korean, english);
    applyGuards(text.even, elements);
    const mentions = joinStances(elements, resolveEnglish, resolveKorean);
    const wish: Wish = { text, elements, mentions, language: language ?? languageOf(text.even) };
    const offTopic = isOffTopic(elements, mentions);
    return {
      output: offTopic ? nothingRead(wish, knobs) : readWish(wish, english, knobs),
      findings: findingsOf(text, mentions),
    };
  };
}

interface Wish {
  readonly text: EvenText;
  readonly elements: readonly Element[];
  readonly mentions: readonly Mention[];
  readonly language: Language;
}

function nothingRead({ text, language }: Wish, knobs: BriefKnobs): Interpretation {
  const message =
    language === 'ko'
      ? '향에 대한 설명이 아닌 것 같아 아무것도 읽어 내지 않았습니다.'
      : 'This does not seem to be about a scent, so nothing was read into it.';
  const nothing = { text, elements: [], mentions: [], language };
  return settleFields(nothing, readFamilies([]), undefined, [{ code: 'off_topic', message }], knobs);
}

function readWish(wish: Wish, english: EnglishWords, knobs: BriefKnobs): Interpretation {
  const { text, mentions, language } = wish;
  const families = readFamilies(mentions);
  const budget = readBudget(text.even, mentions, language, knobs);
  const warnings = findContradictions(mentions, families, language);
  warnings.push(...budget.warnings);
  for (const { start, end } of findUnknownNotes(wish.elements, english, text.even)) {
    const name = text.original.slice(text.originalStart(start), text.originalEnd(end));
    warnings.push(unknownNote(name, language));
  }
  return settleFields(wish, families, budget.tier, warnings, knobs);
}

function unknownNote(name: string, language: Language): Warning {
  const message =
    language === 'ko'
      ? `'${name}'은(는) 모르는 향료입니다.`
      : `"${name}" is not a note or material known here.`;
  return { code: 'unknown_note', message };
}

/** What a sense says of each field. */
const intensityOf = ({ intensity }: Sense): Amount | undefined => intensity;
const complexityOf = ({ complexity }: Sense): Amount | undefined => complexity;
const productOf = ({ product }: Sense): ProductCategory | undefined => product;
const profileOf = ({ profile }: Sense): TargetProfile | undefined => profile;
const specialProfileOf = ({ profile }: Sense): TargetProfile | undefined =>
  profile === 'daily_fresh' ? undefined : profile;
const moodsOf = ({ moods }: Sense): readonly Mood[] => moods;
const seasonsOf = ({ seasons }: Sense): readonly Season[] => seasons;

function settleFields(
  { text, mentions, language }: Wish,
  families: readonly FamilyReading[],
  budget: Spoken<BudgetTier> | undefined,
  warnings: Warning[],
  knobs: BriefKnobs,
): Interpretation {
  const book = new QuoteBook(text);
  book.infer('language');
  const style = dominantFamily(families);
  const notes = readNotes(mentions);
  const constraints = readConstraints(text.even, mentions);
  const interpretation: Interpretation = {
    language,
    style: book.settle('style', style.spoken, style.family),
    notes_preference: preferenceOf(families),
    notes: {
      required: book.list('notes.required', notes.required),
      excluded: book.list('notes.excluded', notes.excluded),
    },
    intensity: book.settle('intensity', spokenAmount(mentions, intensityOf), USUAL_INTENSITY),
    complexity: book.settle('complexity', spokenAmount(mentions, complexityOf), usualComplexity(families)),
    product_category: book.settle('product_category', firstSpoken(mentions, productOf), 'EDP'),
    target_profile: book.settle('target_profile', readProfile(mentions), 'daily_fresh'),
    mood: book.list('mood', allSpoken(mentions, moodsOf).slice(0, MOST_MOODS)),
    season: book.list('season', allSpoken(mentions, seasonsOf)),
    budget_tier: book.settle('budget_tier', budget, 'mid'),
    constraints: {
      allergen_free: book.settle('constraints.allergen_free', constraints.allergenFree, false),
      vegan: book.settle('constraints.vegan', constraints.vegan, false),
      natural_only: book.settle('constraints.natural_only', constraints.naturalOnly, false),
      max_allergens_ppm: book.settle(
        'constraints.max_allergens_ppm',
        constraints.allergenLimit,
        knobs.max_allergens_ppm,
      ),
    },
    warnings,
    quotes: book.quotes,
    inferred: book.inferred,
  };
  citeFamilies(book, families);
  inferGroups(book, families, notes, constraints);
  return interpretation;
}

/** A group of fields is named too when the text leaves all of it open. */
function inferGroups(
  book: QuoteBook,
  families: readonly FamilyReading[],
  { required, excluded }: NamedNotes,
  { allergenFree, vegan, naturalOnly, allergenLimit }: Constraints,
): void {
  if (families.every(({ spans }) => spans.length === 0)) book.infer('notes_preference');
  if (required.length === 0 && excluded.length === 0) book.infer('notes');
  if ((allergenFree ?? vegan ?? naturalOnly ?? allergenLimit) === undefined) book.infer('constraints');
}

/** The more families take part, the more complex. */
function usualComplexity(families: readonly FamilyReading[]): number {
  let preferred = 0;
  for (const { value } of families) if (value >= PREFERRED) preferred += 1;
  return Math.min(MOST_COMPLEXITY, LEAST_COMPLEXITY + COMPLEXITY_PER_FAMILY * preferred);
}

/** The field of each family, in their order. */
const FAMILY_FIELDS: readonly string[] = FAMILIES.map((family) => `notes_preference.${family}`);

function citeFamilies(book: QuoteBook, families: readonly FamilyReading[]): void {
  families.forEach(({ value, spans }, index) => {
    const field = FAMILY_FIELDS[index] as string;
    if (spans.length === 0) book.infer(field);
    else book.cite(field, value, spans);
  });
}

/** A special occasion outweighs the everyday: "for work, and for dinners out". */
function readProfile(mentions: readonly Mention[]): Spoken<TargetProfile> | undefined {
  return firstSpoken(mentions, specialProfileOf) ?? firstSpoken(mentions, profileOf);
}
