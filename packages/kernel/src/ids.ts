import type { Clock } from './clock.ts';
import type { Rng } from './rng.ts';

declare const brand: unique symbol;
/** A string that was made by one kind of source and cannot be passed as another kind. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const COUNTER_LIMIT = 2 ** 12;

const hex32 = (word: number): string =>
  `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then a 12-bit counter
 * (method 1 of section 6.2), then 62 random bits. Ids of one source sort in the order they were made, even
 * within a millisecond and when the clock steps back.
 */
export function createIdSource<Kind extends string>(clock: Clock, rng: Rng): () => Id<Kind> {
  let lastMs = 0;
  let counter = 0;

  return () => {
    const now = clock.now();
    if (now > lastMs) {
      lastMs = now;
      counter = rng.below(COUNTER_LIMIT / 2);
    } else if (++counter === COUNTER_LIMIT) {
      lastMs += 1;
      counter = 0;
    }
    const high = hex32(Math.floor(lastMs / 2 ** 16));
    const low = hex32((lastMs % 2 ** 16) * 2 ** 16).slice(0, 4);
    const version = `7${HEX[counter >>> 8]?.[1]}${HEX[counter & 255]}`;
    const variant = hex32(((rng.uint32() & 0x3fffffff) | 0x80000000) >>> 0);
    const tail = hex32(rng.uint32());
    return `${high}-${low}-${version}-${variant.slice(0, 4)}-${variant.slice(4)}${tail}` as Id<Kind>;
  };
}
