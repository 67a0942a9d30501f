/**
 * An exact decimal with six places, as a whole number of millionths. What a person enters is added and compared without
 * rounding; safe up to a thousand million.
 */
export type Micro = number & { readonly unit: 'millionths' };

const PER_ONE = 1_000_000;
const PLACES = 6;
const MAX = 1e15;

/** Reads `12`, `0.5` or `0,5`. Undefined for any other text, more than six decimals, or more than a thousand million. */
export function microFrom(text: string): Micro | undefined {
  const [, sign = '', whole, rest = ''] = /^(-?)(\d{1,10})(?:[.,](\d{1,6}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const amount = Number(whole) * PER_ONE + Number(rest.padEnd(PLACES, '0'));
  return amount > MAX ? undefined : ((sign === '-' ? -amount : amount) as Micro);
}

/** The nearest decimal. @throws RangeError beyond a thousand million */
export function microOf(value: number): Micro {
  const amount = Math.round(value * PER_ONE);
  if (!(Math.abs(amount) <= MAX)) throw new RangeError(`${value} is no decimal`);
  return amount as Micro;
}

export const numberOfMicro = (amount: Micro): number => amount / PER_ONE;

/** Without trailing zeros, such as `0.5`. */
export function microText(amount: Micro): string {
  const size = Math.abs(amount);
  const rest = String(size % PER_ONE)
    .padStart(PLACES, '0')
    .replace(/0+$/, '');
  return `${amount < 0 ? '-' : ''}${Math.floor(size / PER_ONE)}${rest === '' ? '' : `.${rest}`}`;
}
