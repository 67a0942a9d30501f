import type { MaybePromise } from './maybe-promise.ts';
import type { Account, AccountRole, Budget, KeyId, RateLimits } from './account.ts';

export interface NewKey {
  readonly tenant: string;
  readonly role: AccountRole;
  /** For a person to tell keys apart. */
  readonly name: string;
  /** 0 for no limit; left out: `keys.default_per_minute` and `keys.default_per_hour`. */
  readonly limits?: Partial<RateLimits>;
  readonly budget?: Partial<Budget>;
}

/** What is kept of a key. The secret is not. */
export interface KeyRecord {
  readonly id: KeyId;
  readonly name: string;
  readonly tenant: string;
  readonly role: AccountRole;
  readonly limits: RateLimits;
  readonly budget: Budget;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly revokedAt: number | undefined;
  /** From then on the key is refused, because it was rotated or revoked. */
  readonly endsAt: number | undefined;
}

/** A key as it is shown once. */
export interface IssuedKey {
  readonly id: KeyId;
  /** `accord_<id>_<secret>` */
  readonly secret: string;
}

/** Limits and budget of all keys of a tenant together. */
export interface TenantRecord {
  readonly tenant: string;
  readonly limits: RateLimits;
  readonly budget: Budget;
}

export interface Keys {
  /**
   * Synchronous when the key was seen lately.
   *
   * @throws KEY_MISSING, KEY_INVALID: unknown, revoked and malformed alike; KEYS_BUSY, STORAGE_UNAVAILABLE
   */
  authenticate(presented: string | undefined): MaybePromise<Account>;
  /** @throws KEY_FIELD_INVALID */
  create(key: NewKey): Promise<IssuedKey>;
  list(): Promise<readonly KeyRecord[]>;
  /** @throws KEY_NOT_FOUND */
  revoke(id: string): Promise<void>;
  /**
   * Issues another key for the same account; the old one ends after the grace.
   *
   * @throws KEY_NOT_FOUND, KEY_ENDED
   */
  rotate(id: string, options: { readonly graceSeconds: number }): Promise<IssuedKey>;
  /** @throws KEY_FIELD_INVALID */
  setTenant(record: TenantRecord): Promise<void>;
  tenants(): Promise<readonly TenantRecord[]>;
}
