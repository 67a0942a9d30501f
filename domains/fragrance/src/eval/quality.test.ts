import type { Brief } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { hintsFor } from '../brief/hints.ts';
import { interpret, readBrief, validate } from '../testing.ts';
import { hintParts } from './creativity.ts';
import { keywordBaseline } from './keyword-baseline.ts';
import { type Expectation, LABELLED_SETS, type LabelledBrief, labelledSet, readLabels } from './labels.ts';
import { type Quality, qualityOf } from './quality.ts';

const judges = { interpreter: interpret, validator: validate };
const TEXT = 'A quiet rose scent for summer, no vanilla';
const EXPECT: Expectation = {
  style: 'floral',
  notes_preference: { floral: [0.7, 1], gourmand: [0, 0.2] },
  notes: { required: ['rose'], excluded: ['vanilla'] },
  season: ['summer'],
};

const labelled = (text: string, expected: Expectation): LabelledBrief => ({
  id: 'x',
  kind: 'plain',
  text,
  expect: expected,
});
const qualityFor = (brief: Brief | undefined, expected = EXPECT, text = TEXT): Quality =>
  qualityOf([{ label: labelled(text, expected), brief }], judges);

const good = readBrief(TEXT);

describe('the quality of a brief', () => {
  it('is the weighed sum of its parts', () => {
    const { accuracy, completeness, consistency, creativity, score } = qualityFor(good);
    expect([accuracy, completeness, consistency, creativity]).toEqual([1, 1, 1, 0]);
    expect(score).toBeCloseTo(0.9, 12);
  });

  it('is nothing for a request that failed', () => {
    expect(Object.values(qualityFor(undefined))).toEqual([0, 0, 0, 0, 0]);
  });

  it('loses accuracy by each assertion that does not hold, and nothing else', () => {
    const wrong = qualityFor(good, { ...EXPECT, season: ['winter'] });
    expect(wrong).toMatchObject({ accuracy: 5 / 6, completeness: 1, consistency: 1 });
  });

  it('loses completeness by each field that was spoken of and is inferred', () => {
    const inferred = [...good.inferred, 'season', 'notes.excluded'];
    expect(qualityFor({ ...good, inferred }).completeness).toBeCloseTo(3 / 5, 12);
  });

  it('asks for no field that the label does not speak of, and for none that it refuses', () => {
    const inferred = [...good.inferred, 'notes_preference.gourmand', 'intensity'];
    expect(qualityFor({ ...good, inferred }).completeness).toBe(1);
  });

  it.each<[string, Partial<Brief>]>([
    ['a doubt that nobody voiced', { style: 'citrus', evidence: [], inferred: [] }],
    ['a note both ways', { notes: { required: ['rose'], excluded: ['rose'] }, evidence: [] }],
    ['evidence beyond the text', { evidence: [{ field: 'style', value: 'floral', start: 0, end: 999 }] }],
    ['evidence for an inferred field', { inferred: ['style'] }],
    ['evidence of another value', { evidence: [{ field: 'style', value: 'woody', start: 0, end: 5 }] }],
    ['evidence of a field that is not there', { evidence: [{ field: 'a.b', value: 1, start: 0, end: 5 }] }],
    ['a preference in a text about nothing', { warnings: [{ code: 'off_topic', message: 'x' }] }],
  ])('loses consistency by %s', (_, change) => {
    expect(qualityFor({ ...good, ...change }).consistency).toBeLessThan(1);
  });

  it('is higher for the rules than for the keyword baseline, in every part that both have', () => {
    const labels = LABELLED_SETS.flatMap((set) => readLabels(labelledSet(set)));
    const rules = qualityOf(
      labels.map((label) => ({ label, brief: readBrief(label.text, label.language) })),
      judges,
    );
    const baseline = qualityOf(
      labels.map((label) => ({ label, brief: keywordBaseline(label.text) })),
      judges,
    );
    expect(rules.score).toBeGreaterThan(baseline.score);
    for (const part of ['accuracy', 'completeness', 'consistency'] as const) {
      expect([part, rules[part] >= baseline[part]]).toEqual([part, true]);
    }
  });
});

describe('creativity', () => {
  const withHints = (creative_hints: string[]): Brief => ({ ...good, creative_hints });
  const parts = (hints: string[]): number[] => hintParts(withHints(hints), TEXT, interpret);
  const HINTS = hintsFor(good, 8);

  it('is nothing without hints', () => {
    expect(parts([])).toEqual([0, 0, 0, 0, 0]);
  });

  it('is high in every part for hints that stand ready', () => {
    expect(Math.min(...parts(HINTS))).toBeGreaterThan(0.8);
  });

  it.each([
    ['too few', 0, HINTS.slice(0, 3)],
    ['in another language', 1, HINTS.map(() => '젖은 꽃잎의 서늘함')],
    ['all the same', 2, HINTS.map(() => 'The same cool petal again and again')],
    ['the words of the wish', 3, HINTS.map(() => TEXT)],
    ['what the wish refuses', 4, [...HINTS.slice(1), 'Let vanilla lead']],
  ])('falls for hints that are %s', (_, part, hints) => {
    expect(parts(hints)[part]).toBeLessThan((parts(HINTS)[part] ?? 0) - 0.1);
  });

  it('falls when every wish gets the same hints', () => {
    const read = (hintsOf: (index: number) => string[]): number =>
      qualityOf(
        [0, 1, 2].map((index) => ({ label: labelled(TEXT, EXPECT), brief: withHints(hintsOf(index)) })),
        judges,
      ).creativity;
    const own = read((index) => HINTS.map((hint) => `${hint} ${index}`));
    expect(read(() => HINTS)).toBeLessThan(own - 0.05);
  });
});
