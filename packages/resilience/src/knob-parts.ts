import { integer, number } from '@accord/knobs';

/** Ranges and units that the settings of several policies have in common. */

export const share = { range: [0, 1], unit: '1' } as const;
export const milliseconds = (range: readonly [number, number]) => ({ range, unit: 'ms' }) as const;

/** By which of the latest calls a model is judged. */
export const outcomeWindow = (before: string, longer: string) => ({
  failure_share: number({
    ...share,
    default: 0.5,
    effect: `Bears a larger share of failures in the window ${before}.`,
    scope: 'process',
  }),
  window_calls: integer({
    default: 20,
    range: [2, 1000],
    unit: 'calls',
    effect: `Judges by more of the latest calls: ${longer}.`,
    scope: 'process',
  }),
  window_ms: integer({
    ...milliseconds([1000, 86_400_000]),
    default: 300_000,
    effect: 'Lets older calls count as well.',
    scope: 'process',
  }),
});
