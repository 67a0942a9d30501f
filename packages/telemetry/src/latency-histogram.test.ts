import { createRng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rollingHistogram } from './latency-histogram.ts';

const WINDOW_MS = 10_000;
const setUp = () => {
  const clock = manualClock();
  return { clock, histogram: rollingHistogram({ windowMs: WINDOW_MS, clock }) };
};
const latency = fc.double({ min: 0.001, max: 10_000_000, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** The value at the nearest rank. */
function exactQuantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] as number;
}

describe('a rolling histogram', () => {
  it('says nothing before the first value', () => {
    const { histogram } = setUp();
    expect([histogram.count, histogram.quantile(0.5)]).toEqual([0, undefined]);
  });

  it('is at most 1/64 off the exact quantile', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 200 }), share, (values, q) => {
        const { histogram } = setUp();
        for (const value of values) histogram.record(value);
        const exact = exactQuantile(values, q);
        expect(Math.abs((histogram.quantile(q) as number) - exact) / exact).toBeLessThanOrEqual(1 / 64);
      }),
    );
  });

  it('puts what is out of range at the ends, and what is no number with the shortest', () => {
    const { histogram } = setUp();
    for (const value of [-1, 0, Number.NaN]) histogram.record(value);
    expect(histogram.quantile(1)).toBeLessThan(0.001);
    histogram.record(Number.POSITIVE_INFINITY);
    expect(histogram.quantile(1)).toBeGreaterThan(16_000_000);
    expect(histogram.count).toBe(4);
  });

  it('keeps what is younger than nine tenths of the window, and nothing older than the window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), latency), { minLength: 1, maxLength: 60 }),
        (events) => {
          const { clock, histogram } = setUp();
          const recorded: { at: number; value: number }[] = [];
          for (const [pause, value] of events) {
            clock.advance(pause);
            histogram.record(value);
            recorded.push({ at: clock.monotonic(), value });
            const since = (age: number) => recorded.filter(({ at }) => clock.monotonic() - at < age).length;
            expect(histogram.count).toBeGreaterThanOrEqual(since(0.9 * WINDOW_MS));
            expect(histogram.count).toBeLessThanOrEqual(since(WINDOW_MS));
          }
        },
      ),
    );
  });

  it('shows a change of latency once the old values are out of the window', () => {
    const { clock, histogram } = setUp();
    const rng = createRng(1);
    const spend = (meanMs: number) => {
      for (let step = 0; step < 200; step++) {
        clock.advance(WINDOW_MS / 200);
        histogram.record(meanMs * (0.9 + 0.2 * rng.next()));
      }
    };
    spend(10);
    expect(histogram.quantile(0.95)).toBeLessThan(12);
    spend(1000);
    expect(histogram.quantile(0.01)).toBeGreaterThan(800);
  });

  it('is empty after a window without values, however long', () => {
    const { clock, histogram } = setUp();
    histogram.record(5);
    clock.advance(1e9 * WINDOW_MS);
    expect([histogram.count, histogram.quantile(0.5)]).toEqual([0, undefined]);
    histogram.record(7);
    expect(histogram.count).toBe(1);
  });
});
