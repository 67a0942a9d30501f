import type { CacheEntry } from './entry.ts';
import type { CacheLevel } from './level.ts';
import type { MissReason } from './semantic/miss-reason.ts';

export type LevelName = CacheLevel['name'];

/** Why a level that was asked did not answer. `resting`: it failed before and is left alone for a while. */
export type Unanswered = 'missed' | Refusal;
export type Refusal = 'failed' | 'slow' | 'resting';

export interface PassedLevel {
  readonly level: LevelName;
  /** `not_asked`: the client demanded a new answer. */
  readonly why: Unanswered | 'not_asked';
}

/** What became of a computed answer: kept, or why not. */
export type Keeping = { readonly kind: 'kept' } | { readonly kind: 'not_kept'; readonly reason: string };

/** Where an answer came from, and why what stands before it did not answer. */
export type AnswerSource =
  | {
      readonly kind: 'level';
      readonly level: LevelName;
      /** `stale`: past its life, within the grace; it is computed anew behind this answer. */
      readonly freshness: 'fresh' | 'stale';
      readonly passed: readonly PassedLevel[];
    }
  /** Another request was already being answered, in this process or in another. */
  | {
      readonly kind: 'joined';
      readonly process: 'this' | 'other';
      readonly passed: readonly PassedLevel[];
    }
  /** The answer to a similar question, which is right with a probability that was measured. */
  | {
      readonly kind: 'similar';
      readonly level: LevelName;
      readonly match: SimilarMatch;
      /** It is computed behind this answer, to see whether it was right. */
      readonly checked: boolean;
      readonly passed: readonly PassedLevel[];
    }
  | {
      readonly kind: 'computed';
      readonly keeping: Keeping;
      readonly passed: readonly PassedLevel[];
      /** What a look for a similar question found; absent where nobody looked. */
      readonly similar?: SimilarNote;
    };

/** How like a kept question is, what was asked of it, and at most how often such an answer is wrong. */
export interface SimilarMatch {
  readonly similarity: number;
  readonly threshold: number;
  readonly bound: number;
}

/** What was found of a similar question that was not served. */
export type SimilarNote =
  | {
      readonly kind: 'candidate';
      readonly match: SimilarMatch;
      /** How its case stands: `serving` where only the mode keeps it from being served. */
      readonly standing: 'gathering' | 'suspicious' | 'serving';
      readonly checked: boolean;
    }
  | {
      readonly kind: 'missed';
      readonly reason: MissReason;
      readonly similarity: number | undefined;
      readonly threshold: number | undefined;
      /** The guard that refused it. */
      readonly guard: string | undefined;
    };

/** A JSON text, parsed at most once for all who hold it. The value is frozen, since they share it. */
export class SharedJson {
  readonly text: string;
  private parsed: { readonly value: unknown } | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get value(): unknown {
    this.parsed ??= { value: frozen(JSON.parse(this.text)) };
    return this.parsed.value;
  }
}

/** An answer as it is handed out: the JSON text as it was kept, and its value for who wants it. */
export class CacheAnswer<Value = unknown> {
  readonly entry: CacheEntry;
  readonly source: AnswerSource;
  readonly json: SharedJson;

  constructor(entry: CacheEntry, source: AnswerSource, json: SharedJson) {
    this.entry = entry;
    this.source = source;
    this.json = json;
  }

  /** JSON text, to be sent as it is. */
  get text(): string {
    return this.json.text;
  }

  /** Parsed on first use, deeply frozen. */
  get value(): Value {
    return this.json.value as Value;
  }

  /** The same answer, told to have come from elsewhere. */
  from(source: AnswerSource): CacheAnswer<Value> {
    return new CacheAnswer(this.entry, source, this.json);
  }
}

/** Freezes without recursion: what a text nests has no bound. */
function frozen(value: unknown): unknown {
  const pending: unknown[] = [value];
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (typeof item !== 'object' || item === null) continue;
    Object.freeze(item);
    for (const part of Object.values(item)) if (typeof part === 'object' && part !== null) pending.push(part);
  }
  return value;
}
