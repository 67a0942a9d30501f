import type { MemoryMonitoring } from '@accord/contract';
import { AccordError, type Clock } from '@accord/kernel';
import { type RollingHistogram, rollingHistogram } from '@accord/telemetry';

type Latency = MemoryMonitoring['latency'][number];
type Operation = Latency['operation'];
type Tier = NonNullable<Latency['tier']>;

/** Counts and times what this process asks of the memory, for all tenants together. */
export interface MemoryMeter {
  measured<T>(
    operation: Operation,
    work: () => Promise<T>,
    tierOf?: (done: T) => Tier | undefined,
  ): Promise<T>;
  /** A record was stored, whose content was there already or not. */
  stored(known: boolean): void;
  figures(): {
    readonly avg_latency_ms: number | null;
    readonly llm_cas_hit_rate: number | null;
    readonly error_rate: number | null;
  };
  latency(targets: Readonly<Partial<Record<Tier, number>>>): Latency[];
}

const WINDOW_MS = 600_000;
/** What is told of, in this order. */
const KINDS: readonly { readonly operation: Operation; readonly tier: Tier | undefined }[] = [
  { operation: 'store', tier: undefined },
  { operation: 'recall', tier: 'L1' },
  { operation: 'recall', tier: 'L2' },
  { operation: 'recall', tier: 'L3' },
  { operation: 'search', tier: undefined },
];

export function memoryMeter(clock: Clock): MemoryMeter {
  const kinds = KINDS.map((kind) => ({
    ...kind,
    histogram: rollingHistogram({ windowMs: WINDOW_MS, clock }),
  }));
  let [asked, failed, totalMs, records, known] = [0, 0, 0, 0, 0];
  const histogramOf = (operation: Operation, tier: Tier | undefined): RollingHistogram | undefined =>
    kinds.find((kind) => kind.operation === operation && kind.tier === tier)?.histogram;
  const timed = (beganAt: number): number => {
    const tookMs = clock.monotonic() - beganAt;
    asked += 1;
    totalMs += tookMs;
    return tookMs;
  };
  return {
    async measured(operation, work, tierOf) {
      const beganAt = clock.monotonic();
      try {
        const done = await work();
        histogramOf(operation, tierOf?.(done))?.record(timed(beganAt));
        return done;
      } catch (error) {
        timed(beganAt);
        if (!isOfTheCaller(error)) failed += 1;
        throw error;
      }
    },
    stored(wasKnown) {
      records += 1;
      if (wasKnown) known += 1;
    },
    figures: () => ({
      avg_latency_ms: share(totalMs, asked),
      llm_cas_hit_rate: share(known, records),
      error_rate: share(failed, asked),
    }),
    latency: (targets) =>
      kinds.flatMap(({ operation, tier, histogram }) => {
        const [p50, p95] = [histogram.quantile(0.5), histogram.quantile(0.95)];
        if (p50 === undefined || p95 === undefined) return [];
        const target = tier === undefined ? undefined : targets[tier];
        return [
          {
            operation,
            tier: tier ?? null,
            calls: histogram.count,
            p50_ms: rounded(p50),
            p95_ms: rounded(p95),
            target_ms: target ?? null,
          },
        ];
      }),
  };
}

const isOfTheCaller = (error: unknown): boolean => error instanceof AccordError && error.kind.status < 500;
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
const share = (part: number, whole: number): number | null => (whole === 0 ? null : rounded(part / whole));
