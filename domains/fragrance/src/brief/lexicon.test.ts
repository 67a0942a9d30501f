import { readFileSync } from 'node:fs';
import { FAMILIES, LANGUAGES, type Language } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { parseLexicon, readLexicon, type Sense } from './lexicon.ts';

const HEADER = 'term\tpos\tfamilies\tnote\tintensity\tcomplexity\tmood\tseason\tsets\tsense';
const ROW =
  'fern|ferns\tN\tgreen:.8 fresh:.2\tfern\t+.1\t=.3\tcalm,soft\tspring\torigin:synthetic topic:scent\tscent not=_bank;s_old';

const rowsOf = (language: Language): string[] =>
  readFileSync(new URL(`../../data/lexicon/${language}.tsv`, import.meta.url), 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '');

describe.each(LANGUAGES)('the lexicon in %s', (language) => {
  const entries = readLexicon(language);

  it('has an entry for every row', () => {
    const rows = rowsOf(language);
    expect(entries.map(({ spellings }) => spellings.join('|'))).toEqual(
      rows.map((row) => row.split('\t')[0]),
    );
    expect(rows.length).toBeGreaterThan(1000);
  });

  it('names notes in plain lower-case English', () => {
    for (const { sense } of entries) expect(sense.note ?? 'rose').toMatch(/^[a-z0-9][a-z0-9 '-]*$/);
  });

  it('names every family', () => {
    for (const family of FAMILIES) {
      const naming = entries.filter(
        ({ sense }) => sense.names && sense.families.some(([one]) => one === family),
      );
      expect([family, naming.length]).toEqual([family, expect.toSatisfy((count) => count >= 5)]);
    }
  });

  it('gives predicates in their dictionary form', () => {
    if (language === 'en') return;
    for (const { spellings, sense } of entries.filter(({ sense: { part } }) => part === 'adjective')) {
      expect([sense.term, spellings.filter((spelling) => !spelling.endsWith('다'))]).toEqual([
        sense.term,
        [],
      ]);
    }
  });
});

describe('the two lexicons', () => {
  it('call a note by the same name where both know it', () => {
    const english = new Map<string, Sense>();
    for (const { spellings, sense } of readLexicon('en')) {
      for (const spelling of spellings) if (!english.has(spelling)) english.set(spelling, sense);
    }
    const apart = readLexicon('ko').flatMap(({ sense: { term, note } }) => {
      const said = note === undefined ? undefined : english.get(note)?.note;
      return said === undefined || said === note ? [] : [`${term}: ${note}, in English ${said}`];
    });
    expect(apart).toEqual([]);
  });

  it('agree on what comes from animals', () => {
    const animal = (language: Language): Set<string> =>
      new Set(
        readLexicon(language).flatMap(({ sense }) => (sense.origin === 'animal' ? (sense.note ?? []) : [])),
      );
    const known = (language: Language): Set<string> =>
      new Set(readLexicon(language).flatMap(({ sense }) => sense.note ?? []));
    const [korean, english] = [known('ko'), known('en')];
    const inBoth = (notes: Set<string>): string[] =>
      [...notes].filter((note) => korean.has(note) && english.has(note)).sort();
    expect(inBoth(animal('ko'))).toEqual(inBoth(animal('en')));
  });
});

describe('parseLexicon', () => {
  const parse = (...rows: string[]) => parseLexicon('test', [HEADER, ...rows].join('\n'));

  it('reads every column', () => {
    expect(parse(ROW)).toEqual([
      {
        spellings: ['fern', 'ferns'],
        sense: expect.objectContaining({
          term: 'fern',
          part: 'noun',
          families: [
            ['green', 0.8],
            ['fresh', 0.2],
          ],
          names: true,
          note: 'fern',
          intensity: { kind: 'shift', by: 0.1 },
          complexity: { kind: 'set', by: 0.3 },
          moods: ['calm', 'soft'],
          seasons: ['spring'],
          origin: 'synthetic',
          topic: 'scent',
          needsScent: true,
          notBefore: [' bank', 's old'],
          notAfter: [],
        }),
      },
    ]);
  });

  it.each([
    ['no part of speech', 'fern\t'],
    ['an unknown part of speech', 'fern\tQ'],
    ['an empty spelling', 'fern||bracken\tN'],
    ['an unknown family', 'fern\tN\tgrassy:.8'],
    ['a weight that is no number', 'fern\tN\tgreen:lots'],
    ['a missing weight', 'fern\tN\tgreen'],
    ['a weight above 1', 'fern\tN\tgreen:8'],
    ['an amount that is no number', 'fern\tN\t\t\tstrong'],
    ['an unknown mood', 'fern\tN\t\t\t\t\tferny'],
    ['an unknown season', 'fern\tN\t\t\t\t\t\tmonsoon'],
    ['a setting without a value', 'fern\tN\t\t\t\t\t\t\tbudget'],
    ['an unknown setting', 'fern\tN\t\t\t\t\t\t\tbugdet:mid'],
    ['an unknown value', 'fern\tN\t\t\t\t\t\t\tbudget:medium'],
    ['an unknown guard', 'fern\tN\t\t\t\t\t\t\t\tnotbefore=x'],
    ['a column too many', `${ROW}\tmore`],
  ])('stops at %s, with its line', (_, row) => {
    expect(() => parse(ROW, '', row)).toThrow(new TypeError(`lexicon test, line 4: ${row}`));
  });

  it('stops at another header', () => {
    expect(() => parseLexicon('test', 'term\tpos\n')).toThrow('lexicon test: unexpected header');
  });
});
