import { describe, expect, it } from 'vitest';
import { costOf } from './price.ts';
import { priceOfMillion, readPriceBook } from './price-book.ts';

const read = (models: unknown) => readPriceBook({ models }, 'prices.yaml');
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

describe('a book of prices', () => {
  const book = read({
    m: [
      { from: '2027-01-01', input: 0.1, output: 0.5 },
      { from: '2024-07-18', input: 0.15, cached_input: 0.075, output: 0.6 },
    ],
  });

  it('holds each price from the beginning of its day until the next', () => {
    expect(book.priceOf('m', at('2024-07-18') - 1)).toBeUndefined();
    expect(book.priceOf('m', at('2024-07-18'))).toEqual(priceOfMillion(0.15, 0.075, 0.6));
    expect(book.priceOf('m', at('2027-01-01') - 1)).toEqual(priceOfMillion(0.15, 0.075, 0.6));
    expect(book.priceOf('m', at('2027-01-01'))).toEqual({
      input: 100_000,
      cachedInput: 100_000,
      output: 500_000,
    });
    expect(book.priceOf('other', at('2027-01-01'))).toBeUndefined();
    expect(book.priceOf('__proto__', at('2027-01-01'))).toBeUndefined();
  });

  it.each([
    ['no models', undefined, 'models'],
    ['a model without a price', { m: [] }, 'models.m'],
    ['a negative price', { m: [{ from: '2026-01-01', input: -1 }] }, 'models.m.0.input'],
    ['a price too fine', { m: [{ from: '2026-01-01', input: 0.0000001 }] }, 'models.m.0.input'],
    ['a price that is no number', { m: [{ from: '2026-01-01', input: '1' }] }, 'models.m.0.input'],
    ['a day that is none', { m: [{ from: '2026-13-01', input: 1 }] }, 'models.m.0.from'],
    ['another name', { m: [{ from: '2026-01-01', input: 1, ouput: 2 }] }, 'models.m.0'],
    [
      'two prices of a day',
      {
        m: [
          { from: '2026-01-01', input: 1 },
          { from: '2026-01-01', input: 2 },
        ],
      },
      'models.m',
    ],
  ])('refuses %s', (_, models, field) => {
    expect(() => read(models)).toThrow(expect.objectContaining({ code: 'PRICES_INVALID', field }));
  });
});

describe('the cost of a call', () => {
  const price = priceOfMillion(0.15, 0.075, 0.6);

  it('is exact to the last token, with what was cached at its own price', () => {
    expect(costOf(price, { input: 1000, cachedInput: 400, output: 7 })).toBe(
      600 * 150_000 + 400 * 75_000 + 7 * 600_000,
    );
    expect(costOf(price, { input: 0, cachedInput: 0, output: 0 })).toBe(0);
  });

  it('is never less for an upstream that counts what was cached beside the rest', () => {
    expect(costOf(price, { input: 100, cachedInput: 400, output: 0 })).toBe(400 * 75_000);
  });

  it('is refused for what is no count, and beyond what a number holds', () => {
    expect(() => costOf(price, { input: Number.NaN, cachedInput: 0, output: 0 })).toThrow(RangeError);
    expect(() => costOf(price, { input: 0.3, cachedInput: 0, output: 0 })).not.toThrow();
    expect(() => costOf(priceOfMillion(10_000, 0, 0), { input: 1e6, cachedInput: 0, output: 0 })).toThrow(
      RangeError,
    );
  });
});
