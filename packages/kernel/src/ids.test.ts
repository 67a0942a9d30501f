import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { createIdSource } from './ids.ts';
import { createRng } from './rng.ts';
import { manualClock } from './testing.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const START = Date.UTC(2026, 0, 1);

const millisecondsOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
const take = (next: () => string, count: number): string[] => Array.from({ length: count }, () => next());
const isAscending = (ids: readonly string[]): boolean =>
  ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''));

/** A clock that shows the given times, one a reading. */
function clockShowing(times: readonly number[]): Clock {
  let reading = 0;
  return { ...manualClock(), now: () => times[reading++] ?? 0 };
}

describe('createIdSource', () => {
  it('makes UUIDs of version 7 that hold the time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 - 1 }), fc.integer(), (now, seed) => {
        const id = createIdSource(manualClock(now), createRng(seed))();
        expect(id).toMatch(UUID_V7);
        expect(millisecondsOf(id)).toBe(now);
      }),
    );
  });

  it('orders the ids of one millisecond', () => {
    const ids = take(createIdSource(manualClock(START), createRng(1)), 2000);
    expect(isAscending(ids)).toBe(true);
    expect(new Set(ids.map(millisecondsOf))).toEqual(new Set([START]));
  });

  it('borrows from the next millisecond when one is full', () => {
    const clock = manualClock(START);
    const next = createIdSource(clock, createRng(1));
    const ids = take(next, 5000);
    expect(isAscending(ids)).toBe(true);
    expect(millisecondsOf(ids.at(-1) ?? '')).toBe(START + 1);
    clock.advance(1);
    expect(isAscending([...ids.slice(-1), next()])).toBe(true);
  });

  it('goes on when the clock steps back', () => {
    const ids = take(
      createIdSource(clockShowing([START, START - 60_000, START - 1, START + 1]), createRng(1)),
      4,
    );
    expect(isAscending(ids)).toBe(true);
    expect(ids.map(millisecondsOf)).toEqual([START, START, START, START + 1]);
  });

  it('orders and never repeats, whatever the clock does', () => {
    const times = fc.array(fc.integer({ min: START - 5, max: START + 5 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(times, fc.integer(), (readings, seed) => {
        expect(
          isAscending(take(createIdSource(clockShowing(readings), createRng(seed)), readings.length)),
        ).toBe(true);
      }),
    );
  });

  it('is repeated by the same clock and seed', () => {
    const ids = (seed: number): string[] => take(createIdSource(manualClock(START), createRng(seed)), 5);
    expect(ids(1)).toEqual(ids(1));
    expect(ids(1)).not.toEqual(ids(2));
  });
});
