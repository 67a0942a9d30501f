import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { memoryLimiter } from './memory-limiter.ts';
import { describeRateLimiter, limitedAccount } from '../testing/rate-limiter.ts';

describeRateLimiter('memory', async (clock) => ({
  limiter: memoryLimiter({ clock, tracked: 100 }),
  close: () => Promise.resolve(),
}));

describe('the memory of the limits', () => {
  it('is bounded: beyond it the longest known begins anew', () => {
    const limiter = memoryLimiter({ clock: manualClock(), tracked: 2 });
    const account = (key: string) => limitedAccount(key, { key: { perMinute: 1 } });
    for (const key of ['a', 'b', 'c']) limiter.take(account(key));
    expect(() => limiter.take(account('c'))).toThrow();
    expect(() => limiter.take(account('b'))).toThrow();
    expect(limiter.take(account('a'))?.remaining).toBe(0);
  });

  it('is not confused by a wall clock that is set back', () => {
    const clock = manualClock();
    let now = clock.now();
    const limiter = memoryLimiter({ clock: { ...clock, now: () => now }, tracked: 2 });
    const account = limitedAccount('a', { key: { perMinute: 1 } });
    limiter.take(account);
    now -= 86_400_000;
    clock.advance(62_000);
    expect(limiter.take(account)?.remaining).toBe(0);
  });
});
