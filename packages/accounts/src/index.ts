export {
  type Account,
  type AccountRole,
  type Budget,
  type ForKeyAndTenant,
  type KeyId,
  localAccount,
  type RateLimits,
} from './account.ts';
export { accountErrors } from './errors.ts';
export { keyKnobs, ledgerKnobs } from './knobs.ts';
export type { IssuedKey, KeyRecord, Keys, NewKey, TenantRecord } from './keys.ts';
export type { Basis, Charge, Endpoint, Intent, Ledger, Outcome, Reservation, Use } from './ledger.ts';
export type { MaybePromise } from './maybe-promise.ts';
export { type Accounts, type AccountsOptions, openAccounts } from './open-accounts.ts';
export { costOf, type Price, type Tokens } from './price.ts';
