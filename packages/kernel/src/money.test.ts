import { describe, expect, it } from 'vitest';
import { nanoUsd, picoUsd, picoUsdFrom, picoUsdOf, picoUsdText, usdText } from './money.ts';

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

describe('money to the trillionth', () => {
  it.each([
    ['0', 0n],
    ['0.000000000001', 1n],
    ['0.00000015', 150_000n],
    ['12.5', 12_500_000_000_000n],
    ['999999999999999', 999_999_999_999_999n * 10n ** 12n],
  ])('reads and writes %s', (text, amount) => {
    expect(picoUsdFrom(text)).toBe(amount);
    expect(picoUsdText(amount)).toBe(text);
    expect(picoUsdText(-amount)).toBe(amount === 0n ? '0' : `-${text}`);
  });

  it.each(['', '-1', '1.', '.5', '1e3', '1,5', '0.0000000000001', '1'.repeat(16), '１'])(
    'does not read %j',
    (text) => {
      expect(picoUsdFrom(text)).toBeUndefined();
    },
  );

  it.each([0, 1, 10, 150_000, 999_999_999_999, 10 ** 12, 10 ** 12 + 1, Number.MAX_SAFE_INTEGER])(
    'writes %d the same, whether it is one amount or a sum',
    (amount) => {
      expect(picoUsdText(picoUsd(amount))).toBe(picoUsdText(BigInt(amount)));
    },
  );

  it('makes amounts of numbers of dollars', () => {
    expect(picoUsdOf(0.1)).toBe(100_000_000_000);
    expect(() => picoUsdOf(9008)).toThrow(RangeError);
    expect(() => picoUsd(-1)).toThrow(RangeError);
    expect(() => picoUsd(0.5)).toThrow(RangeError);
  });
});
