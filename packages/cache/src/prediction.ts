import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { createFollowers, type Expected } from './followers.ts';
import type { CacheKey } from './key.ts';
import type { predictionKnobs } from './knobs.ts';
import { flatKey } from './selector.ts';

export type PredictionState =
  | { readonly kind: 'off' }
  | { readonly kind: 'on' }
  /** Too little of it was used; tried again at that reading of the monotonic clock. */
  | { readonly kind: 'paused'; readonly until: number; readonly precision: number };

export interface PredictionStats {
  readonly state: PredictionState['kind'];
  /** Since the process began. */
  readonly computed: number;
  readonly used: number;
  readonly unused: number;
  /** Share of the last judged predictions that were asked for in time; nothing before there are enough. */
  readonly precision: number | undefined;
}

export interface Prediction {
  /** Takes note of a request and says which ones to compute ahead now, within the budget. */
  note(asked: {
    readonly key: CacheKey;
    readonly session: string | undefined;
    readonly request: () => string;
  }): readonly Expected[];
  /** Tells what became of it. A computation is judged by whether it is asked for; anything else cost no budget. */
  settled(key: CacheKey, computed: boolean): void;
  stats(): PredictionStats;
}

const MINUTE_MS = 60_000;

/**
 * Says what to compute ahead from what usually follows. Each predicted answer is judged once: used when it is asked for
 * within the horizon, unused when it is not. When too few of the last were used, it pauses, learning all the same.
 */
export function createPrediction(knobs: KnobValues<typeof predictionKnobs>, clock: Clock): Prediction {
  const followers = createFollowers({
    tracked: knobs.tracked,
    minSupport: knobs.min_support,
    minConfidence: knobs.min_confidence,
  });
  const budget = createBudget(knobs.budget_per_min, clock);
  const pending = new Map<string, number>();
  let judged: boolean[] = [];
  let state: PredictionState = knobs.enabled ? { kind: 'on' } : { kind: 'off' };
  const sums = { computed: 0, used: 0, unused: 0 };

  const precisionOf = (): number => judged.filter(Boolean).length / judged.length;
  const judge = (used: boolean): void => {
    sums[used ? 'used' : 'unused'] += 1;
    judged = [...judged, used].slice(-knobs.judged);
    if (judged.length < knobs.judged || state.kind !== 'on') return;
    const precision = precisionOf();
    if (precision >= knobs.min_precision) return;
    state = { kind: 'paused', until: clock.monotonic() + knobs.retry_s * 1000, precision };
  };
  /** The oldest stand first. */
  const expire = (): void => {
    for (const [flat, until] of pending) {
      if (until > clock.monotonic()) return;
      pending.delete(flat);
      judge(false);
    }
  };
  const isOn = (): boolean => {
    if (state.kind === 'paused' && clock.monotonic() >= state.until) {
      state = { kind: 'on' };
      judged = [];
    }
    return state.kind === 'on';
  };

  return {
    note(asked) {
      if (state.kind === 'off') return [];
      expire();
      if (pending.delete(flatKey(asked.key))) judge(true);
      const expected = followers.note(asked);
      if (!isOn()) return [];
      return expected.filter(({ key }) => !pending.has(flatKey(key)) && budget.spend());
    },
    settled(key, computed) {
      if (!computed) return budget.refund();
      sums.computed += 1;
      pending.set(flatKey(key), clock.monotonic() + knobs.horizon_s * 1000);
    },
    stats: () => ({
      state: state.kind,
      ...sums,
      precision: judged.length < knobs.judged ? undefined : precisionOf(),
    }),
  };
}

/** A bucket that holds a minute's worth and fills evenly. */
function createBudget(perMinute: number, clock: Clock): { spend(): boolean; refund(): void } {
  let left = perMinute;
  let filledAt = clock.monotonic();
  return {
    spend() {
      const now = clock.monotonic();
      left = Math.min(perMinute, left + ((now - filledAt) / MINUTE_MS) * perMinute);
      filledAt = now;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    refund() {
      left += 1;
    },
  };
}
