import {
  type Account,
  type Quota,
  quotasOf,
  RateLimitedError,
  type Standing,
  WINDOW_MS,
} from '@accord/accounts';

/** Sets a header of the reply. */
export type Tell = (name: string, value: string) => unknown;

const policies = new WeakMap<Account, string>();

/** The limits of an account as draft-ietf-httpapi-ratelimit-headers-10 writes them. */
function policyOf(account: Account): string {
  let policy = policies.get(account);
  if (policy === undefined) {
    policy = quotasOf(account)
      .map((quota) => `${nameOf(quota)};q=${quota.limit};w=${WINDOW_MS[quota.per] / 1000}`)
      .join(', ');
    policies.set(account, policy);
  }
  return policy;
}

const nameOf = ({ whose, per }: Quota): string => `"${whose}-${per}"`;

/** Tells the client how much is left of the limit that it is closest to. */
export function tellStanding(tell: Tell, account: Account, standing: Standing | undefined): void {
  if (standing === undefined) return;
  tell('ratelimit-policy', policyOf(account));
  tell('ratelimit', `${nameOf(standing.quota)};r=${standing.remaining}`);
}

/** Tells the client which limit it is over, and in how many seconds there is room again. */
export function tellRefusal(tell: Tell, account: Account, error: unknown): void {
  if (!(error instanceof RateLimitedError)) return;
  tell('ratelimit-policy', policyOf(account));
  tell('ratelimit', `${nameOf(error.quota)};r=0;t=${error.retryAfterSeconds ?? 0}`);
}
