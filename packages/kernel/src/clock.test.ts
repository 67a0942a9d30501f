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

  it('runs work after a while, unless it is called off', async () => {
    const done: string[] = [];
    const cancel = systemClock.after(1, () => void done.push('called off'));
    cancel();
    await new Promise<void>((resolve) => {
      systemClock.after(5.5, () => {
        done.push('kept');
        resolve();
      });
    });
    expect(done).toEqual(['kept']);
  });

  it.each([2 ** 31, Number.POSITIVE_INFINITY, Number.NaN])('refuses to wait %d ms', (delayMs) => {
    expect(() => systemClock.after(delayMs, () => {})).toThrow(RangeError);
  });
});

describe('a manual clock', () => {
  it('stands still until it is moved', () => {
    const clock = manualClock(1000);
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
    clock.advance(2.5);
    expect([clock.now(), clock.monotonic()]).toEqual([1002.5, 2.5]);
  });

  it('runs what falls due, in order and each at its own time', () => {
    const clock = manualClock();
    const ran: [string, number][] = [];
    const note = (name: string) => () => void ran.push([name, clock.monotonic()]);
    clock.after(20, note('second'));
    clock.after(10, () => {
      note('first')();
      clock.after(5, note('made on the way'));
    });
    clock.after(15, note('called off'))();
    clock.after(31, note('later'));
    clock.advance(30);
    expect(ran).toEqual([
      ['first', 10],
      ['made on the way', 15],
      ['second', 20],
    ]);
    expect([clock.monotonic(), clock.timers()]).toEqual([30, 1]);
  });

  it('lets promises settle on the way', async () => {
    const clock = manualClock();
    const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
    let arrived = 0;
    const walk = (async () => {
      await pause(10);
      await pause(10);
      arrived = clock.monotonic();
    })();
    await clock.elapse(25);
    expect(arrived).toBe(20);
    await walk;
  });
});
