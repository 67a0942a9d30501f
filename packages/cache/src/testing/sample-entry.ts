import type { CacheEntry } from '../entry.ts';

const MINUTE = 60_000;

/** An entry stored now, fresh for one minute and stale for another. */
export function sampleEntry(now: number, text: string, tags: readonly string[] = []): CacheEntry {
  return {
    text,
    storedAt: now,
    freshUntil: now + MINUTE,
    staleUntil: now + 2 * MINUTE,
    tags,
    tookMs: 12.5,
    costNanoUsd: 1_234_567,
  };
}

/** Text that does not get shorter when it is compressed. */
export function randomText(length: number): string {
  let state = 1;
  const character = (): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 90));
  };
  return Array.from({ length }, character).join('');
}
