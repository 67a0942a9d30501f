import type { Clock } from '@accord/kernel';
import type { Account } from '../account.ts';
import { quotasOf, WINDOW_MS } from './quotas.ts';
import { type Quota, RateLimitedError, type RateLimiter, type Standing } from './rate-limiter.ts';
import { type SlidingWindow, slidingWindow } from './sliding-window.ts';

export interface MemoryLimiterOptions {
  readonly clock: Clock;
  /** How many keys, and how many tenants, are counted for at once. */
  readonly tracked: number;
}

/** Counts of this process alone. */
export interface MemoryLimiter extends RateLimiter {
  take(account: Account): Standing | undefined;
  /**
   * Whether the account has room, without counting.
   *
   * @throws RateLimitedError
   */
  check(account: Account): Standing | undefined;
  /** Counts a request that was let in elsewhere. */
  count(account: Account): void;
}

interface Subject {
  readonly minute: SlidingWindow;
  readonly hour: SlidingWindow;
}

export function memoryLimiter({ clock, tracked }: MemoryLimiterOptions): MemoryLimiter {
  const keys = subjects(tracked);
  const tenants = subjects(tracked);
  // Steady, and yet with slots that begin when those of other processes do.
  const offset = clock.now() - clock.monotonic();
  const time = (): number => clock.monotonic() + offset;
  const windowOf = (account: Account, { whose, per }: Quota): SlidingWindow =>
    (whose === 'key' ? keys(account.key ?? '') : tenants(account.tenant))[per];

  const check = (account: Account): Standing | undefined => {
    const now = time();
    let closest: Quota | undefined;
    let remaining = Number.POSITIVE_INFINITY;
    let used: Quota | undefined;
    let waitMs = 0;
    for (const quota of quotasOf(account)) {
      const window = windowOf(account, quota);
      const left = quota.limit - window.countAt(now);
      if (left <= 0) {
        const wait = window.waitFor(quota.limit);
        if (wait >= waitMs) {
          used = quota;
          waitMs = wait;
        }
      } else if (left < remaining) {
        closest = quota;
        remaining = left;
      }
    }
    if (used !== undefined) throw new RateLimitedError(used, waitMs);
    return closest === undefined ? undefined : { quota: closest, remaining: remaining - 1 };
  };
  const count = (account: Account): void => {
    const now = time();
    for (const quota of quotasOf(account)) {
      const window = windowOf(account, quota);
      window.countAt(now);
      window.add();
    }
  };

  return {
    check,
    count,
    take(account) {
      const standing = check(account);
      if (standing !== undefined) count(account);
      return standing;
    },
    health: () => ({ status: 'HEALTHY', detail: 'requests are counted in this process' }),
  };
}

/** What is counted for each; only what a valid key stands for gets here, so that nobody can crowd others out. */
function subjects(limit: number): (name: string) => Subject {
  const known = new Map<string, Subject>();
  return (name) => {
    let subject = known.get(name);
    if (subject === undefined) {
      if (known.size >= limit) known.delete(known.keys().next().value ?? '');
      subject = { minute: slidingWindow(WINDOW_MS.minute), hour: slidingWindow(WINDOW_MS.hour) };
      known.set(name, subject);
    }
    return subject;
  };
}
