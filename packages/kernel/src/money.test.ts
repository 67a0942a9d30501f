import { describe, expect, it } from 'vitest';
import { nanoUsd, usdText } from './money.ts';

describe('money', () => {
  it.each([
    [0, '0'],
    [1, '0.000000001'],
    [123_000, '0.000123'],
    [1_500_000_000, '1.5'],
    [40_000_000_000, '40'],
    [Number.MAX_SAFE_INTEGER, '9007199.254740991'],
  ])('writes %d billionths as %s', (amount, text) => {
    expect(usdText(nanoUsd(amount))).toBe(text);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d', (amount) => {
    expect(() => nanoUsd(amount)).toThrow(RangeError);
  });
});
