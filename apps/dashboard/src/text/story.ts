import type { CacheLevelName, Role } from '@accord/contract';

/** Figures of a reason, each written out with its unit; undefined where the reason does not carry it. */
export interface Figures {
  readonly mode: string;
  readonly asked: string;
  readonly role: string;
  readonly remaining: string | undefined;
  readonly predictedTime: string | undefined;
  readonly predictedCost: string | undefined;
  readonly remainingMoney: string | undefined;
  readonly retryIn: string | undefined;
  readonly took: string | undefined;
  readonly needed: string | undefined;
  readonly failedShare: string | undefined;
  readonly allowedShare: string | undefined;
  readonly lag: string | undefined;
  readonly limit: string | undefined;
}

export type ReasonCode =
  | 'mode_as_asked'
  | 'mode_downshifted'
  | 'role_down'
  | 'too_little_time'
  | 'too_little_money'
  | 'error_budget_spent'
  | 'process_lags'
  | 'engine_refused'
  | 'engine_out_of_time'
  | 'engine_failed'
  | 'fallback_engine'
  | 'role_replaced'
  | 'kept_answer'
  | 'kept_answer_refused'
  | 'half_tokens'
  | 'half_tokens_refused';

/** The sentences in which a decision is told. */
export interface StoryText {
  readonly story: string;
  readonly asked: (mode: string) => string;
  readonly reason: Readonly<Record<ReasonCode, (figures: Figures) => string>>;
  readonly level: Readonly<Record<CacheLevelName, string>>;
  readonly passed: Readonly<
    Record<'missed' | 'failed' | 'slow' | 'resting' | 'not_asked', (level: string) => string>
  >;
  readonly hit: (level: string, age: string, saved: string) => string;
  readonly stale: string;
  readonly similar: (level: string, similarity: string, bound: string) => string;
  readonly similarChecked: string;
  readonly similarFound: (similarity: string) => string;
  readonly similarRefused: (guard: string) => string;
  readonly stored: string;
  readonly missed: string;
  readonly notStored: string;
  readonly joined: Readonly<Record<'process' | 'processes', string>>;
  readonly bypassed: Readonly<Record<'disabled' | 'no_engine' | 'not_reached', string>>;
  readonly answered: (role: string, engine: string) => string;
  readonly inPlace: string;
  readonly low: string;
  readonly took: (time: string, cost: string) => string;
  readonly predicted: (time: string, cost: string) => string;
  readonly unpredicted: string;
  readonly failedStep: (role: string) => string;
  readonly banner: {
    readonly low: string;
    readonly changed: (asked: string, used: string) => string;
  };
  readonly axis: (total: string) => string;
  readonly from: (started: string) => string;
  readonly step: string;
  readonly when: string;
  readonly duration: string;
  readonly refusedStep: string;
  readonly marks: Readonly<Record<'caution' | 'refused', string>>;
  readonly steps: Readonly<Record<string, string>>;
  readonly role: Readonly<Record<Role, string>>;
}
