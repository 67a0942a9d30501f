/**
 * Exact money: whole billionths of a US dollar. A price of $0.15 for a million tokens is 150 of them a token, so that
 * costs are sums of integers and never rounded. Safe up to 9 million dollars.
 */
export type NanoUsd = number & { readonly unit: 'nano USD' };

const PER_USD = 1_000_000_000;

/** @throws RangeError for what is no safe whole number of billionths, or negative */
export function nanoUsd(amount: number): NanoUsd {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount of money`);
  return amount as NanoUsd;
}

/** As a decimal text of dollars without trailing zeros, such as `0.000123`. */
export function usdText(amount: NanoUsd): string {
  const dollars = Math.floor(amount / PER_USD);
  const rest = amount % PER_USD;
  if (rest === 0) return String(dollars);
  return `${dollars}.${String(rest).padStart(9, '0').replace(/0+$/, '')}`;
}

/**
 * Exact money where the price of a token may be less than a billionth: whole trillionths of a US dollar. A price of $1
 * for a million tokens is a million of them a token. One amount is safe up to 9,007 dollars; sums are `bigint`.
 */
export type PicoUsd = number & { readonly unit: 'pico USD' };

const PICO_PER_USD = 1_000_000_000_000;
const PICO_DIGITS = 12;
const ZERO = 48;

/** @throws RangeError for what is no safe whole number of trillionths, or negative */
export function picoUsd(amount: number): PicoUsd {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount of money`);
  return amount as PicoUsd;
}

/** The nearest amount to a number of dollars. @throws RangeError beyond 9,007 dollars, or below nothing */
export const picoUsdOf = (usd: number): PicoUsd => picoUsd(Math.round(usd * PICO_PER_USD));

/** As a decimal text of dollars, exact and without trailing zeros, such as `-0.00000015`. */
export function picoUsdText(amount: PicoUsd | bigint): string {
  // What one call costs is less than a dollar, and is written for each.
  if (amount === 0) return '0';
  if (typeof amount === 'number' && amount > 0 && amount < PICO_PER_USD)
    return `0.${withoutZeros(String(amount))}`;
  const whole = BigInt(amount);
  const digits = (whole < 0n ? -whole : whole).toString().padStart(PICO_DIGITS + 1, '0');
  const rest = withoutZeros(digits.slice(-PICO_DIGITS));
  return `${whole < 0n ? '-' : ''}${digits.slice(0, -PICO_DIGITS)}${rest === '' ? '' : `.${rest}`}`;
}

/** Of a fraction of a dollar in trillionths: all its digits, without the zeros at the end. */
function withoutZeros(digits: string): string {
  const text = digits.padStart(PICO_DIGITS, '0');
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === ZERO) end -= 1;
  return text.slice(0, end);
}

const DOLLARS = /^(\d{1,15})(?:\.(\d{1,12}))?$/;

/** Reads a decimal text of dollars, such as `12.50`, exactly; undefined for any other text. */
export function picoUsdFrom(text: string): bigint | undefined {
  const [, whole, rest = ''] = DOLLARS.exec(text) ?? [];
  return whole === undefined ? undefined : BigInt(whole + rest.padEnd(PICO_DIGITS, '0'));
}
