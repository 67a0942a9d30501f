import type { Id } from '@accord/kernel';

/** The public part of a key; stands in lists, logs and the ledger. */
export type KeyId = Id<'key'>;

export type AccountRole = 'user' | 'admin';

/** Requests; undefined sets no limit. */
export interface RateLimits {
  readonly perMinute: number | undefined;
  readonly perHour: number | undefined;
}

/** Trillionths of a US dollar that upstreams may bill in a day and in a month (UTC); undefined sets no limit. */
export interface Budget {
  readonly day: bigint | undefined;
  readonly month: bigint | undefined;
}

/** What is laid down for a key and, separately, for all keys of its tenant together. */
export interface ForKeyAndTenant<Value> {
  readonly key: Value;
  readonly tenant: Value;
}

/** Who asks and who pays, known once a key was checked. */
export interface Account {
  /** Undefined for the keyless caller on this machine. */
  readonly key: KeyId | undefined;
  readonly tenant: string;
  readonly role: AccountRole;
  readonly limits: ForKeyAndTenant<RateLimits>;
  readonly budgets: ForKeyAndTenant<Budget>;
}

export const NO_LIMITS: RateLimits = { perMinute: undefined, perHour: undefined };
const NO_BUDGET: Budget = { day: undefined, month: undefined };

/**
 * The keyless caller on this machine: everything is allowed, nothing is limited.
 */
export const localAccount: Account = {
  key: undefined,
  tenant: 'local',
  role: 'admin',
  limits: { key: NO_LIMITS, tenant: NO_LIMITS },
  budgets: { key: NO_BUDGET, tenant: NO_BUDGET },
};
