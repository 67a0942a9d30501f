export {
  type Account,
  type AccountRole,
  type Budget,
  type ForKeyAndTenant,
  type KeyId,
  localAccount,
  type RateLimits,
} from './account.ts';
export type { AuditReport } from './audit.ts';
export { accountErrors } from './errors.ts';
export type { ExportQuestion, LedgerEntry } from './export.ts';
export { keyKnobs, ledgerKnobs, priceKnobs } from './knobs.ts';
export type { IssuedKey, KeyRecord, Keys, NewKey, TenantRecord } from './keys.ts';
export type { Basis, Charge, Endpoint, Intent, Ledger, Outcome, Reservation, Use } from './ledger.ts';
export type { MaybePromise } from './maybe-promise.ts';
export { type Accounts, type AccountsOptions, type Books, openAccounts } from './open-accounts.ts';
export { costOf, type Price, type Tokens } from './price.ts';
export { limitErrors } from './limits/errors.ts';
export { rateLimitKnobs } from './limits/knobs.ts';
export { type MemoryLimiter, memoryLimiter } from './limits/memory-limiter.ts';
export { quotasOf, WINDOW_MS } from './limits/quotas.ts';
export { type Quota, RateLimitedError, type RateLimiter, type Standing } from './limits/rate-limiter.ts';
export { NO_PRICES, type PriceBook, priceOfMillion, readPriceBook } from './price-book.ts';
export type { AccountKind } from './postings.ts';
export {
  type BalanceRow,
  type Reports,
  SPEND_COLUMNS,
  type SpendColumn,
  type SpendQuestion,
  type SpendRow,
} from './reports.ts';
