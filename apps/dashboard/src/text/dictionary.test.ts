import { FAMILIES, MOODS, USE_CASES, WARNING_CODES } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { ko } from './ko.ts';
import { noteName } from './notes.ts';

/** Paths of all leaves: `wish.label`, `mood.bright`. Functions and lists count as leaves. */
function leaves(node: object, path = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'object' && !Array.isArray(value) ? leaves(value, `${path}${key}.`) : [`${path}${key}`],
  );
}

describe('dictionaries', () => {
  it('have the same lines', () => {
    expect(leaves(ko).sort()).toEqual(leaves(en).sort());
  });

  it.each([en, ko])('name every family, mood, use and warning of the contract', (text) => {
    expect(Object.keys(text.families.names).sort()).toEqual([...FAMILIES].sort());
    expect(Object.keys(text.mood).sort()).toEqual([...MOODS].sort());
    expect(Object.keys(text.operations.modes.uses).sort()).toEqual([...USE_CASES].sort());
    expect(Object.keys(text.warning).sort()).toEqual([...WARNING_CODES].sort());
  });

  it('are translated: a Korean line has Hangul, names that are the same in both apart', () => {
    const korean = /[가-힣]/;
    const same = new Set(['language', 'frame.specification', 'product.EDP', 'product.EDT']);
    for (const path of leaves(ko)) {
      const line = path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], ko);
      if (typeof line === 'string' && !same.has(path)) expect(line, path).toMatch(korean);
    }
  });

  it('names moods apart from each other', () => {
    expect(new Set(Object.values(ko.mood)).size).toBe(MOODS.length);
  });
});

describe('noteName', () => {
  it('knows common notes in Korean', () => {
    expect(noteName('peach', 'ko')).toBe('복숭아');
    expect(noteName('lily of the valley', 'ko')).toBe('은방울꽃');
  });
  it('keeps the English name otherwise', () => {
    expect(noteName('peach', 'en')).toBe('peach');
    expect(noteName('dihydromyrcenol', 'ko')).toBe('dihydromyrcenol');
  });
});
