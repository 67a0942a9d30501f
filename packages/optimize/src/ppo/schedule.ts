export const SCHEDULES = ['constant', 'linear', 'cosine', 'exponential'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** A value on its way from `from` to `to`, at the share `progress` (0 … 1) of the way. `exponential` needs both above 0. */
export function scheduled(schedule: Schedule, from: number, to: number, progress: number): number {
  const share = Math.min(1, Math.max(0, progress));
  switch (schedule) {
    case 'constant':
      return from;
    case 'linear':
      return from + (to - from) * share;
    case 'cosine':
      return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
    case 'exponential':
      return from * (to / from) ** share;
  }
}
