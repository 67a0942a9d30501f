const DAY_MS = 86_400_000;

/** Days since the Unix epoch (UTC). */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** As the tables hold it: `2026-11-25`. */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

let monthBefore = { day: 0, first: 0 };

/** The day on which the month of a day began. Nearly always it is asked of the same day again. */
export function firstOfMonth(day: number): number {
  if (monthBefore.day !== day) {
    const date = new Date(day * DAY_MS);
    monthBefore = { day, first: dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)) };
  }
  return monthBefore.first;
}

/** The day on which the next month begins. */
export function firstOfNextMonth(day: number): number {
  const date = new Date(day * DAY_MS);
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
}

/** Whole seconds until a day begins, rounded up. */
export const secondsUntil = (day: number, now: number): number => Math.ceil((day * DAY_MS - now) / 1000);
