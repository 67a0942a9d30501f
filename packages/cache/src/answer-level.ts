import type { CacheAnswer } from './answer.ts';
import type { CacheEntry } from './entry.ts';
import type { CacheKey } from './key.ts';
import type { CacheLevel, LevelUsage, Selector } from './level.ts';

/** The first level: in this process, so it answers at once and hands out whole answers instead of entries. */
export interface AnswerLevel extends CacheLevel {
  readonly name: 'memory';
  /** @param now wall clock, which the caller has read anyway */
  find(key: CacheKey, now: number): CacheAnswer | undefined;
  /** Keeps an answer that was handed out, with the value that may already have been parsed. */
  keep(key: CacheKey, answer: CacheAnswer, now: number): void;
  get(key: CacheKey): CacheEntry | undefined;
  set(key: CacheKey, entry: CacheEntry): void;
  invalidate(selector: Selector): number;
  usage(): LevelUsage;
}
