import { type Brief, briefSchema, FAMILIES, type Language } from '@accord/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LABELLED_SETS, labelledSet, readLabels } from '../eval/labels.ts';
import { interpret, knobsWith, readBrief } from '../testing.ts';
import { createInterpreter } from './interpreter.ts';
import { type LexiconEntry, readLexicon } from './lexicon.ts';

/** A failure found once must be found again: every property draws from its own fixed stream. */
const SEED = 20_260_101;

type Value = Brief['evidence'][number]['value'];

/** Every value of the brief that evidence may be cited for, by its path. */
function valuesOf({
  notes,
  notes_preference: preference,
  constraints,
  ...rest
}: Brief): Map<string, readonly Value[]> {
  const { style, intensity, complexity, product_category, target_profile, mood, season, budget_tier } = rest;
  const single = { style, intensity, complexity, product_category, target_profile, budget_tier };
  return new Map<string, readonly Value[]>([
    ...Object.entries(single).map(([field, value]) => [field, [value]] as const),
    ...Object.entries(preference).map(([family, value]) => [`notes_preference.${family}`, [value]] as const),
    ...Object.entries(constraints).map(([name, value]) => [`constraints.${name}`, [value]] as const),
    ...Object.entries(notes).map(([list, values]) => [`notes.${list}`, values] as const),
    ['mood', mood],
    ['season', season],
  ]);
}

const without = (text: string, start: number, end: number): string => text.slice(0, start) + text.slice(end);

/** What is wrong with the evidence of the brief of a text; nothing when every value stands on its words. */
function faultsOf(text: string): string[] {
  const brief = readBrief(text);
  const values = valuesOf(brief);
  const faults = brief.evidence.flatMap(({ field, value, start, end }) => {
    const name = `${field} ${value} at ${start}-${end}`;
    if (!(start >= 0 && start < end && end <= text.length)) return [`${name} is out of bounds`];
    if (!values.get(field)?.includes(value)) return [`${name} is not in the brief`];
    const cut = readBrief(without(text, start, end));
    const stays = valuesOf(cut).get(field)?.includes(value) === true && !cut.inferred.includes(field);
    return stays ? [`${name} stays without "${text.slice(start, end)}"`] : [];
  });
  for (const [field, said] of values) {
    const cited = brief.evidence.filter((evidence) => evidence.field === field).map(({ value }) => value);
    const inferred = brief.inferred.includes(field);
    if (inferred && cited.length > 0) faults.push(`${field} is inferred and has evidence`);
    if (!inferred && !said.every((value) => cited.includes(value)))
      faults.push(`${field} is not inferred and lacks evidence`);
  }
  return faults;
}

function expectSound(text: string): void {
  const brief = readBrief(text);
  expect([text, briefSchema.safeParse(brief).error]).toEqual([text, undefined]);
  for (const family of FAMILIES) {
    expect(brief.notes_preference[family]).toBeGreaterThanOrEqual(0);
    expect(brief.notes_preference[family]).toBeLessThanOrEqual(1);
  }
}

const spellingsIn = (language: Language, kept: (entry: LexiconEntry) => boolean): fc.Arbitrary<string> =>
  fc.constantFrom(
    ...readLexicon(language)
      .filter(kept)
      .flatMap(({ spellings }) => spellings),
  );

/** Words that a list or a comparison is made of; their neighbours must not change what they are. */
const isNote = ({ sense }: LexiconEntry): boolean =>
  sense.part === 'noun' && sense.note !== undefined && sense.intensity === undefined && !sense.needsScent;

const anyEnglish = spellingsIn('en', () => true);
const englishNote = spellingsIn('en', isNote);
const anyKorean = spellingsIn('ko', ({ sense }) => sense.part !== 'adjective');
const koreanNote = spellingsIn('ko', isNote);

const filled = (templates: readonly string[], word: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...templates), word, word, word)
    .map(([template, a, b, c]) => template.replace('{a}', a).replace('{b}', b).replace('{c}', c));

const sentence = fc.oneof(
  filled(
    [
      '{a}',
      'no {a}',
      'not too {a}',
      'a touch of {a}',
      "don't skip {a}",
      "I wouldn't mind {a}",
      'I hate {a}',
      '{a}-free',
      'a {a} scent',
    ],
    anyEnglish,
  ),
  filled(
    [
      'with {a} and {b}',
      '{a} without {b}',
      '{a} but no {b}',
      '{a} rather than {b}',
      '{a} instead of {b}',
      'no {a}, {b} or {c}',
      'lots of {a}, {b} and {c}',
    ],
    englishNote,
  ),
  filled(
    [
      '{a}',
      '{a} 향',
      '{a} 빼고',
      '{a} 살짝',
      '{a} 싫어요',
      '{a} 듬뿍',
      '{a} 없이',
      '{a} 없으면 섭섭해요',
      '{a} 향은 빼 주세요',
      '{a} 향은 마다하지 않아요',
      '너무 {a}하지 않게',
    ],
    anyKorean,
  ),
  filled(['{a}, {b} 향', '{a} 말고 {b}', '{a}보다는 {b}', '{a} 아니라 {b}', '{a} 대신 {b}'], koreanNote),
  fc.constantFrom('under $40', '5만원 이하', '$150 for 100 ml', 'sixty dollars', '십오만원', 'under 200 ppm'),
);
const wish = fc.array(sentence, { minLength: 1, maxLength: 7 }).map((sentences) => sentences.join('. '));

describe('the evidence of a brief', () => {
  const labelled = LABELLED_SETS.flatMap((set) => readLabels(labelledSet(set)));

  it.each(labelled)('decides every value of $id', ({ text }) => {
    expect(faultsOf(text)).toEqual([]);
    expectSound(text);
  });

  it('decides every value of a wish made of any words of the lexicon', () => {
    fc.assert(
      fc.property(wish, (text) => {
        expect(faultsOf(text)).toEqual([]);
        expectSound(text);
      }),
      { seed: SEED, numRuns: 1500 },
    );
  });

  it('lies within bounds of a text in any letters', () => {
    const dressed = fc.tuple(
      wish,
      fc.constantFrom('NFD', 'NFKD'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(dressed, ([words, form, noise]) => {
        const text = noise + words.normalize(form);
        for (const { start, end } of readBrief(text).evidence) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

describe('reading', () => {
  it('survives 10,000 random texts', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.array(unit, { maxLength: 200 }).map((units) => units.join('')),
      fc
        .array(
          fc.oneof(
            unit,
            anyEnglish,
            anyKorean,
            fc.constantFrom('빼고', 'no ', '\ud83c', '\u202e', '$', '만'),
          ),
          { maxLength: 20 },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(fc.property(text, expectSound), { seed: SEED, numRuns: 10_000 });
  });

  it('is the same each time, whatever was read before', () => {
    const fresh = createInterpreter(knobsWith());
    fc.assert(
      fc.property(wish, (text) => {
        expect(interpret(text)).toEqual(fresh(text));
        expect(interpret(text)).toEqual(interpret(text));
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

describe('the cost of reading', () => {
  const SHORT = 500;
  const LONG = 4000;
  /** Eight times the text costs eight times as much, some 64 times as much if it were quadratic. */
  const MOST_GROWTH = 40;

  const ATTEMPTS = 20;

  function timeOf(text: string): number {
    const start = performance.now();
    interpret(text);
    return performance.now() - start;
  }

  /**
   * How many times the cost of `short` is that of `long`. Whatever else the machine does only adds, and what has run
   * often runs faster, so each is measured until the best of both are near enough, or for the last time.
   */
  function growth(short: string, long: string): number {
    let [leastShort, leastLong] = [timeOf(short), timeOf(long)];
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      for (let round = 0; round < 5; round++) {
        leastShort = Math.min(leastShort, timeOf(short));
        leastLong = Math.min(leastLong, timeOf(long));
      }
      if (leastLong / leastShort < MOST_GROWTH) break;
    }
    return leastLong / leastShort;
  }

  it.each([
    ['one letter', 'a'],
    ['one syllable', '뷁'],
    ['one word', 'lavendr'],
    ['typing errors', 'lavendr '],
    ['names nobody knows', '뷁향 '],
    ['decomposed Hangul', '각'.normalize('NFD')],
    ['marks', 'e\u0301'],
    ['surrogates', '\ud800'],
    ['emoji', '🌹'],
    ['an endless list', 'no rose, jasmine, '],
    ['an endless Korean list', '장미, '],
    ['negations', 'not '],
    ['Korean negations', '없으면 안 '],
    ['open comparisons', '보다는 '],
    ['degrees', '살짝 '],
    ['prices', '$1-'],
    ['thousands', '1,000,'],
    ['prices and sizes', '$1 10ml '],
    ['number words', 'hundred '],
    ['Korean number words', '일이삼'],
    ['limits', '10ppm '],
    ['phrases that begin alike', 'a hint of '],
    ['punctuation', '…'],
  ])('grows with the length of %s', (_, unit) => {
    const repeated = (length: number): string =>
      unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    expect(growth(repeated(SHORT), repeated(LONG))).toBeLessThan(MOST_GROWTH);
  });
});
