import type { SpendLine } from '@accord/contract';

const DAY_MS = 86_400_000;

/** The day so many days before another, as the server writes days. */
export const dayBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

export const today = (): string => new Date().toISOString().slice(0, 10);

export interface SpendDay {
  readonly day: string;
  /** Exact dollars. */
  readonly costUsd: string;
  /** Of the dearest day; 0 where nothing was spent at all. */
  readonly share: number;
}

/** Every day of a stretch, also those on which nothing was asked. */
export function daysOf(lines: readonly SpendLine[], from: string, to: string): SpendDay[] {
  const costs = new Map(lines.map(({ name, cost_usd }) => [name, cost_usd]));
  const dearest = Math.max(0, ...lines.map(({ cost_usd }) => Number(cost_usd)));
  const days: SpendDay[] = [];
  for (let day = from; day <= to; day = dayBefore(day, -1)) {
    const costUsd = costs.get(day) ?? '0';
    days.push({ day, costUsd, share: dearest === 0 ? 0 : Number(costUsd) / dearest });
  }
  return days;
}
