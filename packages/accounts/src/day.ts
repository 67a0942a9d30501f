const DAY_MS = 86_400_000;

/** Days since the Unix epoch (UTC). */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** As the tables hold it: `2026-11-25`. */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** The day on which the month of a day began. */
export function firstOfMonth(day: number): number {
  const date = new Date(day * DAY_MS);
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1));
}

/** The day on which the next month begins. */
export function firstOfNextMonth(day: number): number {
  const date = new Date(day * DAY_MS);
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
}

/** Whole seconds until a day begins, rounded up. */
export const secondsUntil = (day: number, now: number): number => Math.ceil((day * DAY_MS - now) / 1000);
