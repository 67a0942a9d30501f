import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integerGrammar, numberGrammar } from './number-grammar.ts';

/** The same as a regular expression: what these grammars use is written alike, but for quotes and spaces. */
function expression(grammar: string | undefined): RegExp {
  if (grammar === undefined) throw new TypeError('there is no grammar');
  const pattern = grammar
    .replaceAll(/"([^"]*)"/g, (_, text: string) => text.replaceAll('.', '\\.'))
    .replaceAll(' ', '');
  return new RegExp(`^(?:${pattern})$`);
}

const whole = fc.oneof(fc.integer({ min: -1200, max: 1200 }), fc.maxSafeInteger());
const range = fc.tuple(whole, whole).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));

describe('integerGrammar', () => {
  it('admits a whole number exactly when it is within the bounds', () => {
    fc.assert(
      fc.property(range, whole, (bounds, number) => {
        const admitted = expression(integerGrammar(bounds)).test(String(number));
        expect(admitted).toBe(number >= bounds.min && number <= bounds.max);
      }),
      { numRuns: 500 },
    );
  });

  it('admits the bounds and not what is next to them', () => {
    fc.assert(
      fc.property(range, ({ min, max }) => {
        const pattern = expression(integerGrammar({ min, max }));
        expect([min, max].map((number) => pattern.test(String(number)))).toEqual([true, true]);
        for (const beyond of [BigInt(min) - 1n, BigInt(max) + 1n]) {
          expect(pattern.test(String(beyond))).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('admits no more than JavaScript can count', () => {
    const pattern = expression(integerGrammar({}));
    expect(pattern.test('9007199254740991')).toBe(true);
    expect(pattern.test('9007199254740992')).toBe(false);
    expect(pattern.test('-9007199254740991')).toBe(true);
    expect(pattern.test('-9007199254740992')).toBe(false);
  });

  it.each(['1e5', '007', '+1', '1.0', '-', ''])('does not admit %j', (text) => {
    expect(expression(integerGrammar({})).test(text)).toBe(false);
  });

  it('takes bounds that are not whole', () => {
    const pattern = expression(integerGrammar({ min: 0.5, max: 2.5 }));
    expect(['0', '1', '2', '3'].map((text) => pattern.test(text))).toEqual([false, true, true, false]);
  });

  it('is none when no number is within the bounds', () => {
    expect(integerGrammar({ min: 3, max: 2 })).toBeUndefined();
    expect(integerGrammar({ min: 0.2, max: 0.8 })).toBeUndefined();
  });
});

describe('numberGrammar', () => {
  const small = fc.integer({ min: -999, max: 999 });

  it('admits a decimal exactly when it is within whole bounds', () => {
    fc.assert(
      fc.property(small, small, fc.integer({ min: -1_000_000, max: 1_000_000 }), (a, b, thousandths) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        const number = thousandths / 1000;
        const admitted = expression(numberGrammar({ min, max })).test(String(number));
        expect(admitted).toBe(number >= min && number <= max);
      }),
      { numRuns: 500 },
    );
  });

  it('admits degrees from 0 to 1', () => {
    const pattern = expression(numberGrammar({ min: 0, max: 1 }));
    expect(['0', '0.5', '0.123456', '1', '1.0'].every((text) => pattern.test(text))).toBe(true);
    expect(['-0.5', '1.01', '2', '0.1234567', '.5', '1.', '1e-3'].some((text) => pattern.test(text))).toBe(
      false,
    );
  });

  it('widens bounds that are not whole', () => {
    const pattern = expression(numberGrammar({ min: 0.3, max: 0.8 }));
    expect(['0.1', '0.5', '1'].every((text) => pattern.test(text))).toBe(true);
    expect(['-0.1', '1.1'].some((text) => pattern.test(text))).toBe(false);
  });
});
