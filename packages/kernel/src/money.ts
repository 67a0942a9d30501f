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
