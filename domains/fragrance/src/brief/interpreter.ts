import type { BudgetTier, Finding, Language, TargetProfile, Warning } from '@accord/contract';
import type { KnobValues } from '@accord/knobs';
import type { briefKnobs } from '../knobs.ts';
import { readBudget } from './budget.ts';
import { readAllergenLimit, readConstraint } from './constraints.ts';
import { findContradictions } from './contradictions.ts';
import type { Element, Mention } from './elements.ts';
import { resolveEnglish } from './english-scope.ts';
import { EnglishWords } from './english-words.ts';
import { type FamilyReading, preferenceOf, readFamilies } from './families.ts';
import { allSpoken, firstSpoken, type Spoken, spokenAmount } from './fields.ts';
import { applyGuards } from './guards.ts';
import type { Interpretation } from './interpretation.ts';
import { resolveKorean } from './korean-scope.ts';
import { KoreanWords } from './korean-words.ts';
import { languageOf } from './language.ts';
import { readLexicon } from './lexicon.ts';
import { readNotes } from './notes.ts';
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
    joinStances(elements, resolveEnglish, resolveKorean);
    const mentions = elements.filter(
      (element): element is Mention => element.kind === 'mention' && element.counts,
    );
    const said = language ?? languageOf(text.even);
    if (isOffTopic(elements, mentions)) {
      return { output: nothingRead(text, said, knobs), findings: findingsOf(text, mentions) };
    }
    const wish: Wish = { text, elements, mentions, language: said };
    return { output: readWish(wish, english, knobs), findings: findingsOf(text, mentions) };
  };
}

interface Wish {
  readonly text: EvenText;
  readonly elements: readonly Element[];
  readonly mentions: readonly Mention[];
  readonly language: Language;
}

function nothingRead(text: EvenText, language: Language, knobs: BriefKnobs): Interpretation {
  const message =
    language === 'ko'
      ? '향에 대한 설명이 아닌 것 같아 아무것도 읽어 내지 않았습니다.'
      : 'This does not seem to be about a scent, so nothing was read into it.';
  const empty = settleFields(
    { text, elements: [], mentions: [], language },
    readFamilies([]),
    undefined,
    knobs,
  );
  return { ...empty, warnings: [{ code: 'off_topic', message }] };
}

function readWish(wish: Wish, english: EnglishWords, knobs: BriefKnobs): Interpretation {
  const { text, mentions, language } = wish;
  const families = readFamilies(mentions);
  const budget = readBudget(text.even, mentions, language, knobs);
  const fields = settleFields(wish, families, budget.tier, knobs);
  const warnings: Warning[] = [
    ...findContradictions(mentions, families, language),
    ...budget.warnings,
    ...findUnknownNotes(wish.elements, english, text.even).map(({ start, end }) =>
      unknownNote(text.original.slice(...text.span(start, end)), language),
    ),
  ];
  return { ...fields, warnings };
}

function unknownNote(name: string, language: Language): Warning {
  const message =
    language === 'ko'
      ? `'${name}'은(는) 모르는 향료입니다.`
      : `"${name}" is not a note or material known here.`;
  return { code: 'unknown_note', message };
}

function settleFields(
  { text, mentions, language }: Wish,
  families: readonly FamilyReading[],
  budget: Spoken<BudgetTier> | undefined,
  knobs: BriefKnobs,
): Interpretation {
  const book = new QuoteBook(text);
  book.infer('language');
  const style = dominantFamily(families);
  const notes = readNotes(mentions);
  const preferred = families.filter(({ value }) => value >= PREFERRED).length;
  const allergenFree = readConstraint(mentions, 'allergen_free');
  const fields = {
    language,
    style: book.settle('style', style.spoken, style.family),
    notes_preference: preferenceOf(families),
    notes: {
      required: book.list('notes.required', notes.required),
      excluded: book.list('notes.excluded', notes.excluded),
    },
    intensity: book.settle(
      'intensity',
      spokenAmount(mentions, ({ intensity }) => intensity),
      USUAL_INTENSITY,
    ),
    complexity: book.settle(
      'complexity',
      spokenAmount(mentions, ({ complexity }) => complexity),
      Math.min(MOST_COMPLEXITY, LEAST_COMPLEXITY + COMPLEXITY_PER_FAMILY * preferred),
    ),
    product_category: book.settle(
      'product_category',
      firstSpoken(mentions, ({ product }) => product),
      'EDP',
    ),
    target_profile: book.settle('target_profile', readProfile(mentions), 'daily_fresh'),
    mood: book.list('mood', allSpoken(mentions, ({ moods }) => moods).slice(0, MOST_MOODS)),
    season: book.list(
      'season',
      allSpoken(mentions, ({ seasons }) => seasons),
    ),
    budget_tier: book.settle('budget_tier', budget, 'mid'),
    constraints: {
      allergen_free: book.settle('constraints.allergen_free', allergenFree, false),
      vegan: book.settle('constraints.vegan', readConstraint(mentions, 'vegan'), false),
      natural_only: book.settle('constraints.natural_only', readConstraint(mentions, 'natural_only'), false),
      max_allergens_ppm: book.settle(
        'constraints.max_allergens_ppm',
        mentions.length > 0 ? readAllergenLimit(text.even, allergenFree) : undefined,
        knobs.max_allergens_ppm,
      ),
    },
  } satisfies Partial<Interpretation>;
  for (const { family, value, spans } of families) {
    if (spans.length === 0) book.infer(`notes_preference.${family}`);
    else book.cite(`notes_preference.${family}`, value, spans);
  }
  return { ...fields, warnings: [], quotes: book.quotes, inferred: book.inferred() };
}

/** A special occasion outweighs the everyday: "for work, and for dinners out". */
function readProfile(mentions: readonly Mention[]): Spoken<TargetProfile> | undefined {
  const special = firstSpoken(mentions, ({ profile }) => (profile === 'daily_fresh' ? undefined : profile));
  return special ?? firstSpoken(mentions, ({ profile }) => profile);
}

function findingsOf(text: EvenText, mentions: readonly Mention[]): Finding[] {
  return mentions.map(({ sense, stance, misspelled, start, end }) => {
    const [from, to] = text.span(start, end);
    const families = sense.effect === '' ? '' : `: ${sense.effect}`;
    const spelling = misspelled ? ' (spelling corrected)' : '';
    return { rule: sense.term, effect: stance + families + spelling, start: from, end: to };
  });
}
