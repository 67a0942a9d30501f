import { readFileSync } from 'node:fs';
import { type Brief, LANGUAGES, type Warning } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { LABELLED_SETS, labelledSet, readLabels } from '../eval/labels.ts';
import { readBrief, validate } from '../testing.ts';
import { readConditions } from './pairing-conditions.ts';
import { NO_WARNINGS } from './warning-spans.ts';

const doubtsOf = (text: string): readonly Warning[] => validate(readBrief(text));
const saidOf = (text: string): string[] => doubtsOf(text).map(({ code, message }) => `${code}: ${message}`);

/** A brief as a model might have read it: that of the rules, with something changed. */
function changed(text: string, change: (brief: Brief) => Partial<Brief>): readonly Warning[] {
  const brief = readBrief(text);
  return validate({ ...brief, ...change(brief) });
}

describe('the validator by rules', () => {
  it.each([
    ['A fresh and oriental perfume for summer', 'unusual_pairing', /summer freshness/],
    ['상쾌하고 오리엔탈한 여름 향수', 'unusual_pairing', /여름/],
    ['A strong musk body spray', 'unusual_pairing', /body spray/],
    ['A strong musk cologne', 'unusual_pairing', /cologne/],
    ['A sheer and quiet perfume, aquatic and oriental', 'unusual_pairing', /erase each other/],
    ['A strong citrus scent for the gym', 'unusual_pairing', /sport/],
    ['헬스장에서 뿌릴 진한 시트러스', 'unusual_pairing', /운동/],
    ['An amber scent for the gym', 'unusual_pairing', /stuffy/],
    ['Caramel for the gym', 'unusual_pairing', /Dessert/],
    ['A strong caramel scent for summer', 'unusual_pairing', /cloys/],
    ['A faint marine scent for winter', 'unusual_pairing', /cold/],
    ['A very strong rose for the office', 'unusual_pairing', /work/],
    ['A musk scent of naturals only', 'constraint_conflict', /ambrette/],
    ['천연 원료만 쓴 은방울꽃 향', 'constraint_conflict', /은방울꽃/],
    ['Hypoallergenic, with cinnamon', 'constraint_conflict', /cinnamal/],
    ['A hypoallergenic scent, 100 % natural', 'constraint_conflict', /naturals/],
    ['Hypoallergenic, allergens up to 500 ppm, with cedar', 'constraint_conflict', /10 ppm/],
    ['A cheap oud scent', 'budget_conflict', /oud/],
    ['3만 원 이하의 오리스 향수', 'budget_conflict', /오리스/],
    ['A natural-only scent with fig, cheap', 'budget_conflict', /entry price/],
  ])('doubts %s', (text, code, message) => {
    expect(doubtsOf(text).map((warning) => warning.code)).toContain(code);
    expect(saidOf(text).join('\n')).toMatch(message);
  });

  it.each([
    'A fresh and oriental perfume for summer and winter',
    'A fresh perfume for summer',
    'A musk body spray',
    'A strong musk perfume',
    'A quiet rose perfume',
    'A light citrus scent for the gym',
    'A strong rose perfume',
    'A scent of naturals only, with lavender and cedar',
    'A vegan musk scent',
    'Hypoallergenic, with cedar',
    'Up to 500 ppm of allergens, with cedar',
    'A cheap lemon scent',
    'An expensive oud scent, money no object',
    'A rose scent under $30 for 50 ml',
    'The train is late again',
    '',
  ])('has nothing to say of %s', (text) => {
    expect(doubtsOf(text)).toBe(NO_WARNINGS);
  });

  it('shows the words that led to a doubt', () => {
    const text = 'A cheap scent, and oud please';
    const [doubt] = doubtsOf(text);
    expect(doubt?.spans?.map(({ start, end }) => text.slice(start, end))).toEqual(['cheap', 'oud']);
    const odd = 'Fresh and oriental, for summer';
    expect(doubtsOf(odd)[0]?.spans?.map(({ start, end }) => odd.slice(start, end))).toEqual([
      'Fresh',
      'oriental',
      'summer',
    ]);
  });

  it('does not say again what the reader called a contradiction', () => {
    for (const text of ['a vegan scent full of ambergris', 'all natural, with iso e super']) {
      expect(readBrief(text).warnings.map(({ code }) => code)).toEqual(['contradiction']);
      expect(doubtsOf(text)).toEqual([]);
    }
  });

  it('doubts nothing in a brief that is off topic', () => {
    const off = { code: 'off_topic', message: 'Not about a scent.' } as const;
    expect(changed('A fresh and oriental perfume for summer', () => ({ warnings: [off] }))).toBe(NO_WARNINGS);
  });
});

describe('the validator by rules, of a brief that a model read', () => {
  it.each([
    ['a note from an animal in a vegan scent', 'vegan', 'castoreum', /castoreum/],
    ['a synthetic in naturals only', 'natural_only', 'calone', /calone/],
  ] as const)('finds %s', (_, demand, note, message) => {
    const [doubt] = changed('A rose scent', ({ constraints }) => ({
      constraints: { ...constraints, [demand]: true },
      notes: { required: [note], excluded: [] },
    }));
    expect(doubt).toEqual({ code: 'constraint_conflict', message: expect.stringMatching(message) });
  });

  it('finds a style that another family outranks', () => {
    const text = 'A woody scent';
    const found = changed(text, () => ({ style: 'citrus' }));
    expect(found).toEqual([
      {
        code: 'inconsistent_field',
        message: expect.stringMatching(/citrus.*woody/),
        spans: [{ start: 2, end: 7 }],
      },
    ]);
    expect(changed(text, ({ inferred }) => ({ style: 'citrus', inferred: [...inferred, 'style'] }))).toEqual(
      [],
    );
  });

  it('finds a note that is asked for and refused, unless the reader has', () => {
    const both = { required: ['rose'], excluded: ['iris', 'rose'] };
    const found = changed('A rose scent', () => ({ notes: both }));
    expect(found).toMatchObject([{ code: 'contradiction', message: expect.stringMatching(/rose/) }]);
    const known = { code: 'contradiction', message: 'Both.' } as const;
    expect(changed('A rose scent', () => ({ notes: both, warnings: [known] }))).toEqual([]);
  });
});

describe('the validator by rules, of the labelled wishes', () => {
  const labels = LABELLED_SETS.flatMap((set) => readLabels(labelledSet(set)));

  it('finds no fault of fields in what the rules read', () => {
    const faults = labels.flatMap(({ id, text }) =>
      doubtsOf(text).flatMap(({ code }) => (FAULTS.includes(code) ? [`${id} ${code}`] : [])),
    );
    expect(faults).toEqual([]);
  });

  it('doubts few of them', () => {
    const doubted = labels.filter(({ text }) => doubtsOf(text).length > 0);
    expect(doubted.length).toBeLessThan(labels.length / 8);
  });

  const FAULTS: readonly string[] = ['inconsistent_field', 'contradiction'];
});

describe('the tables of the validator', () => {
  const rowsOf = (name: string): string[][] =>
    readFileSync(new URL(`../../data/validation/${name}.tsv`, import.meta.url), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'));

  it.each(['pairings', 'notes'])('%s say each thing once, in both languages, with a reason', (name) => {
    const rows = rowsOf(name);
    expect(new Set(rows.map(([a, b]) => `${a} ${b}`)).size).toBe(rows.length);
    for (const [, , ko, en, why, ...more] of rows) {
      expect([en, more]).toEqual([expect.stringMatching(/^[A-Z][^가-힣]+\.$/), []]);
      expect([ko, why]).toEqual([
        expect.stringMatching(/[가-힣].*\.$/),
        expect.stringMatching(/^[^가-힣]{20,}$/),
      ]);
    }
    expect(LANGUAGES).toHaveLength(2);
  });

  it.each(['metallic>=0.7', 'season=monsoon', 'woody', 'woody>=much', 'budget>=0.5', 'weather=fine', ''])(
    'refuse the condition %j',
    (words) => {
      expect(() => readConditions(words)).toThrow(TypeError);
    },
  );
});
