import type { Clock } from '@accord/kernel';
import type { AnswerLevel } from './answer-level.ts';
import { type AnswerSource, CacheAnswer, type Refusal, SharedJson } from './answer.ts';
import type { CacheEntry } from './entry.ts';
import type { GuardedLevel } from './guarded-level.ts';
import type { CacheKey } from './key.ts';
import type { Found } from './ladder.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { ComputedFacts, LifeRule } from './policy.ts';

/** A text with what is known of it, before it has a life. */
export interface Content {
  readonly text: string;
  readonly tags: readonly string[];
  readonly tookMs: number;
  readonly costNanoUsd: number;
}

/** Writes entries through all levels. */
export interface Storing {
  /** An entry that lives for nobody but who waits for it. */
  unkept(content: Content): CacheEntry;
  /** Starts every write before it returns. `shared` settles when levels that others see have taken it, or have not. */
  store(key: CacheKey, content: Content, life: LifeRule, source: AnswerSource): Stored;
  /** Keeps what was found below in the levels above it that lack it. */
  promote(key: CacheKey, found: Found, now: number): void;
  /** Keeps what another process computed, which has put it into the levels that both see. */
  adopt(key: CacheKey, answer: CacheAnswer): void;
}

export interface Stored {
  readonly answer: CacheAnswer;
  readonly all: Promise<readonly ('written' | Refusal)[]>;
  readonly shared: Promise<unknown>;
}

export interface StoringOptions {
  readonly clock: Clock;
  readonly memory: AnswerLevel;
  readonly levels: readonly GuardedLevel[];
  readonly lifetimes: Lifetimes;
}

export function createStoring({ clock, memory, levels, lifetimes }: StoringOptions): Storing {
  const names = levels.length > 0 ? levels.map(({ name }) => name) : [memory.name];

  return {
    unkept(content) {
      const now = clock.now();
      return { ...content, storedAt: now, freshUntil: now, staleUntil: now };
    },
    store(key, content, life, source) {
      const now = clock.now();
      const entries = lifetimes.of(life, names).map(({ freshMs, graceMs }) => ({
        ...content,
        storedAt: now,
        freshUntil: now + freshMs,
        staleUntil: now + freshMs + graceMs,
      }));
      const [first] = entries;
      if (first === undefined) throw new TypeError('there is a life for each level');
      const answer = new CacheAnswer(first, source, new SharedJson(content.text));
      memory.keep(key, answer, now);
      const writes = levels.map((level, at) => level.set(key, entries[at] ?? first));
      return {
        answer,
        all: Promise.all(writes),
        shared: Promise.all(writes.filter((_, at) => levels[at]?.shared === true)),
      };
    },
    promote(key, found, now) {
      const { entry, without } = found;
      memory.keep(key, answerOf(found), now);
      for (const level of without) void level.set(key, entry);
    },
    adopt(key, answer) {
      const now = clock.now();
      if (answer.entry.staleUntil <= now) return;
      memory.keep(key, answer, now);
      for (const level of levels) if (!level.shared) void level.set(key, answer.entry);
    },
  };
}

export const contentOf = (
  text: string,
  facts: Pick<ComputedFacts, 'tags' | 'costNanoUsd'>,
  tags: readonly string[],
  tookMs: number,
): Content => ({
  text,
  tags: facts.tags === undefined ? tags : [...new Set([...tags, ...facts.tags])],
  tookMs,
  costNanoUsd: facts.costNanoUsd ?? 0,
});

/** An answer as a level below the memory had it. */
export const answerOf = ({ entry, level, freshness, passed, json }: Found): CacheAnswer =>
  new CacheAnswer(entry, { kind: 'level', level: level.name, freshness, passed }, json);
