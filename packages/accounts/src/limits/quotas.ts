import type { Account, RateLimits } from '../account.ts';
import type { Quota } from './rate-limiter.ts';

export const WINDOW_MS: Readonly<Record<Quota['per'], number>> = { minute: 60_000, hour: 3_600_000 };

const known = new WeakMap<Account, readonly Quota[]>();

/** Every limit that the account is under, those of its key first. */
export function quotasOf(account: Account): readonly Quota[] {
  let quotas = known.get(account);
  if (quotas === undefined) {
    quotas = [...of('key', account.limits.key), ...of('tenant', account.limits.tenant)];
    known.set(account, quotas);
  }
  return quotas;
}

function of(whose: Quota['whose'], { perMinute, perHour }: RateLimits): Quota[] {
  const quotas: Quota[] = [];
  if (perMinute !== undefined) quotas.push({ whose, per: 'minute', limit: perMinute });
  if (perHour !== undefined) quotas.push({ whose, per: 'hour', limit: perHour });
  return quotas;
}
