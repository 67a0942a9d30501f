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
export type { IssuedKey, KeyRecord, Keys, MaybePromise, NewKey, TenantRecord } from './keys.ts';
export type { Basis, Charge, Endpoint, Intent, Ledger, Outcome, Reservation, Use } from './ledger.ts';
export { costOf, type Price, type Tokens } from './price.ts';
