import type { ComponentHealth } from '@accord/contract';
import type { PicoUsd } from '@accord/kernel';
import type { Account } from './account.ts';
import type { Tokens } from './price.ts';

export type Endpoint = 'chat' | 'responses' | 'embeddings' | 'task';

/** What is about to be asked, and who pays for it. */
export interface Intent {
  /** Id of the decision. */
  readonly request: string;
  readonly account: Account;
  readonly endpoint: Endpoint;
  /** As the client named it. */
  readonly model: string;
  /** The most that it can cost, all attempts together. */
  readonly most: PicoUsd;
}

/**
 * Where a count comes from. `estimated`: the upstream gave no usage. `cache`: no upstream was asked.
 */
export type Basis = 'reported' | 'estimated' | 'cache';

/** `lost`: the process died before it knew. */
export type Outcome = 'completed' | 'aborted' | 'failed' | 'lost';

/** One attempt at an upstream, or one answer from the cache. */
export interface Charge {
  readonly engine: string;
  readonly model: string;
  readonly tokens: Tokens;
  readonly cost: PicoUsd;
  readonly basis: Basis;
  readonly outcome: Outcome;
}

/** What a request used besides its upstreams. */
export interface Use {
  /** Milliseconds from its start to its end. */
  readonly ms: number;
  /** Bytes of the request and of its reply. */
  readonly networkBytes: number;
  /** Bytes that are kept of it. */
  readonly storedBytes: number;
}

/** Money set aside for one request. */
export interface Reservation {
  /**
   * Posts a charge for each attempt, and releases the rest. No charge at all releases everything. What comes after the
   * first call is ignored. It never throws for want of disk: what cannot be written is kept, tried again, and shows in
   * the health report.
   */
  settle(charges: readonly Charge[], use?: Use): void;
}

export interface Ledger {
  /**
   * Sets aside the most that the call can cost. Resolves when that would survive `kill -9`; only then may an upstream be
   * asked. All reservations of one turn of the event loop are one write.
   *
   * @throws BUDGET_SPENT, LEDGER_FULL, LEDGER_UNAVAILABLE
   */
  reserve(intent: Intent): Promise<Reservation>;
  /** Books what needed no reservation, since no upstream was asked: an answer from the cache. */
  post(intent: Omit<Intent, 'most'>, charges: readonly Charge[], use?: Use): void;
  health(): ComponentHealth;
  /** Writes and books what is gathered. Reservations that are still open are recovered at the next start. */
  close(): Promise<void>;
}
