import { createRng } from '@accord/kernel';
import { manualClock, type ManualClock } from '@accord/kernel/testing';
import { resolveKnobs } from '@accord/knobs';
import { type Cache, type CacheOptions, createCache } from '../cache.ts';
import { memoryCache } from '../drivers/memory.ts';
import { memoryStats } from '../drivers/memory-stats.ts';
import { cacheKnobs, type CacheParameters, cacheParameters } from '../knobs.ts';
import type { CacheKey } from '../key.ts';
import type { CacheLevel } from '../level.ts';
import type { CachePolicy, Computed } from '../policy.ts';
import { createTally } from '../tally.ts';

/** Parameters with some knobs set by their full names. */
export function parametersWith(values: Readonly<Record<string, unknown>> = {}): CacheParameters {
  const exact = { 'cache.ttl.jitter': 0, 'cache.adaptive.rule': 'off', ...values };
  return cacheParameters(
    resolveKnobs(cacheKnobs, [{ origin: 'test', values: new Map(Object.entries(exact)) }]),
  );
}

export interface Harness {
  readonly cache: Cache;
  readonly clock: ManualClock;
  readonly backgroundFailures: unknown[];
}

export interface HarnessOptions extends Partial<Omit<CacheOptions, 'clock' | 'parameters' | 'memory'>> {
  readonly knobs?: Readonly<Record<string, unknown>>;
  readonly clock?: ManualClock;
  readonly levels?: readonly CacheLevel[];
}

export function openCache({ knobs, clock = manualClock(), ...options }: HarnessOptions = {}): Harness {
  const parameters = parametersWith(knobs);
  const backgroundFailures: unknown[] = [];
  const cache = createCache({
    rng: createRng(1),
    tally: createTally(),
    levels: [],
    stats: memoryStats(),
    reporter: 'test',
    onBackgroundFailure: (error) => backgroundFailures.push(error),
    ...options,
    clock,
    parameters,
    memory: memoryCache({ knobs: parameters.l1, clock }),
  });
  return { cache, clock, backgroundFailures };
}

export const keyOf = (name: string, tenant = 'tenant'): CacheKey => ({ tenant, name });

/** An hour, as of balanced mode. */
export const POLICY: CachePolicy = { life: { by: 'mode', mode: 'balanced' } };
export const HOUR = 3_600_000;

export const kept = <Value>(value: Value, tags: readonly string[] = []): Computed<Value> => ({
  value,
  tags,
  costNanoUsd: 1000,
  cacheable: { kind: 'yes' },
});

/** Lets everything go on that only waits for a turn. */
export const turn = async (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** A promise with its ends outside. */
export function gate<Value = void>(): {
  readonly opened: Promise<Value>;
  open(value: Value): void;
  fail(error: unknown): void;
} {
  let open: (value: Value) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const opened = new Promise<Value>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { opened, open: (value) => open(value), fail: (error) => fail(error) };
}
