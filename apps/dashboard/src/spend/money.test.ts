import { describe, expect, it } from 'vitest';
import { exactMoney, money } from './money.ts';

describe('money', () => {
  it.each([
    ['0', '$0'],
    ['0.000000000123', '<$0.000001'],
    ['0.0001234567', '$0.000123'],
    ['0.5', '$0.5'],
    ['1234.567', '$1,234.57'],
    ['-1.5', '−$1.50'],
    ['-0', '$0'],
  ])('of %s is %s', (usd, shown) => {
    expect(money(usd)).toBe(shown);
  });
});

it('is exact where it is to be', () => {
  expect(exactMoney('0.000000000123')).toBe('$0.000000000123');
  expect(exactMoney('-12.5')).toBe('−$12.5');
});
