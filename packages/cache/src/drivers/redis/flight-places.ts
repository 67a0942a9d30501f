import type { CacheEntry } from '../../entry.ts';
import type { CacheKey } from '../../key.ts';
import type { RedisKeys } from './keys.ts';

/** Kinds of what a flight's stream holds. */
export const PIECE = 'p';
export const LANDED = 'l';
export const NOT_SHARED = 'n';

export interface FlightPlaces {
  /** Which flight who misses the key now will follow. */
  readonly lease: string;
  /** Gone when the flight has ended, or its holder has. */
  readonly alive: string;
  /** What the flight brings; also the channel that tells of more. */
  readonly stream: string;
}

export const flightPlaces = (keys: RedisKeys, key: CacheKey, token: string): FlightPlaces => ({
  lease: keys.flight(key, 'lease'),
  alive: keys.flight(key, `alive:${token}`),
  stream: keys.flight(key, `stream:${token}`),
});

/** A piece of a stream as an entry that is never kept, so that it travels as safely as one. */
export const pieceEntry = (piece: string): CacheEntry => ({
  text: piece,
  storedAt: 0,
  freshUntil: 0,
  staleUntil: 0,
  tags: [],
  tookMs: 0,
  costNanoUsd: 0,
});
