import { createRng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { adaptiveLife } from './adaptive-life.ts';
import { createLifetimes } from './lifetimes.ts';
import type { LifeRule } from './policy.ts';
import { parametersWith } from './testing/harness.ts';

const LEVELS = ['sqlite', 'redis'] as const;
const MODES = ['fast', 'balanced', 'creative'] as const;

function lives(knobs: Record<string, unknown> = {}, load?: () => number, hitRate?: () => number) {
  const parameters = parametersWith(knobs);
  const clock = manualClock();
  const adaptive = adaptiveLife({
    knobs: parameters.adaptive,
    bounds: parameters.ttl,
    clock,
    reading: { load: () => load?.(), hitRate: () => hitRate?.() },
  });
  const lifetimes = createLifetimes({ knobs: parameters.ttl, adaptive, rng: createRng(1) });
  return {
    clock,
    seconds: (rule: LifeRule) => lifetimes.of(rule, LEVELS).map(({ freshMs }) => freshMs / 1000),
    balanced: () => (lifetimes.of({ by: 'mode', mode: 'balanced' }, LEVELS)[0]?.freshMs ?? 0) / 1000,
  };
}

describe('the life of an answer', () => {
  it('is that of its mode', () => {
    const { seconds } = lives();
    expect(MODES.map((mode) => seconds({ by: 'mode', mode })[0])).toEqual([1800, 3600, 7200]);
  });

  it('is that of its operation, within bounds, and in days for research', () => {
    const { seconds } = lives();
    const operations = ['search', 'inference', 'index', 'research'] as const;
    expect(operations.map((operation) => seconds({ by: 'operation', operation })[0])).toEqual([
      1800,
      600,
      86_400,
      30 * 86_400,
    ]);
  });

  it('is that of each level when nothing is declared', () => {
    expect(lives().seconds({ by: 'level' })).toEqual([3600, 86_400]);
  });

  it('stays within bounds', () => {
    const { seconds } = lives();
    expect(seconds({ by: 'seconds', seconds: 1 })[0]).toBe(600);
    expect(seconds({ by: 'seconds', seconds: 1e9 })[0]).toBe(86_400);
  });

  it('is spread, never beyond the bounds, also at them', () => {
    const { seconds } = lives({ 'cache.ttl.jitter': 0.1 });
    for (const [asked, least, most] of [
      [3600, 3240, 3960],
      [600, 600, 660],
      [86_400, 77_760, 86_400],
    ] as const) {
      const drawn = Array.from({ length: 300 }, () => seconds({ by: 'seconds', seconds: asked })[0] ?? 0);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...drawn)).toBeLessThanOrEqual(most);
      expect(Math.max(...drawn) - Math.min(...drawn)).toBeGreaterThan((most - least) * 0.9);
    }
  });
});

describe('load_only', () => {
  it('doubles while load is high, halves while it is low, holds between, within bounds', () => {
    let load = 0.5;
    const { balanced, clock } = lives({ 'cache.adaptive.rule': 'load_only' }, () => load);
    const after = (next: number): number => {
      load = next;
      clock.advance(60_000);
      return balanced();
    };
    expect(balanced()).toBe(3600);
    expect([0.81, 0.9, 0.8, 0.3].map(after)).toEqual([7200, 14_400, 14_400, 14_400]);
    expect([0.9, 0.9, 0.9].map(after)).toEqual([28_800, 57_600, 86_400]);
    expect([0.29, 0.1].map(after)).toEqual([43_200, 21_600]);
    expect(Array.from({ length: 8 }, () => after(0)).at(-1)).toBe(600);
  });

  it('reads the load only once in its interval', () => {
    const { balanced } = lives({ 'cache.adaptive.rule': 'load_only' }, () => 1);
    expect([balanced(), balanced(), balanced()]).toEqual([7200, 7200, 7200]);
  });
});

describe('load_and_hit_rate', () => {
  it.each([
    [0.81, 0.9, 7200],
    [0.81, 0.1, 7200],
    [0.5, 0.29, 5400],
    [0.1, 0.29, 5400],
    [0.1, 0.5, 1800],
    [0.25, 0.5, 3600],
    [0.8, 0.3, 3600],
  ])('at load %d and hit rate %d lives %d s', (load, hitRate, expected) => {
    const { balanced } = lives(
      { 'cache.adaptive.rule': 'load_and_hit_rate' },
      () => load,
      () => hitRate,
    );
    expect(balanced()).toBe(expected);
  });

  it('starts from the base each time', () => {
    const { balanced, clock } = lives({ 'cache.adaptive.rule': 'load_and_hit_rate' }, () => 0.9);
    for (let at = 0; at < 3; at++) {
      expect(balanced()).toBe(7200);
      clock.advance(60_000);
    }
  });

  it('changes nothing while nothing is known', () => {
    expect(lives({ 'cache.adaptive.rule': 'load_and_hit_rate' }).balanced()).toBe(3600);
  });
});
