import { describe, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { manualClock } from './testing.ts';

describe('the system clock', () => {
  it('tells the time of the machine', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('never goes back', () => {
    let last = systemClock.monotonic();
    for (let reading = 0; reading < 1000; reading++) {
      const next = systemClock.monotonic();
      expect(next).toBeGreaterThanOrEqual(last);
      last = next;
    }
  });
});

describe('a manual clock', () => {
  it('stands still until it is moved', () => {
    const clock = manualClock(1000);
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
    clock.advance(2.5);
    expect([clock.now(), clock.monotonic()]).toEqual([1002.5, 2.5]);
  });
});
