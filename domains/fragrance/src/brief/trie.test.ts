import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Matches, Trie } from './trie.ts';

function matchesOf(surfaces: readonly string[], text: string, start = 0): [number, string][] {
  const trie = new Trie(surfaces.map((surface) => [surface, surface] as const));
  const found = new Matches<'pear' | 'ship'>();
  trie.matchesAt(text, start, found);
  return Array.from({ length: found.count }, (_, index) => [
    found.ends[index] as number,
    found.values[index] as string,
  ]);
}

describe('Trie', () => {
  it('finds every surface that begins at a place, the longest last', () => {
    expect(matchesOf(['장', '장미', '장미향', '미향'], '흰 장미향은', 2)).toEqual([
      [3, '장'],
      [4, '장미'],
      [5, '장미향'],
    ]);
  });

  it('lets a space of a surface match one space or none', () => {
    expect(matchesOf(['엄마 품'], '엄마품')).toEqual([[3, '엄마 품']]);
    expect(matchesOf(['엄마 품'], '엄마 품')).toEqual([[4, '엄마 품']]);
    expect(matchesOf(['엄마 품'], '엄마  품')).toEqual([]);
    expect(matchesOf(['엄마'], '엄 마')).toEqual([]);
  });

  it('keeps all values of a surface, in order', () => {
    const trie = new Trie<string>([
      ['배', 'pear'],
      ['배', 'ship'],
    ] as const);
    const found = new Matches<'pear' | 'ship'>();
    trie.matchesAt('배', 0, found);
    expect(found.values.slice(0, found.count)).toEqual(['pear', 'ship']);
  });

  it('finds nothing behind the end', () => {
    expect(matchesOf(['장미'], '장')).toEqual([]);
    expect(matchesOf(['장미'], '장미', 2)).toEqual([]);
  });

  it('finds what comparing with each surface finds', () => {
    const letters = fc.string({ unit: fc.constantFrom('가', '나', '다'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.uniqueArray(letters, { maxLength: 30 }), letters, (surfaces, text) => {
        const beginning = surfaces.filter((surface) => text.startsWith(surface));
        const expected = beginning.sort((a, b) => a.length - b.length).map((one) => [one.length, one]);
        expect(matchesOf(surfaces, text)).toEqual(expected);
      }),
    );
  });
});
