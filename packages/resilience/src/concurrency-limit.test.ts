import { manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConcurrencyLimit } from './concurrency-limit.ts';
import { bulkheadKnobs } from './bulkhead-knobs.ts';
import { knobsWith } from './testing.ts';

type Values = NonNullable<Parameters<typeof knobsWith<typeof bulkheadKnobs>>[1]>;

/**
 * An upstream that serves `capacity` calls at once, each in `serviceMs`, and lets the others queue; callers always have
 * another call to make.
 */
function simulation(values: Values = {}) {
  const clock = manualClock();
  const limit = createConcurrencyLimit(clock, knobsWith(bulkheadKnobs, values));
  const seen: number[] = [];
  let inFlight = 0;
  const freeAt: number[] = [];

  return {
    clock,
    limit,
    seen,
    async run(forMs: number, upstream: { capacity: number; serviceMs: number; demand?: number }) {
      const end = clock.monotonic() + forMs;
      const { capacity, serviceMs, demand = 1000 } = upstream;
      const start = (): void => {
        while (inFlight < Math.min(limit.current(), demand) && clock.monotonic() < end) {
          const startedAt = clock.monotonic();
          inFlight += 1;
          freeAt.sort((a, b) => a - b);
          while (freeAt.length > capacity) freeAt.shift();
          const begin = freeAt.length < capacity ? startedAt : Math.max(startedAt, freeAt.shift() ?? 0);
          const done = begin + serviceMs;
          freeAt.push(done);
          clock.after(done - startedAt, () => {
            limit.ended('ok', startedAt, inFlight);
            inFlight -= 1;
            seen.push(limit.current());
            start();
          });
        }
      };
      start();
      clock.advance(forMs + 60_000);
    },
  };
}

describe('the limit', () => {
  it('finds what an upstream can take, from above and from below', async () => {
    for (const capacity of [4, 40]) {
      const { limit, run } = simulation({ baseline_ms: 600_000 });
      await run(120_000, { capacity, serviceMs: 100 });
      expect(limit.state()).toMatchObject({ kind: 'following' });
      expect(limit.current()).toBeGreaterThanOrEqual(capacity);
      expect(limit.current()).toBeLessThanOrEqual(3 * capacity);
    }
  });

  it('finds the latency without queueing though it starts with far too many calls', async () => {
    const { limit, run } = simulation({ limit_initial: 100, baseline_ms: 600_000 });
    await run(120_000, { capacity: 6, serviceMs: 100 });
    const state = limit.state();
    expect(state.kind === 'following' && state.baselineMs).toBeLessThanOrEqual(150);
    expect(limit.current()).toBeLessThanOrEqual(18);
  });

  it('follows an upstream that loses capacity', async () => {
    const { limit, run } = simulation({ baseline_ms: 600_000 });
    await run(60_000, { capacity: 40, serviceMs: 100 });
    const before = limit.current();
    await run(60_000, { capacity: 10, serviceMs: 100 });
    expect(limit.current()).toBeLessThan(before / 1.5);
    expect(limit.current()).toBeGreaterThanOrEqual(10);
  });

  it('does not take an upstream that became slower for an overloaded one', async () => {
    const { limit, run } = simulation({ baseline_ms: 30_000 });
    await run(60_000, { capacity: 20, serviceMs: 100 });
    await run(240_000, { capacity: 20, serviceMs: 400 });
    expect(limit.current()).toBeGreaterThanOrEqual(20);
    const state = limit.state();
    expect(state.kind === 'following' && state.baselineMs).toBeGreaterThanOrEqual(400);
  });

  it('does not grow while it is not used', async () => {
    const { limit, run } = simulation();
    await run(120_000, { capacity: 50, serviceMs: 100, demand: 3 });
    expect(limit.current()).toBe(10);
  });

  it('measures the baseline for nothing while little of it is used', async () => {
    const { limit, run } = simulation({ baseline_ms: 86_400_000 });
    await run(60_000, { capacity: 50, serviceMs: 100, demand: 3 });
    await run(60_000, { capacity: 50, serviceMs: 400, demand: 3 });
    expect(limit.state()).toMatchObject({ kind: 'following', baselineMs: 400 });
    expect(limit.current()).toBe(10);
  });

  it('is cut once for all overloads of a window', () => {
    const clock = manualClock();
    const limit = createConcurrencyLimit(clock, knobsWith(bulkheadKnobs, { limit_initial: 50 }));
    for (let call = 0; call < 10; call++) limit.ended('overloaded', clock.monotonic(), 50);
    expect(limit.current()).toBe(40);
  });

  it('learns nothing from calls that failed for another reason', () => {
    const clock = manualClock();
    const limit = createConcurrencyLimit(clock, knobsWith(bulkheadKnobs));
    for (let call = 0; call < 200; call++) limit.ended('failed', clock.monotonic(), 10);
    expect([limit.current(), limit.state()]).toEqual([10, { kind: 'learning' }]);
  });

  it('stays within its bounds, whatever it is told', () => {
    const call = fc.record({
      end: fc.constantFrom('ok' as const, 'failed' as const, 'overloaded' as const),
      tookMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      inFlight: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 300 }), (calls) => {
        const clock = manualClock();
        const knobs = knobsWith(bulkheadKnobs, { window_calls: 5, limit_min: 3, limit_max: 60 });
        const limit = createConcurrencyLimit(clock, knobs);
        for (const { end, tookMs, inFlight } of calls) {
          const startedAt = clock.monotonic();
          clock.advance(tookMs);
          limit.ended(end, startedAt, inFlight);
          expect(limit.current()).toBeGreaterThanOrEqual(3);
          expect(limit.current()).toBeLessThanOrEqual(60);
        }
      }),
    );
  });
});
