import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyWindow } from './latency-window.ts';

describe('latencyWindow', () => {
  it('knows nothing at first', () => {
    const window = latencyWindow(1000, () => 0);
    expect(window.quantile(0.95)).toBeUndefined();
    expect(window.weight()).toBe(0);
  });

  it('finds quantiles within 5 %', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.02, max: 600_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (latencies, q) => {
          const window = latencyWindow(1000, () => 0);
          for (const ms of latencies) window.record(ms);
          const exact = latencies.toSorted((a, b) => a - b)[Math.ceil(q * latencies.length - 1e-9) - 1];
          expect(Math.abs((window.quantile(q) ?? 0) / (exact ?? 1) - 1)).toBeLessThan(0.051);
        },
      ),
    );
  });

  it('lets what is old fade, and forgets it in the end', () => {
    let now = 0;
    const window = latencyWindow(1000, () => now);
    for (let count = 0; count < 100; count++) window.record(1000);
    now = 2500;
    expect(window.weight()).toBe(25);
    for (let count = 0; count < 75; count++) window.record(10);
    expect(window.quantile(0.5)).toBeLessThan(11);
    expect(window.quantile(0.95)).toBeGreaterThan(900);
    now = 20_000;
    expect(window.quantile(0.95)).toBeUndefined();
  });

  it('takes what lies beyond its classes into the first and the last', () => {
    const window = latencyWindow(1000, () => 0);
    window.record(0);
    expect(window.quantile(1)).toBeLessThan(0.011);
    window.record(1e12);
    expect(window.quantile(1)).toBeGreaterThan(1e6);
  });
});
