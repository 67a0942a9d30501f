import { picoUsdFrom } from '@accord/kernel';
import { UsageError } from './usage-error.ts';

/** The options that lay down limits and budgets. */
export const LIMIT_OPTIONS = {
  'per-minute': { type: 'string' },
  'per-hour': { type: 'string' },
  'budget-day': { type: 'string' },
  'budget-month': { type: 'string' },
} as const;

interface LimitOptions {
  readonly 'per-minute'?: string | undefined;
  readonly 'per-hour'?: string | undefined;
  readonly 'budget-day'?: string | undefined;
  readonly 'budget-month'?: string | undefined;
}

/** @throws UsageError */
export const limitsOf = (options: LimitOptions) => ({
  limits: {
    perMinute: countOf(options['per-minute'], '--per-minute'),
    perHour: countOf(options['per-hour'], '--per-hour'),
  },
  budget: {
    day: dollarsOf(options['budget-day'], '--budget-day'),
    month: dollarsOf(options['budget-month'], '--budget-month'),
  },
});

const COUNT_LIMIT = 1_000_000_000;

/** @throws UsageError */
export function countOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= COUNT_LIMIT) return count;
  throw new UsageError(`${option} takes a whole number up to ${COUNT_LIMIT}, not '${text}'`);
}

/** A 64-bit column holds up to 9.2 million dollars. */
const DOLLARS_LIMIT = 9_000_000n * 10n ** 12n;

function dollarsOf(text: string | undefined, option: string): bigint | undefined {
  if (text === undefined) return undefined;
  const amount = picoUsdFrom(text);
  if (amount !== undefined && amount <= DOLLARS_LIMIT) return amount;
  throw new UsageError(`${option} takes US dollars such as 12.50, up to nine million, not '${text}'`);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @throws UsageError for what is no day such as 2026-11-25 */
export function checkDay(text: string | undefined, option: string): string | undefined {
  if (text === undefined || (DAY.test(text) && !Number.isNaN(Date.parse(text)))) return text;
  throw new UsageError(`${option} takes a day such as 2026-11-25, not '${text}'`);
}
