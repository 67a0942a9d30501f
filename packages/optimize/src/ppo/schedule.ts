export const SCHEDULES = ['constant', 'linear', 'cosine', 'exponential'] as const;
export type Schedule = (typeof SCHEDULES)[number];

const LEAST = 1e-12;

/** A value on its way from `from` to `to`, at the share `progress` (0 … 1) of the way. `exponential` takes 0 for 1e-12. */
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
      return Math.max(from, LEAST) * (Math.max(to, LEAST) / Math.max(from, LEAST)) ** share;
  }
}
