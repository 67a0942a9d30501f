import type { Clock } from '@accord/kernel';
import { defineKnobs, integer, type KnobValues } from '@accord/knobs';
import { type RollingHistogram, rollingHistogram } from './latency-histogram.ts';
import type { MetricRegistry } from './metrics.ts';

/** What is answered, from the quickest to the slowest; the place in the list, from 1, is the number of the tier. */
export const TIERS = ['health', 'cached', 'generation', 'indexing', 'batch'] as const;
export type Tier = (typeof TIERS)[number];

const target = (ms: number, what: string) =>
  integer({
    default: ms,
    range: [1, 3_600_000],
    unit: 'ms',
    effect: `Counts fewer answers of this tier as late: ${what}.`,
    scope: 'process',
  });

/** The time within which each tier is to be answered. */
export const tierKnobs = defineKnobs('tiers', {
  health_ms: target(100, 'reports of health'),
  cached_ms: target(500, 'answers from the cache, and voice'),
  generation_ms: target(2000, 'answers that were generated or searched for'),
  indexing_ms: target(10_000, 'notes and documents that were indexed'),
  batch_ms: target(60_000, 'batches'),
  window_s: integer({
    default: 300,
    range: [10, 86_400],
    unit: 's',
    effect: 'Reports the latencies of a longer time back.',
    scope: 'process',
  }),
});

export interface TierReport {
  readonly tier: Tier;
  /** 1 to 5. */
  readonly number: number;
  readonly targetMs: number;
  /** Answers since the process began. */
  readonly count: number;
  /** Share of them that came within the target; undefined before the first. */
  readonly withinTarget: number | undefined;
  /** Answers of late, at most `tiers.window_s` old, with latencies at most 1.6 % off; undefined where there are none. */
  readonly recent: {
    readonly count: number;
    readonly p50Ms: number | undefined;
    readonly p95Ms: number | undefined;
    readonly p99Ms: number | undefined;
  };
}

export interface TierMetrics {
  record(tier: Tier, tookMs: number): void;
  /** All tiers in their order, also those that nothing was asked of. */
  report(): TierReport[];
}

/** Upper bounds in seconds, the targets as they are by default among them. */
const LATENCY_BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120];

interface TierState {
  readonly labels: readonly [Tier];
  readonly targetMs: number;
  readonly recent: RollingHistogram;
  count: number;
  late: number;
}

export function tierMetrics(
  registry: MetricRegistry,
  knobs: KnobValues<typeof tierKnobs>,
  clock: Pick<Clock, 'monotonic'>,
): TierMetrics {
  const duration = registry.histogram({
    name: 'accord_tier_duration_seconds',
    help: 'Time to the answer, by tier',
    labels: ['tier'],
    buckets: LATENCY_BUCKETS,
  });
  const late = registry.counter({
    name: 'accord_tier_over_target_total',
    help: 'Answers that took longer than the target of their tier',
    labels: ['tier'],
  });
  const stateOf = (tier: Tier): TierState => ({
    labels: [tier],
    targetMs: knobs[`${tier}_ms`],
    recent: rollingHistogram({ windowMs: knobs.window_s * 1000, clock }),
    count: 0,
    late: 0,
  });
  const states: Readonly<Record<Tier, TierState>> = {
    health: stateOf('health'),
    cached: stateOf('cached'),
    generation: stateOf('generation'),
    indexing: stateOf('indexing'),
    batch: stateOf('batch'),
  };
  // A series that is there from the start can be told from one that nobody counts.
  for (const tier of TIERS) late.add(states[tier].labels, 0);

  return {
    record(tier, tookMs) {
      const state = states[tier];
      state.count += 1;
      state.recent.record(tookMs);
      duration.observe(state.labels, tookMs / 1000);
      if (tookMs <= state.targetMs) return;
      state.late += 1;
      late.add(state.labels);
    },
    report: () => TIERS.map((tier, index) => reportOf(tier, index + 1, states[tier])),
  };
}

const reportOf = (tier: Tier, number: number, { targetMs, recent, count, late }: TierState): TierReport => ({
  tier,
  number,
  targetMs,
  count,
  withinTarget: count === 0 ? undefined : 1 - late / count,
  recent: {
    count: recent.count,
    p50Ms: recent.quantile(0.5),
    p95Ms: recent.quantile(0.95),
    p99Ms: recent.quantile(0.99),
  },
});
