import { readFileSync } from 'node:fs';
import { createRng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { cartPole } from './cart-pole.ts';
import type { Transition } from './environment.ts';

interface Episode {
  readonly start: readonly number[];
  readonly actions: string;
  /** After some of the steps. */
  readonly states: readonly { readonly step: number; readonly state: readonly number[] }[];
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** What Gymnasium itself gave; testing/cart-pole-traces.py writes it. */
const { episodes } = JSON.parse(
  readFileSync(new URL('./testing/cart-pole-traces.json', import.meta.url), 'utf8'),
) as { readonly episodes: readonly Episode[] };
const rng = createRng(1);

describe('cartPole', () => {
  it.each(episodes)('goes the way of Gymnasium: $actions', ({ start, actions, states, ...end }) => {
    const environment = cartPole();
    environment.restore([...start, 0]);
    let compared = 0;
    let moved: Transition | undefined;
    for (const [at, action] of actions.split('').entries()) {
      expect([moved?.terminated, moved?.truncated]).not.toContain(true);
      moved = environment.step([Number(action)], rng);
      expect(moved.reward).toBe(1);
      const expected = states.find(({ step }) => step === at + 1)?.state;
      if (expected === undefined) continue;
      compared += 1;
      environment
        .observe()
        .forEach((value, number) => expect(value).toBeCloseTo(expected[number] ?? Number.NaN, 12));
    }
    expect(compared).toBe(states.length);
    expect(moved).toMatchObject(end);
  });

  it('ends on a step at which it is both beyond its limits and cut off', () => {
    const environment = cartPole();
    environment.restore([2.39, 5, 0, 0, 499]);
    expect(environment.step([1], rng)).toEqual({ reward: 1, terminated: true, truncated: true });
  });

  it('begins near rest, each time elsewhere', () => {
    const environment = cartPole();
    const starts = Array.from({ length: 100 }, () => [...environment.reset(rng)]).flat();
    expect(new Set(starts).size).toBe(400);
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(-0.05);
    expect(Math.max(...starts)).toBeLessThan(0.05);
    expect(Math.max(...starts) - Math.min(...starts)).toBeGreaterThan(0.08);
  });

  it('has no third action', () => {
    expect(() => cartPole().step([2], rng)).toThrow(TypeError);
  });
});
