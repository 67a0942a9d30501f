import type { Dictionary } from '../text/dictionary.ts';
import { milliseconds } from '../decision/milliseconds.ts';

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size in the largest unit of which there is at least one, in steps of 1000. */
export function bytes(count: number, { language }: Dictionary): string {
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), SIZES.length - 1);
  return (count / 1000 ** power).toLocaleString(language, {
    style: 'unit',
    unit: SIZES[power] ?? 'byte',
    maximumFractionDigits: power === 0 ? 0 : 1,
  });
}

const LONG = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
] as const;

/** A length of time for a headline: minutes and more in words, below that as measured. */
export function duration(ms: number, { language }: Dictionary): string {
  const [size, unit] = LONG.find(([least]) => ms >= least) ?? [];
  if (size === undefined) return milliseconds(ms);
  return (ms / size).toLocaleString(language, { style: 'unit', unit, maximumFractionDigits: 1 });
}

/** An exact amount as it came, without the zeros that a headline has no room for. */
export const dollars = (usd: string): string => `$${usd.includes('.') ? usd.replace(/\.?0+$/, '') : usd}`;
