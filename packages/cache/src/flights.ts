import type { CacheEntry } from './entry.ts';
import type { CacheKey } from './key.ts';

/** How a flight ended for who followed it. */
export type Landing =
  | { readonly kind: 'landed'; readonly entry: CacheEntry }
  /** The holder answered its caller but the answer may not be shared, or the holder failed: compute it yourself. */
  | { readonly kind: 'not_shared' }
  /** The holder died or lost its lease. */
  | { readonly kind: 'lost' };

/** Held by the one process that computes. Renewed in the background until it is released. */
export interface FlightLease {
  /** Passes on a piece of a stream to who follows. */
  emit(piece: string): void;
  /**
   * From now on nobody new follows; who already follows goes on to the landing. Resolves once that holds for every
   * process. What is under way when its key is invalidated may be told to who asked before, and to nobody else.
   */
  seal(): Promise<void>;
  /** An entry whose `staleUntil` is not after its `storedAt` is for the followers of this flight alone. */
  land(entry: CacheEntry): Promise<void>;
  /** Ends the flight without an answer to share. */
  abandon(): Promise<void>;
}

export interface FollowedFlight {
  /** Pieces of the stream from its beginning, as they pass, then the landing. */
  events(signal: AbortSignal): AsyncIterable<{ readonly kind: 'piece'; readonly piece: string } | Landing>;
}

export type Boarding =
  | { readonly kind: 'holder'; readonly lease: FlightLease }
  | { readonly kind: 'follower'; readonly flight: FollowedFlight };

/** Single flight across processes: of all that miss the same key at once, one computes. */
export interface SharedFlights {
  /** @throws CACHE_LEVEL_UNAVAILABLE, and then each process computes for itself */
  board(key: CacheKey): Promise<Boarding>;
  close(): Promise<void>;
}
