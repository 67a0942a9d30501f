import { describe, expect, it } from 'vitest';
import { interpret, readBrief } from '../testing.ts';
import { koreanSpelling } from './korean-spelling.ts';
import { spellingIndex } from './spelling.ts';

describe('spellingIndex', () => {
  const words = ['cardamom', 'jasmine', 'vetiver', 'cinnamon', 'cedar', 'rose', 'mint'];
  const { nearest } = spellingIndex(
    words.map((word) => [word, word] as const),
    5,
  );

  it.each([
    ['a letter too few', 'vetver', 'vetiver'],
    ['a letter too many', 'vettiver', 'vetiver'],
    ['a wrong letter', 'vetivar', 'vetiver'],
    ['two exchanged', 'jasmnie', 'jasmine'],
    ['doubles exchanged', 'cinammon', 'cinnamon'],
    ['itself', 'cedar', 'cedar'],
  ])('forgives %s: %s', (_, word, meant) => {
    expect(nearest(word)).toBe(meant);
  });

  it.each([
    ['two errors', 'vatiwer'],
    ['a wrong first letter', 'betiver'],
    ['a word too short', 'ross'],
    ['another word', 'umbrella'],
    ['nothing', ''],
  ])('does not guess at %s', (_, word) => {
    expect(nearest(word)).toBeUndefined();
  });

  it('prefers the word that shares more', () => {
    const two = spellingIndex(
      [
        ['salty', 'salty'],
        ['satiny', 'satiny'],
        ['malty', 'malty'],
      ] as const,
      5,
    );
    expect(two.nearest('saltty')).toBe('salty');
  });
});

describe('koreanSpelling', () => {
  const words = ['라벤더', '베르가못', '레몬', '꽃', '복숭아'];
  const { nearest } = koreanSpelling(words.map((word) => [word, word] as const));

  it.each([
    ['a vowel that sounds alike', '래몬', '레몬'],
    ['one wrong key', '복숭와', '복숭아'],
    ['one key too few', '베르가모', '베르가못'],
    ['another vowel', '라밴더', '라벤더'],
  ])('forgives %s: %s', (_, word, meant) => {
    expect(nearest(word, false)).toBe(meant);
  });

  it('corrects short words only beside words of scent', () => {
    expect(nearest('꼿', true)).toBe('꽃');
    expect(nearest('고', false)).toBeUndefined();
  });
});

describe('typing errors in a wish', () => {
  it.each([
    ['A lavendar and patchuli scent', ['lavender', 'patchouli']],
    ['sandlewood with cardamon', ['sandalwood', 'cardamom']],
    ['복숭와 향', ['peach']],
    ['머스그 향', ['musk']],
    ['바닐랴 향', ['vanilla']],
  ])('%s', (text, notes) => {
    expect(readBrief(text).notes.required).toEqual(notes);
  });

  it('are told in the findings', () => {
    expect(interpret('A lavendar scent').findings).toEqual([
      expect.objectContaining({
        rule: 'lavender',
        effect: expect.stringContaining('spelling corrected'),
        start: 2,
        end: 10,
      }),
    ]);
  });

  it.each(['A scent for my horse', 'A scent from the house of my aunt', 'A scent as a promise'])(
    'are not seen in ordinary words: %s',
    (text) => {
      expect(interpret(text).findings.filter(({ effect }) => effect.includes('corrected'))).toEqual([]);
    },
  );
});
