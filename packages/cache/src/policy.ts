import type { CacheEntry } from './entry.ts';
import type { Mode } from '@accord/contract';

/** How long an answer lives before it is computed anew. */
export type LifeRule =
  | { readonly by: 'mode'; readonly mode: Mode }
  | { readonly by: 'operation'; readonly operation: Operation }
  /** As the load and the bounds leave it, but not lengthened or shortened by the load. */
  | { readonly by: 'seconds'; readonly seconds: number }
  /** As long as each level keeps what declares nothing. */
  | { readonly by: 'level' };

export type Operation = 'search' | 'inference' | 'index' | 'research';

/** What a client demands of the cache (RFC 9111, section 5.2.1). */
export interface RequestDirectives {
  /** Nothing of this request may be kept. An answer that was kept before may serve it. */
  readonly noStore: boolean;
  /** No kept answer may serve it; the new one replaces what was kept. */
  readonly noCache: boolean;
}

export interface CachePolicy {
  readonly life: LifeRule;
  /** Names that the answer can be invalidated by, known before it is computed. */
  readonly tags?: readonly string[];
  readonly directives?: RequestDirectives | undefined;
  /** Computes anew behind a stale answer, when the request that was given it is over; `compute` where absent. */
  readonly behind?: Compute<unknown> | undefined;
  /** The same for a stream. */
  readonly streamBehind?: Produce<unknown> | undefined;
  /** Aborted when the caller goes away; asked for only when there is something to wait for. */
  readonly signal?: (() => AbortSignal) | undefined;
}

/** An answer of the source. Only one that is complete and valid may say that it is cacheable. */
export type Computed<Value> = ComputedFacts & ({ readonly value: Value } | { readonly text: string });

export interface ComputedFacts {
  readonly cacheable: Cacheable;
  /** Besides those of the policy. */
  readonly tags?: readonly string[];
  /** Billionths of a US dollar. */
  readonly costNanoUsd?: number;
  /** Set where the kept answer to a similar question is given, and nothing was computed. */
  readonly similar?: CacheEntry;
}

export type Cacheable = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly reason: string };

/** The signal is aborted when everyone who waits for the answer has left. */
export type Compute<Value> = (signal: AbortSignal) => Promise<Computed<Value>> | Computed<Value>;

/** What a source streams: pieces of text, then one end. Without its end, it was cut. */
export type ProducedPart<End> =
  | { readonly kind: 'piece'; readonly piece: string }
  | ({ readonly kind: 'end'; readonly end: End } & ComputedFacts);

/** The signal is aborted when everyone who reads has left. */
export type Produce<End> = (signal: AbortSignal) => AsyncIterable<ProducedPart<End>>;
