import type { Price } from '@accord/accounts';
import { type Engine, engineErrors } from '@accord/engine';
import type { RulesEngine } from '@accord/engine/drivers/rules';
import {
  batchedEmbedding,
  type EmbeddedText,
  type EmbeddingKnobs,
  embeddedAlone,
} from './batched-embedding.ts';
import { AccordError, type Clock, picoUsd, type Rng } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import {
  type BatcherState,
  type BreakerChange,
  type BreakerPermit,
  type BreakerState,
  type Bulkhead,
  type BulkheadPermit,
  type BulkheadState,
  type breakerKnobs,
  type bulkheadKnobs,
  createBreaker,
  createBulkhead,
  createHealthTracker,
  createRetry,
  type Deadline,
  type HealthTracker,
  type healthTrackingKnobs,
  type Priority,
  type queueKnobs,
  type Retry,
  type retryKnobs,
  type TrackedHealth,
} from '@accord/resilience';
import { costOf } from './call-cost.ts';

/** Whether a call would be let through now. */
export type Admission =
  | { readonly state: 'admitted' }
  | { readonly state: 'refused'; readonly detail: string; readonly retryInMs: number };

export interface CallTerms {
  readonly deadline: Deadline;
  readonly priority: Priority;
}

/** An engine as the pipeline calls it: behind its breaker and its limits, with what it costs. */
export interface GuardedEngine {
  /** Engine and model, such as `openai/Qwen2.5-7B-Instruct`; breakers, metrics and prices go by it. */
  readonly key: string;
  readonly engine: Engine;
  /** Of the day. */
  readonly price: () => Price;
  /** Set for the embedded rules: they answer at once and take no tokens, so nothing is sampled and nothing is halved. */
  readonly rules: RulesEngine['answer'] | undefined;
  /** Looks without taking a place. */
  admission(): Admission;
  /**
   * Runs the work when it is let through, and learns from how it ended. Work that is safe to repeat may be run again.
   *
   * @throws BREAKER_OPEN, QUEUE_FULL, QUEUE_EXPIRED, SHUTTING_DOWN, CALL_CANCELLED, or what the work throws
   */
  call<Result>(work: () => Promise<Result>, terms: CallTerms): Promise<Result>;
  /**
   * Leave for one call whose end is seen elsewhere, such as a stream: at once where nothing has to be waited for. The
   * terms are asked for only when it has. Repeats nothing.
   *
   * @throws as `call` does, at once or in the promise
   */
  enter(terms: () => CallTerms): CallPermit | Promise<CallPermit>;
  /**
   * The vector of a text, in one call with what others ask for at the same time.
   *
   * @throws as `call` and the engine do, ENGINE_UNSUPPORTED where it embeds nothing
   */
  embed(text: string, signal: () => AbortSignal): Promise<EmbeddedText>;
  /** Undefined for rules, which nothing guards. */
  state(): GuardState | undefined;
  /** Lets what runs end, and refuses the rest. */
  close(): Promise<void>;
}

/** Leave to make one call. It must be ended; only the first end counts. */
export interface CallPermit {
  succeeded(): void;
  /** By an error of the engine contract; what speaks against the engine is counted against it. */
  failed(error: unknown): void;
}

export interface GuardState {
  readonly health: TrackedHealth;
  readonly breaker: BreakerState;
  readonly calls: BulkheadState;
  /** Of texts to be embedded. */
  readonly batches: BatcherState;
}

const FREE: Price = { input: picoUsd(0), cachedInput: picoUsd(0), output: picoUsd(0) };
const ADMITTED: Admission = { state: 'admitted' };
const UNGUARDED: CallPermit = { succeeded() {}, failed() {} };

/** The rules run in this process: there is nothing to be guarded against, and a fault in them is a bug. */
export function unguarded(engine: Engine & Partial<Pick<RulesEngine, 'answer'>>): GuardedEngine {
  return {
    key: engine.name,
    engine,
    price: () => FREE,
    rules: engine.answer,
    admission: () => ADMITTED,
    call: (work) => work(),
    enter: () => UNGUARDED,
    embed: async (text, signal) => embeddedAlone(engine, text, signal),
    state: () => undefined,
    close: async () => {},
  };
}

export interface GuardKnobs extends EmbeddingKnobs {
  readonly breaker: KnobValues<typeof breakerKnobs>;
  readonly bulkhead: KnobValues<typeof bulkheadKnobs>;
  readonly queue: KnobValues<typeof queueKnobs>;
  readonly retry: KnobValues<typeof retryKnobs>;
  readonly health: KnobValues<typeof healthTrackingKnobs>;
}

export interface GuardOptions {
  readonly key: string;
  readonly engine: Engine;
  readonly price: () => Price;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly knobs: GuardKnobs;
  readonly onBreakerChange: (change: BreakerChange) => void;
}

const codesOf = (...kinds: readonly { readonly code: string }[]): ReadonlySet<string> =>
  new Set(kinds.map(({ code }) => code));

/** What speaks against an engine. */
const FAILURES = codesOf(
  engineErrors.ENGINE_UNREACHABLE,
  engineErrors.ENGINE_TIMEOUT,
  engineErrors.ENGINE_OVERLOADED,
  engineErrors.ENGINE_REJECTED,
  engineErrors.ENGINE_BAD_ANSWER,
);
const OVERLOADS = codesOf(engineErrors.ENGINE_TIMEOUT, engineErrors.ENGINE_OVERLOADED);
/** The engine did no work: it was never reached, or said at once that it has no room. */
const SAFE_TO_REPEAT = codesOf(engineErrors.ENGINE_UNREACHABLE, engineErrors.ENGINE_OVERLOADED);

const isOneOf =
  (codes: ReadonlySet<string>) =>
  (error: unknown): boolean =>
    error instanceof AccordError && codes.has(error.code);

/**
 * Puts an engine behind a breaker, a bulkhead with a queue in front of it, retries of what is safe, and a tracker that
 * probes it, so that it is planned with again only after it has been well for a while.
 */
export function guardEngine(options: GuardOptions): GuardedEngine {
  const { key, engine, price, clock, rng, knobs } = options;
  const breaker = createBreaker({
    name: key,
    clock,
    rng,
    knobs: knobs.breaker,
    isFailure: isOneOf(FAILURES),
    onChange: options.onBreakerChange,
  });
  const bulkhead: Bulkhead = createBulkhead({
    clock,
    knobs: knobs.bulkhead,
    queue: knobs.queue,
    isOverload: isOneOf(OVERLOADS),
  });
  const tracker: HealthTracker = createHealthTracker({
    name: key,
    clock,
    rng,
    knobs: knobs.health,
    probe: (signal) => probe(engine, signal),
  });
  const retry: Retry = createRetry({ clock, rng, knobs: knobs.retry });
  const isSafe = isOneOf(SAFE_TO_REPEAT);
  const isFailure = isOneOf(FAILURES);
  const reported = async <Result>(call: Promise<Result>): Promise<Result> => {
    try {
      const result = await call;
      tracker.report(true);
      return result;
    } catch (error) {
      if (isFailure(error)) tracker.report(false);
      throw error;
    }
  };

  const permitOf = (admitted: BreakerPermit, place: BulkheadPermit): CallPermit => ({
    succeeded() {
      admitted.succeeded();
      place.succeeded();
      tracker.report(true);
    },
    failed(error) {
      admitted.failed(error);
      place.failed(error);
      if (isFailure(error)) tracker.report(false);
    },
  });
  const waitToEnter = async (admitted: BreakerPermit, terms: CallTerms): Promise<CallPermit> => {
    try {
      return permitOf(admitted, await bulkhead.enter(terms));
    } catch (error) {
      admitted.abandoned();
      throw error;
    }
  };
  const call: GuardedEngine['call'] = (work, terms) =>
    retry.run(() => breaker.run(() => bulkhead.run(() => reported(work()), terms)), {
      deadline: terms.deadline,
      isSafe,
    });
  const embedding = batchedEmbedding({
    engine,
    call: (work, deadline) => call(work, { deadline, priority: 'default' }),
    costOf: (inputTokens) => costOf({ inputTokens, outputTokens: 0 }, price()),
    clock,
    knobs,
  });

  return {
    key,
    engine,
    price,
    rules: undefined,
    admission: () => admissionOf(tracker.state(), breaker.state(), knobs.health.probe_min_ms),
    call,
    enter(terms) {
      const admitted = breaker.admit();
      const place = bulkhead.tryEnter();
      return place === undefined ? waitToEnter(admitted, terms()) : permitOf(admitted, place);
    },
    embed: (text, signal) => embedding.embed(text, signal),
    state: () => ({
      health: tracker.state(),
      breaker: breaker.state(),
      calls: bulkhead.state(),
      batches: embedding.state(),
    }),
    async close() {
      await embedding.close();
      tracker.close();
      await bulkhead.close();
    },
  };
}

async function probe(engine: Engine, signal: AbortSignal): Promise<void> {
  const { state, detail } = await engine.health(signal);
  if (state === 'down') throw new AccordError(engineErrors.ENGINE_UNREACHABLE, { detail });
}

function admissionOf(health: TrackedHealth, state: BreakerState, probeMs: number): Admission {
  if (health.kind === 'down') {
    const { successes, required } = health;
    const detail = `it is down, and has had ${successes} of ${required} good probes since`;
    return { state: 'refused', detail, retryInMs: probeMs * (required - successes) };
  }
  switch (state.kind) {
    case 'closed':
      return ADMITTED;
    case 'half-open':
      return state.probing
        ? { state: 'refused', detail: 'it is being tried by another request', retryInMs: 0 }
        : ADMITTED;
    case 'open':
      return state.retryInMs <= 0
        ? ADMITTED
        : { state: 'refused', detail: 'it failed too often', retryInMs: state.retryInMs };
  }
}
