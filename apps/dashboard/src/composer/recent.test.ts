import { describe, expect, it } from 'vitest';
import { remember, wishesIn } from './recent.ts';

describe('recent wishes', () => {
  it('keeps the latest first, each once, six at most', () => {
    const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'c '].reduce<string[]>(
      (wishes, wish) => remember(wishes, wish),
      [],
    );
    expect(all).toEqual(['c', 'g', 'f', 'e', 'd', 'b']);
  });
  it('ignores a blank wish', () => {
    expect(remember(['a'], '  ')).toEqual(['a']);
  });
  it('survives anything that storage may hold', () => {
    expect(wishesIn(null)).toEqual([]);
    expect(wishesIn('{broken')).toEqual([]);
    expect(wishesIn('{"a":1}')).toEqual([]);
    expect(wishesIn('["a",1,"b"]')).toEqual(['a', 'b']);
  });
});
