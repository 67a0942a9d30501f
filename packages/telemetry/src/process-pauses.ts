import { totalmem } from 'node:os';
import { PerformanceObserver } from 'node:perf_hooks';
import type { ComponentHealth } from '@accord/contract';
import type { Clock } from '@accord/kernel';
import { defineKnobs, integer, type KnobValues } from '@accord/knobs';
import type { Logger } from './logger.ts';
import type { MetricRegistry } from './metrics.ts';
import { rarely } from './rarely.ts';

export const processKnobs = defineKnobs('process', {
  memory_limit_mb: integer({
    default: 0,
    range: [0, 16_777_216],
    unit: 'MiB',
    effect:
      'Lets the process use more memory before the health report and the log warn of it; 0 takes what the container or the machine has. It warns and does not hold the process to it: give Node --max-old-space-size for that.',
    scope: 'process',
  }),
  pause_warn_ms: integer({
    default: 200,
    range: [10, 60_000],
    unit: 'ms',
    effect: 'Counts, and warns of, only longer pauses of the event loop and of the garbage collector.',
    scope: 'process',
  }),
});

/** What makes a process stand still. */
const CAUSES = ['event_loop', 'gc'] as const;
type Cause = (typeof CAUSES)[number];

/** Pauses of the last minute, and memory as it is now. */
export interface ProcessReport {
  /** How late the event loop came to what was due; a pause of the collector shows here as well. */
  readonly eventLoop: { readonly longestMs: number };
  readonly gc: { readonly pauses: number; readonly totalMs: number; readonly longestMs: number };
  readonly memory: {
    readonly residentBytes: number;
    readonly heapUsedBytes: number;
    readonly limitBytes: number;
    /** Resident memory over the limit. */
    readonly share: number;
  };
}

export interface ProcessWatch {
  report(): ProcessReport;
  /** DEGRADED while the memory is nearly used up. */
  health(): ComponentHealth;
  /** Stops all measuring; what was measured can still be read. */
  close(): void;
}

export interface ProcessWatchOptions {
  readonly knobs: KnobValues<typeof processKnobs>;
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** Upper bounds in seconds. */
const PAUSE_BUCKETS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const TICK_MS = 20;
const SECOND_MS = 1000;
const SECONDS = 60;
const WARN_EVERY_MS = 60_000;
const NEARLY_FULL = 0.9;
const MIB = 2 ** 20;

/**
 * Watches for what makes every request slow at once: long tasks on the event loop, pauses of the garbage collector, and
 * memory that runs out. Distributions of all of them are among the `nodejs_*` and `process_*` metrics of `/metrics`;
 * this adds what was too long.
 */
export function watchProcess({ knobs, metrics, logger, clock }: ProcessWatchOptions): ProcessWatch {
  const limitBytes = knobs.memory_limit_mb === 0 ? availableMemory() : knobs.memory_limit_mb * MIB;
  const minute = lastMinute();
  const pauses = metrics.histogram({
    name: 'accord_process_pause_seconds',
    help: 'Pauses longer than process.pause_warn_ms, by what took so long',
    labels: ['cause'],
    buckets: PAUSE_BUCKETS,
  });
  const limitMetric = {
    name: 'accord_process_memory_limit_bytes',
    help: 'What process_resident_memory_bytes is measured against',
  };
  metrics.gauge(limitMetric, () => limitBytes);

  const memory = (): ProcessReport['memory'] => {
    const { rss, heapUsed } = process.memoryUsage();
    return { residentBytes: rss, heapUsedBytes: heapUsed, limitBytes, share: rss / limitBytes };
  };
  const warnOf = {
    event_loop: rarely(clock, WARN_EVERY_MS),
    gc: rarely(clock, WARN_EVERY_MS),
    memory: rarely(clock, WARN_EVERY_MS),
  };
  const noticed = (cause: Cause, ms: number): void => {
    if (ms <= knobs.pause_warn_ms) return;
    pauses.observe([cause], ms / 1000);
    warnOf[cause]((unsaid) => logger.warn({ cause, pause_ms: Math.round(ms), unsaid }, 'pause'));
  };

  // Node's own monitor of the delay forgets with each reset when it ticked last, and so the pause that comes then.
  let lastTick = clock.monotonic();
  const ticking = setInterval(() => {
    const now = clock.monotonic();
    const lateMs = Math.max(0, now - lastTick - TICK_MS);
    lastTick = now;
    minute.late(lateMs);
    noticed('event_loop', lateMs);
  }, TICK_MS).unref();
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      minute.collected(duration);
      noticed('gc', duration);
    }
  });
  collections.observe({ entryTypes: ['gc'] });

  const everySecond = setInterval(() => {
    minute.next();
    const { residentBytes, share } = memory();
    if (share <= NEARLY_FULL) return;
    const sizes = { resident_mb: Math.round(residentBytes / MIB), limit_mb: Math.round(limitBytes / MIB) };
    warnOf.memory((unsaid) => logger.warn({ ...sizes, unsaid }, 'memory is nearly used up'));
  }, SECOND_MS).unref();

  const report = (): ProcessReport => ({ ...minute.report(), memory: memory() });
  return {
    report,
    health: () => healthOf(report()),
    close() {
      clearInterval(ticking);
      clearInterval(everySecond);
      collections.disconnect();
    },
  };
}

/** What the control group of the process allows where there is one, else what the machine has. */
function availableMemory(): number {
  const constrained = process.constrainedMemory();
  const all = totalmem();
  return constrained > 0 ? Math.min(constrained, all) : all;
}

interface LastMinute {
  late(ms: number): void;
  collected(ms: number): void;
  /** The second is over. */
  next(): void;
  report(): Pick<ProcessReport, 'eventLoop' | 'gc'>;
}

/** One place for each of the last seconds, filled around and around. */
function lastMinute(): LastMinute {
  const latest = new Float64Array(SECONDS);
  const pauses = new Uint32Array(SECONDS);
  const paused = new Float64Array(SECONDS);
  const longest = new Float64Array(SECONDS);
  let now = 0;
  const sum = (values: Float64Array | Uint32Array): number => {
    let total = 0;
    for (const value of values) total += value;
    return total;
  };
  return {
    late: (ms) => {
      latest[now] = Math.max(latest[now] as number, ms);
    },
    collected(ms) {
      pauses[now] = (pauses[now] as number) + 1;
      paused[now] = (paused[now] as number) + ms;
      longest[now] = Math.max(longest[now] as number, ms);
    },
    next() {
      now = (now + 1) % SECONDS;
      for (const values of [latest, pauses, paused, longest]) values[now] = 0;
    },
    report: () => ({
      eventLoop: { longestMs: Math.max(...latest) },
      gc: { pauses: sum(pauses), totalMs: sum(paused), longestMs: Math.max(...longest) },
    }),
  };
}

function healthOf({ eventLoop, gc, memory }: ProcessReport): ComponentHealth {
  const megabytes = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;
  return {
    status: memory.share > NEARLY_FULL ? 'DEGRADED' : 'HEALTHY',
    detail:
      `${megabytes(memory.residentBytes)} of ${megabytes(memory.limitBytes)} memory; ` +
      `longest pauses of the last minute: ${Math.round(eventLoop.longestMs)} ms of the event loop, ` +
      `${Math.round(gc.longestMs)} ms of the garbage collector`,
  };
}
