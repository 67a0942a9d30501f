import type { Clock } from './clock.ts';
import type { Rng } from './rng.ts';

declare const brand: unique symbol;
/** A string that was made by one kind of source and cannot be passed as another kind. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

const DIGITS = Buffer.from('0123456789abcdef');
const COUNTER_LIMIT = 2 ** 12;
/** The hyphens and the version stay. */
const FORM = '00000000-0000-7000-0000-000000000000';

/** Writes the lowest digits of a word of 32 bits. */
function putHex(text: Buffer, word: number, at: number, digits: number): void {
  for (let place = at + digits - 1, rest = word; place >= at; place--, rest >>>= 4)
    text[place] = DIGITS[rest & 15] as number;
}

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then a 12-bit counter
 * (method 1 of section 6.2), then 62 random bits. Ids of one source sort in the order they were made, even
 * within a millisecond and when the clock steps back.
 */
export function createIdSource<Kind extends string>(clock: Clock, rng: Rng): () => Id<Kind> {
  let lastMs = 0;
  let counter = 0;
  // One text is written over and over, which is much less work than to put strings together.
  const text = Buffer.from(FORM);

  return () => {
    const now = clock.now();
    if (now > lastMs) {
      lastMs = now;
      counter = rng.below(COUNTER_LIMIT / 2);
    } else if (++counter === COUNTER_LIMIT) {
      lastMs += 1;
      counter = 0;
    }
    putHex(text, Math.floor(lastMs / 2 ** 16), 0, 8);
    putHex(text, lastMs % 2 ** 16, 9, 4);
    putHex(text, counter, 15, 3);
    const variant = (rng.uint32() & 0x3fffffff) | 0x80000000;
    putHex(text, variant >>> 16, 19, 4);
    putHex(text, variant & 0xffff, 24, 4);
    putHex(text, rng.uint32(), 28, 8);
    return text.toString('latin1') as Id<Kind>;
  };
}
