import { readFileSync } from 'node:fs';
import { type Brief, FAMILIES, LANGUAGES, type Language, SEASONS, TARGET_PROFILES } from '@accord/contract';
import { resolveKnobs } from '@accord/knobs';
import { describe, expect, it } from 'vitest';
import { LABELLED_SETS, labelledSet, readLabels } from '../eval/labels.ts';
import { briefKnobs } from '../knobs.ts';
import { hintsFor } from './hints.ts';
import { briefFrom, type Interpretation } from './interpretation.ts';
import { createInterpreter } from './interpreter.ts';
import { readLexicon } from './lexicon.ts';

const interpreter = createInterpreter(resolveKnobs([briefKnobs], []).of(briefKnobs));
const read = (text: string, language?: Language): Interpretation => interpreter(text, language).output;
const briefOf = (text: string, language?: Language): Brief => briefFrom(text, read(text, language));

const EXCLUDED = 0.05;
const HANGUL = /[가-힣]/;

function hintsOf(language: Language): { readonly about: string; readonly text: string }[] {
  const file = new URL(`../../data/hints/${language}.tsv`, import.meta.url);
  const [header, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(header).toBe('about\thint');
  return lines.map((line) => {
    const [about = '', text = ''] = line.split('\t');
    return { about, text };
  });
}

const namesOf = ({ notes }: Interpretation): string[] => [...notes.required, ...notes.excluded];

describe.each(LANGUAGES)('the hints in %s', (language) => {
  const hints = hintsOf(language);

  it('are enough for every family, season and occasion, and for any', () => {
    const fewest = (abouts: readonly string[]): number =>
      Math.min(...abouts.map((about) => hints.filter((hint) => hint.about === about).length));
    expect(fewest(FAMILIES)).toBeGreaterThanOrEqual(6);
    expect(fewest([...SEASONS, ...TARGET_PROFILES])).toBeGreaterThanOrEqual(2);
    expect(fewest(['any'])).toBeGreaterThanOrEqual(8);
  });

  it('are single sentences in their language, each once', () => {
    expect(new Set(hints.map(({ text }) => text)).size).toBe(hints.length);
    for (const { text } of hints) {
      expect(text).toMatch(/^[^.!?]{20,120}\.$/);
      expect(HANGUL.test(text)).toBe(language === 'ko');
    }
  });

  it('name no family but their own, and no animal material', () => {
    const animal = readLexicon(language).filter(({ sense }) => sense.origin === 'animal');
    const animalNotes = new Set(animal.map(({ sense }) => sense.note));
    for (const { about, text } of hints) {
      const reading = read(text, language);
      const named = FAMILIES.filter((other) => reading.notes_preference[other] >= 0.7);
      expect([text, named.filter((other) => other !== about)]).toEqual([text, []]);
      expect([text, namesOf(reading).filter((note) => animalNotes.has(note))]).toEqual([text, []]);
    }
  });
});

describe('hintsFor', () => {
  const labelled = LABELLED_SETS.flatMap((set) => readLabels(labelledSet(set)));

  it.each(labelled)('answers $id in its language, around what it refuses', ({ text, language }) => {
    const brief = briefOf(text, language);
    const hints = hintsFor(brief, 8);
    expect(hints.length).toBeGreaterThanOrEqual(5);
    expect(hints.length).toBeLessThanOrEqual(8);
    expect(new Set(hints).size).toBe(hints.length);
    const refused = FAMILIES.filter((family) => brief.notes_preference[family] <= EXCLUDED);
    const written = new Map(hintsOf(brief.language).map((hint) => [hint.text, hint.about]));
    for (const hint of hints) {
      expect(HANGUL.test(hint)).toBe(brief.language === 'ko');
      expect(refused).not.toContain(written.get(hint));
      for (const note of namesOf(read(hint, brief.language)))
        expect(brief.notes.excluded).not.toContain(note);
    }
  });

  it('begins with the strongest family and says the same each time', () => {
    const brief = briefOf('A rich oriental amber, with a little peach', 'en');
    const [first] = hintsFor(brief, 8);
    expect(hintsOf('en').find(({ text }) => text === first)?.about).toBe('oriental');
    expect(hintsFor(brief, 8)).toEqual(hintsFor(brief, 8));
  });

  it('passes over a hint that names a refused note', () => {
    const hints = (wish: string): string => hintsFor(briefOf(wish, 'en'), 8).join(' ');
    expect(hints('floral, all of it')).toMatch(/jasmine|rose|peony/i);
    expect(hints('floral, but no rose, no jasmine and no peony')).not.toMatch(/jasmine|rose|peony/i);
  });

  it.each([
    ['A rose scent', 5],
    ['A rose scent for summer', 6],
    ['A rose scent for a summer wedding', 7],
    ['A rose and cedar scent with vanilla for a summer wedding', 8],
  ])('says more of a wish that says more: %s', (wish, count) => {
    expect(hintsFor(briefOf(wish), 8)).toHaveLength(count);
  });

  it.each([5, 6, 7, 8])('keeps to a limit of %i', (limit) => {
    const rich = 'A rose and cedar scent with vanilla and lemon, for a winter date';
    expect(hintsFor(briefOf(rich), limit)).toHaveLength(limit);
  });

  it('speaks of the season and the occasion that are named, and of no others', () => {
    const about = (wish: string): string[] => {
      const hints = hintsFor(briefOf(wish), 8);
      return hintsOf('en').flatMap((hint) => (hints.includes(hint.text) ? [hint.about] : []));
    };
    const setting = (wish: string): string[] =>
      about(wish).filter((one) => [...SEASONS, ...TARGET_PROFILES].some((known) => known === one));
    expect(setting('A rose scent for a winter date')).toEqual(['winter', 'romantic_date']);
    expect(setting('A rose scent')).toEqual([]);
  });
});
