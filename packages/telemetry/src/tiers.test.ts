import { resolveKnobs } from '@accord/knobs';
import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { createMetricRegistry } from './metrics.ts';
import { TIERS, tierKnobs, tierMetrics } from './tiers.ts';

const setUp = (values: Readonly<Record<string, number>> = {}) => {
  const knobs = resolveKnobs([tierKnobs], [{ origin: 'test', values: new Map(Object.entries(values)) }]);
  const registry = createMetricRegistry();
  const clock = manualClock();
  return { registry, clock, tiers: tierMetrics(registry, knobs.of(tierKnobs), clock) };
};

describe('the tiers', () => {
  it('are numbered from 1, each with its target', () => {
    const { tiers } = setUp({ 'tiers.batch_ms': 90_000 });
    expect(tiers.report().map(({ tier, number, targetMs }) => [number, tier, targetMs])).toEqual([
      [1, 'health', 100],
      [2, 'cached', 500],
      [3, 'generation', 2000],
      [4, 'indexing', 10_000],
      [5, 'batch', 90_000],
    ]);
  });

  it('say nothing of what was not asked', () => {
    const { tiers } = setUp();
    for (const { count, withinTarget, recent } of tiers.report()) {
      expect([count, withinTarget]).toEqual([0, undefined]);
      expect(recent).toEqual({ count: 0, p50Ms: undefined, p95Ms: undefined, p99Ms: undefined });
    }
  });

  it('count as late what took longer than the target, and not what took as long', async () => {
    const { tiers, registry } = setUp();
    for (const ms of [100, 499, 500, 500.1]) tiers.record('cached', ms);
    tiers.record('health', 3);
    const [health, cached] = tiers.report();
    expect(cached).toMatchObject({ count: 4, withinTarget: 0.75 });
    expect(health).toMatchObject({ count: 1, withinTarget: 1 });
    const lines = (await registry.print()).split('\n');
    expect(lines).toContain('accord_tier_over_target_total{tier="cached"} 1');
    expect(lines).toContain('accord_tier_over_target_total{tier="batch"} 0');
    expect(lines).toContain('accord_tier_duration_seconds_count{tier="cached"} 4');
    expect(lines).toContain('accord_tier_duration_seconds_bucket{le="0.5",tier="cached"} 3');
  });

  it('give the latencies of late, and the count of all time', () => {
    const { tiers, clock } = setUp({ 'tiers.window_s': 60 });
    for (let index = 1; index <= 100; index++) tiers.record('generation', index * 10);
    const report = () => tiers.report()[TIERS.indexOf('generation')];
    const { recent } = report() ?? {};
    expect(recent?.count).toBe(100);
    for (const [measured, exact] of [
      [recent?.p50Ms, 500],
      [recent?.p95Ms, 950],
      [recent?.p99Ms, 990],
    ] as const) {
      expect(Math.abs((measured ?? 0) / exact - 1)).toBeLessThan(1 / 64);
    }
    clock.advance(60_000);
    expect(report()).toMatchObject({ count: 100, withinTarget: 1, recent: { count: 0, p95Ms: undefined } });
  });
});
