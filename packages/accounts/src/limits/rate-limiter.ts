import type { ComponentHealth } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import type { Account } from '../account.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import { limitErrors } from './errors.ts';

/** One limit that an account is under. */
export interface Quota {
  readonly whose: 'key' | 'tenant';
  readonly per: 'minute' | 'hour';
  /** Requests in a window. */
  readonly limit: number;
}

/** Where an account stands with the quota that it is closest to the end of. */
export interface Standing {
  readonly quota: Quota;
  /** Requests that are left of it. */
  readonly remaining: number;
}

/** Counts requests of keys and tenants over the last minute and the last hour. */
export interface RateLimiter {
  /**
   * Counts one request, unless it is one too many. Undefined where the account is under no limit.
   *
   * @throws RateLimitedError
   */
  take(account: Account): MaybePromise<Standing | undefined>;
  health(): ComponentHealth;
}

/** RATE_LIMITED, with the quota that is used up. `retryAfterSeconds` is when there is room again. */
export class RateLimitedError extends AccordError {
  readonly quota: Quota;

  constructor(quota: Quota, waitMs: number) {
    super(limitErrors.RATE_LIMITED, {
      detail: `The ${quota.whose} has had its ${quota.limit} requests of the last ${quota.per}`,
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
    });
    this.quota = quota;
  }
}
