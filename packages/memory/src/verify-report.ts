import type { SignedHead } from './ledger/event.ts';
import type { LedgerFinding } from './ledger/verify-chain.ts';

export interface VerifyOptions {
  /** A head that was kept elsewhere. */
  readonly witness?: SignedHead | undefined;
  /** Opens and decodes every content, not only the rows. */
  readonly contents?: boolean | undefined;
}

/** What is not as it should be, with what is meant. */
export type StoreFinding =
  | {
      readonly kind: 'references_differ';
      readonly content: string;
      readonly counted: number;
      readonly kept: number;
    }
  /** By its number: its address is gone with it. Of other findings `content` is the address. */
  | { readonly kind: 'content_missing'; readonly content: string }
  | { readonly kind: 'content_damaged'; readonly content: string; readonly reason: string }
  | { readonly kind: 'record_without_event'; readonly record: string }
  | { readonly kind: 'record_missing'; readonly record: string }
  | { readonly kind: 'record_changed'; readonly record: string }
  | { readonly kind: 'pack_missing'; readonly pack: string };

export interface VerifyReport {
  readonly records: number;
  readonly contents: number;
  readonly contentsOpened: number;
  readonly events: number;
  /** At most 1000 of each. */
  readonly ledger: readonly LedgerFinding[];
  readonly store: readonly StoreFinding[];
}
