import { createRng } from '@accord/kernel';
import { manualClock, type ManualClock } from '@accord/kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Account, type AccountRole, type KeyId, localAccount, type RateLimits } from '../account.ts';
import { RateLimitedError, type RateLimiter } from '../limits/rate-limiter.ts';
import { SLOTS } from '../limits/sliding-window.ts';

export interface OpenLimiter {
  readonly limiter: RateLimiter;
  close(): Promise<void>;
}

const NONE: RateLimits = { perMinute: undefined, perHour: undefined };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export function limitedAccount(
  key: string,
  limits: { readonly key?: Partial<RateLimits>; readonly tenant?: Partial<RateLimits> },
  tenant = 'tenant',
): Account {
  const role: AccountRole = 'user';
  return {
    ...localAccount,
    key: key as KeyId,
    tenant,
    role,
    limits: { key: { ...NONE, ...limits.key }, tenant: { ...NONE, ...limits.tenant } },
  };
}

/** What every limiter does, wherever it counts. */
export function describeRateLimiter(name: string, open: (clock: ManualClock) => Promise<OpenLimiter>): void {
  describe(`${name} as a rate limiter`, () => {
    let clock: ManualClock;
    let opened: OpenLimiter;
    beforeEach(async () => {
      clock = manualClock();
      opened = await open(clock);
    });
    afterEach(async () => opened.close());

    const refusalOf = async (account: Account): Promise<RateLimitedError | undefined> => {
      try {
        await opened.limiter.take(account);
        return undefined;
      } catch (error) {
        if (error instanceof RateLimitedError) return error;
        throw error;
      }
    };
    const takenOf = async (account: Account, times: number): Promise<number> => {
      let taken = 0;
      for (let asked = 0; asked < times; asked++) if (!(await refusalOf(account))) taken += 1;
      return taken;
    };

    it('limits nobody who has no limit', async () => {
      expect(await takenOf(localAccount, 1000)).toBe(1000);
      expect(await opened.limiter.take(localAccount)).toBeUndefined();
    });

    it('tells what is left, and refuses what is too much with the time to wait', async () => {
      const account = limitedAccount('a', { key: { perMinute: 2 } });
      const quota = { whose: 'key', per: 'minute', limit: 2 };
      expect(await opened.limiter.take(account)).toEqual({ quota, remaining: 1 });
      expect(await opened.limiter.take(account)).toEqual({ quota, remaining: 0 });
      const refused = await refusalOf(account);
      expect(refused).toMatchObject({ code: 'RATE_LIMITED', quota });
      expect(refused?.retryAfterSeconds).toBeGreaterThanOrEqual(60);
      expect(refused?.retryAfterSeconds).toBeLessThanOrEqual(62);
    });

    it('opens again when it said, and not much sooner', async () => {
      const account = limitedAccount('a', { key: { perMinute: 1 } });
      await takenOf(account, 1);
      const waitMs = ((await refusalOf(account))?.retryAfterSeconds ?? 0) * 1000;
      clock.advance(waitMs - 4000);
      expect(await refusalOf(account)).toBeDefined();
      clock.advance(4000);
      expect(await refusalOf(account)).toBeUndefined();
    });

    it('does not count what it refuses', async () => {
      const account = limitedAccount('a', { key: { perMinute: 1 } });
      await takenOf(account, 1);
      for (let at = 0; at < 12; at++) {
        clock.advance(5000);
        await refusalOf(account);
      }
      clock.advance(2000);
      expect(await refusalOf(account)).toBeUndefined();
    });

    it('holds the hour beside the minute', async () => {
      const account = limitedAccount('a', { key: { perMinute: 10, perHour: 25 } });
      let taken = 0;
      for (let minute = 0; minute < 50; minute++) {
        taken += await takenOf(account, 11);
        clock.advance(70_000);
      }
      expect(taken).toBe(25);
      const refused = await refusalOf(account);
      expect(refused?.quota).toMatchObject({ per: 'hour' });
      clock.advance((refused?.retryAfterSeconds ?? 0) * 1000);
      expect(await takenOf(account, 11)).toBe(10);
    });

    it('holds keys apart, and a tenant together', async () => {
      const limits = { key: { perMinute: 3 }, tenant: { perMinute: 5 } };
      expect(await takenOf(limitedAccount('a', limits), 10)).toBe(3);
      expect(await takenOf(limitedAccount('b', limits), 10)).toBe(2);
      expect((await refusalOf(limitedAccount('c', limits)))?.quota.whose).toBe('tenant');
      expect(await takenOf(limitedAccount('d', limits, 'another'), 10)).toBe(3);
    });

    it('takes nothing of a tenant for what is too much for the key', async () => {
      const limits = { key: { perMinute: 1 }, tenant: { perMinute: 3 } };
      await takenOf(limitedAccount('a', limits), 100);
      expect(await takenOf(limitedAccount('b', limits), 100)).toBe(1);
      expect(await takenOf(limitedAccount('c', limits), 100)).toBe(1);
    });

    it('heeds a limit that was changed', async () => {
      expect(await takenOf(limitedAccount('a', { key: { perMinute: 2 } }), 10)).toBe(2);
      expect(await takenOf(limitedAccount('a', { key: { perMinute: 5 } }), 10)).toBe(3);
      const lowered = await refusalOf(limitedAccount('a', { key: { perMinute: 1 } }));
      clock.advance((lowered?.retryAfterSeconds ?? 0) * 1000);
      expect(await takenOf(limitedAccount('a', { key: { perMinute: 1 } }), 10)).toBe(1);
    });

    it('takes any name of a tenant', async () => {
      for (const tenant of ['{a}', '}{', '%7B', 'ㄱ:나', '\ud800', '']) {
        expect(await takenOf(limitedAccount('a', { tenant: { perMinute: 2 } }, tenant), 3)).toBe(2);
      }
    });

    it.each([1, 2, 3])(
      'never lets more than the limit into any window, and lets all else in (%i)',
      async (seed) => {
        const rng = createRng(seed);
        const limits = { perMinute: 7, perHour: 90 };
        const account = limitedAccount('a', { key: limits });
        const taken: number[] = [];
        const within = (ms: number, at: number): number => taken.filter((time) => time > at - ms).length;
        for (let at = 0; at < 1500; at++) {
          clock.advance(rng.next() < 0.1 ? rng.next() * 200_000 : rng.next() * 9000);
          const now = clock.now();
          const refused = await refusalOf(account);
          if (refused === undefined) taken.push(now);
          else {
            const slack = (ms: number): number => within(ms + ms / SLOTS, now);
            expect(slack(MINUTE_MS) >= limits.perMinute || slack(HOUR_MS) >= limits.perHour).toBe(true);
          }
          expect(within(MINUTE_MS, now)).toBeLessThanOrEqual(limits.perMinute);
          expect(within(HOUR_MS, now)).toBeLessThanOrEqual(limits.perHour);
        }
      },
    );
  });
}
