import type { Lexicon } from './lexicon.ts';
import type { Token } from './tokens.ts';

/** Units of one kind, as multiples of the first; only those that convert exactly. */
const EXACT: ReadonlyMap<string, readonly [base: string, factor: number]> = new Map([
  ['mm', ['mm', 1]],
  ['cm', ['mm', 10]],
  ['m', ['mm', 1000]],
  ['km', ['mm', 1_000_000]],
  ['mg', ['mg', 1]],
  ['g', ['mg', 1000]],
  ['kg', ['mg', 1_000_000]],
  ['s', ['s', 1]],
  ['min', ['s', 60]],
  ['h', ['s', 3600]],
  ['day', ['s', 86_400]],
  ['week', ['s', 604_800]],
  ['month', ['month', 1]],
  ['year', ['month', 12]],
  ['ml', ['ml', 1]],
  ['l', ['ml', 1000]],
]);

export const isTime = (unit: string): boolean =>
  ['s', 'min', 'h', 'day', 'week', 'month', 'year'].includes(unit);

const ORDINAL = new Set(['st', 'nd', 'rd', 'th']);
/** Letters that are a unit only right behind digits. */
const SHORT = new Map([
  ['m', 'm'],
  ['g', 'g'],
  ['s', 's'],
  ['h', 'h'],
  ['l', 'l'],
  ['k', 'k'],
]);
const CURRENCY = new Map([
  ['$', 'usd'],
  ['€', 'eur'],
  ['£', 'gbp'],
  ['₩', 'krw'],
  ['₹', 'inr'],
]);
const ARTICLES_OF_ONE = new Set(['no', 'every', 'any', 'some', 'which', 'the', 'this', 'that', 'each']);

interface Worded {
  readonly text: string;
  readonly token: Token;
}

export interface NumberRead {
  readonly value: string;
  readonly length: number;
}

/** The value as it is compared: in the smallest unit where units convert, as it was written where it may be a version. */
export function quantity(digits: string, unit: string | undefined, factor = 1): string {
  const plain = digits.replaceAll(',', '');
  if (unit === undefined && factor === 1) return canonical(plain);
  const value = Number(plain) * factor;
  if (!Number.isFinite(value)) return `${plain} ${unit ?? ''}`;
  const exact = unit === undefined ? undefined : EXACT.get(unit);
  if (exact === undefined) return unit === undefined ? String(rounded(value)) : `${rounded(value)} ${unit}`;
  return `${rounded(value * exact[1])} ${exact[0]}`;
}

/** 3.10 is another version than 3.1; 007 and 7 are one number only without a point. */
const canonical = (plain: string): string => (/^\d+$/.test(plain) ? plain.replace(/^0+(?=\d)/, '') : plain);

const rounded = (value: number): number => Number(value.toPrecision(12));

/** A number of the text with its unit, in digits or in words, that begins at a word. */
export function readNumber(
  words: readonly Worded[],
  index: number,
  lexicon: Lexicon,
): NumberRead | undefined {
  const first = words[index];
  if (first === undefined) return undefined;
  let at = index;
  let currency: string | undefined;
  if (first.token.kind === 'symbol' && CURRENCY.has(first.text)) {
    currency = CURRENCY.get(first.text);
    at += 1;
  }
  const sign = isMinus(words, at) ? '-' : '';
  if (sign !== '') at += 1;
  const digits = words[at]?.token.kind === 'number' ? words[at]?.text : undefined;
  const worded =
    digits === undefined && sign === '' && currency === undefined ? numeral(words, at, lexicon) : undefined;
  if (digits === undefined && worded === undefined) return undefined;
  const next = at + (worded?.length ?? 1);
  return withUnit(words, index, next, `${sign}${digits ?? worded?.value}`, currency, lexicon);
}

function withUnit(
  words: readonly Worded[],
  index: number,
  next: number,
  digits: string,
  currency: string | undefined,
  lexicon: Lexicon,
): NumberRead {
  let at = next;
  let factor = 1;
  const joined = (word: Worded | undefined): boolean => word?.token.joined === true;
  if (joined(words[at]) && ORDINAL.has(words[at]?.text ?? ''))
    return { value: `#${quantity(digits, undefined)}`, length: at + 1 - index };
  let entry = lexicon.word(words[at]?.text ?? '');
  if (entry?.kind === 'scale') {
    factor = Number(entry.value);
    at += 1;
    entry = lexicon.word(words[at]?.text ?? '');
  }
  const hyphen = words[at]?.text === '-' && joined(words[at]);
  const behind = hyphen ? words[at + 1] : words[at];
  const short = joined(behind) ? SHORT.get(behind?.text ?? '') : undefined;
  entry = lexicon.word(behind?.text ?? '');
  const unit = short ?? (entry?.kind === 'unit' ? entry.value : undefined);
  if (unit !== undefined) at += hyphen ? 2 : 1;
  return { value: quantity(digits, currency ?? unit, factor), length: at - index };
}

/** A minus, not a hyphen or a dash between two numbers. */
function isMinus(words: readonly Worded[], at: number): boolean {
  const sign = words[at];
  const digits = words[at + 1];
  if (sign?.token.kind !== 'symbol' || (sign.text !== '-' && sign.text !== '−')) return false;
  return (
    digits?.token.kind === 'number' &&
    digits.token.joined &&
    !sign.token.joined &&
    words[at - 1]?.token.kind !== 'number'
  );
}

/** Numbers in English words: twenty five, two hundred, three. */
function numeral(words: readonly Worded[], index: number, lexicon: Lexicon): NumberRead | undefined {
  let total = 0;
  let group = 0;
  let length = 0;
  for (; length < 8; length++) {
    const skip = length > 0 && (words[index + length]?.text === '-' || words[index + length]?.text === 'and');
    const entry = lexicon.word(words[index + length + (skip ? 1 : 0)]?.text ?? '');
    if (entry?.kind === 'number') group += Number(entry.value);
    else if (entry?.kind === 'scale' && length > 0 && entry.value !== '100') {
      total += group * Number(entry.value);
      group = 0;
    } else if (entry?.kind === 'scale' && length > 0) group *= 100;
    else if (entry?.kind === 'ordinal' && length === 0) return { value: `#${entry.value}`, length: 1 };
    else break;
    if (skip) length += 1;
  }
  if (
    length === 0 ||
    (length === 1 && words[index]?.text === 'one' && ARTICLES_OF_ONE.has(words[index - 1]?.text ?? ''))
  )
    return undefined;
  return { value: String(total + group), length };
}
