import { type Price, priceOfMillion } from '@accord/accounts';
import { type Cache, cacheKnobs, cacheParameters, createCache, createTally } from '@accord/cache';
import { memoryCache } from '@accord/cache/drivers/memory';
import { memoryStats } from '@accord/cache/drivers/memory-stats';
import type { Decision, Mode, Role } from '@accord/contract';
import { type Engine, engineErrors, type GenerateRequest, type Generation } from '@accord/engine';
import type { RulesEngine } from '@accord/engine/drivers/rules';
import { AccordError, type Clock, createIdSource, createRng, nanoUsd } from '@accord/kernel';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import { type KnobSet, type KnobValues, resolveKnobs } from '@accord/knobs';
import {
  batchKnobs,
  breakerKnobs,
  bulkheadKnobs,
  healthTrackingKnobs,
  queueKnobs,
  retryKnobs,
} from '@accord/resilience';
import { z } from 'zod';
import { embeddingKnobs } from '../batched-embedding.ts';
import type { Booking } from '../booking.ts';
import { type Caller, localCaller } from '../caller.ts';
import { type GuardedEngine, type GuardKnobs, guardEngine, unguarded } from '../guarded-engine.ts';
import { creativeKnobs, downshiftKnobs, interpreterKnobs, limitKnobs, validatorKnobs } from '../knobs.ts';
import { createRuntime, type Runtime, type RuntimeOptions } from '../runtime.ts';
import { type Task, taskStep } from '../task.ts';

/** A task, engines and a runtime that are small enough to be judged at a glance. */

export interface Draft {
  readonly words: readonly string[];
}

const word = (role: Role) =>
  taskStep({
    role,
    version: '3',
    answer: z.strictObject({ word: z.string() }),
    prompt: () => [{ role: 'user', content: role }],
    rules: () => ({ output: { word: `rule-${role}` } }),
    take: ({ draft }: { readonly input: string; readonly mode: Mode; readonly draft: Draft }, answer) => ({
      words: [...draft.words, answer.word],
    }),
  });

/** Every role adds a word to the words of the input. */
export const greeting: Task<string, string, Draft> = {
  name: 'test.greeting',
  output: z.string().min(1),
  basis: () => '',
  plans: {
    fast: ['interpreter'],
    balanced: ['interpreter', 'validator'],
    creative: ['interpreter', 'validator', 'creative'],
  },
  steps: [word('interpreter'), word('validator'), word('creative')],
  begin: (input) => ({ words: [input] }),
  finish: ({ words }) => words.join(' '),
};

const unused = (): never => {
  throw new TypeError('not part of these tests');
};

export function fakeEngine(
  generate: (request: GenerateRequest) => Promise<Generation>,
  name = 'fake',
): Engine {
  return {
    name,
    capabilities: new Set(['generate'] as const),
    remote: false,
    generate,
    stream: unused,
    embed: unused,
    transcribe: unused,
    forward: unused,
    health: async () => ({ state: 'up', detail: '' }),
    close: async () => {},
  };
}

export const answering = (output: unknown, name = 'fake'): Engine =>
  fakeEngine(
    async () => ({
      output,
      model: `${name}-1`,
      finishReason: 'stop',
      usage: { inputTokens: 5, outputTokens: 2 },
      findings: [{ rule: 'guess', effect: 'guessed' }],
    }),
    name,
  );

/** Answers as the embedded rules do. */
export const answeringAtOnce = (output: unknown): RulesEngine => ({
  ...answering(output, 'rules'),
  answer: () => ({ output, model: 'rules-1', finishReason: 'stop', typed: true }),
});

const isRules = (engine: Engine): engine is RulesEngine => 'answer' in engine;

export const failing = (error: unknown, name = 'broken'): Engine =>
  fakeEngine(async () => {
    throw error;
  }, name);

export const unreachable = (): AccordError =>
  new AccordError(engineErrors.ENGINE_UNREACHABLE, { detail: 'nobody listens' });

/** Never answers; ends only when it is told to, and says why. */
export const stuck = fakeEngine(
  ({ signal }) =>
    new Promise((_, reject) => {
      const aborted = signal();
      const refuse = (): void => {
        const timedOut = aborted.reason instanceof Error && aborted.reason.name === 'TimeoutError';
        reject(new AccordError(timedOut ? engineErrors.ENGINE_TIMEOUT : engineErrors.ENGINE_CANCELLED));
      };
      if (aborted.aborted) refuse();
      aborted.addEventListener('abort', refuse);
    }),
  'stuck',
);

export function knobsOf<Set extends KnobSet>(set: Set, over: Partial<KnobValues<Set>> = {}): KnobValues<Set> {
  return { ...resolveKnobs([set], []).of(set), ...over };
}

/** One attempt a call, so that a test sees each. */
const guardKnobs: GuardKnobs = {
  breaker: knobsOf(breakerKnobs),
  bulkhead: knobsOf(bulkheadKnobs),
  queue: knobsOf(queueKnobs),
  retry: knobsOf(retryKnobs, { attempts: 1 }),
  health: knobsOf(healthTrackingKnobs),
  batch: knobsOf(batchKnobs),
  embedding: knobsOf(embeddingKnobs),
};

export interface BenchOptions {
  /** One engine for all roles, or the engines of each role in order. */
  readonly engines: Engine | Partial<Record<Role, readonly Engine[]>>;
  readonly timeoutS?: number;
  readonly clock?: ManualClock;
  readonly guard?: Partial<GuardKnobs>;
  readonly price?: Price;
  readonly over?: Partial<RuntimeOptions>;
}

export interface Bench {
  readonly runtime: Runtime;
  readonly clock: ManualClock;
  readonly kept: Decision[];
  readonly finished: unknown[][];
  readonly downshifts: unknown[][];
  readonly engines: Readonly<Record<Role, readonly GuardedEngine[]>>;
  /** Runs the greeting of "oh", past the cache unless the caller says otherwise. */
  greet(mode: Mode, caller?: Partial<Caller>): ReturnType<Runtime['run']>;
}

/** A cache of this process alone. */
export function memoryOnlyCache(clock: Clock, knobs: Readonly<Record<string, number>>): Cache {
  const values = new Map(Object.entries(knobs));
  const parameters = cacheParameters(resolveKnobs(cacheKnobs, [{ origin: 'test', values }]));
  const tally = createTally();
  return createCache({
    clock,
    rng: createRng(3),
    parameters,
    tally,
    memory: memoryCache({ clock, knobs: parameters.l1 }),
    levels: [],
    stats: memoryStats(),
    reporter: 'test',
    onBackgroundFailure: (error) => {
      throw error;
    },
  });
}

const UNBOOKED: Booking = {
  booked: async (_asker, _engine, _ask, call) => call(),
  embedded: async (_asker, _engine, _texts, call) => call(),
  kept: () => {},
};

/** A runtime on the declared defaults that nothing limits. */
export function plainRuntime(
  given: Pick<RuntimeOptions, 'clock' | 'engines' | 'decisions'> & Partial<RuntimeOptions>,
): Runtime {
  return createRuntime({
    nextId: createIdSource<'decision'>(given.clock, createRng(1)),
    parameters: parametersWith(5),
    downshift: knobsOf(downshiftKnobs),
    limits: knobsOf(limitKnobs),
    spend: { left: () => undefined, spent: () => {} },
    booking: UNBOOKED,
    lagging: () => undefined,
    cache: memoryOnlyCache(given.clock, {}),
    metrics: { taskFinished: () => {}, downshifted: () => {}, tokensUsed: () => {} },
    tiers: { record: () => {} },
    ...given,
  });
}

const PAST_THE_CACHE = { noStore: true, noCache: true };

export function bench(options: BenchOptions): Bench {
  const clock = options.clock ?? manualClock();
  const kept: Decision[] = [];
  const finished: unknown[][] = [];
  const downshifts: unknown[][] = [];
  const engines = guardedEngines(options, clock);
  const runtime = plainRuntime({
    clock,
    engines,
    parameters: parametersWith(options.timeoutS ?? 5),
    decisions: {
      retention: 1000,
      append: (_, record) => void kept.push(record.value as Decision),
      find: () => undefined,
      health: () => ({ status: 'HEALTHY', detail: '' }),
      close: async () => {},
    },
    metrics: {
      taskFinished: (...args) => void finished.push(args),
      downshifted: (...args) => void downshifts.push(args),
      tokensUsed: () => {},
    },
    ...options.over,
  });
  const greet: Bench['greet'] = (mode, caller) =>
    runtime.run(greeting, 'oh', { mode, caller: { ...localCaller, cache: PAST_THE_CACHE, ...caller } });
  return { runtime, clock, kept, finished, downshifts, engines, greet };
}

function guardedEngines(
  { engines, guard, price = priceOfMillion(0, 0, 0) }: BenchOptions,
  clock: ManualClock,
): Record<Role, readonly GuardedEngine[]> {
  const guarded = (engine: Engine): GuardedEngine =>
    isRules(engine)
      ? unguarded(engine)
      : guardEngine({
          key: `${engine.name}/model`,
          engine,
          price: () => price,
          clock,
          rng: createRng(7),
          knobs: { ...guardKnobs, ...guard },
          onBreakerChange: () => {},
        });
  if ('generate' in engines) {
    const one = [guarded(engines)];
    return { interpreter: one, validator: one, creative: one };
  }
  const chain = (role: Role) => (engines[role] ?? [answering({ word: role })]).map(guarded);
  return { interpreter: chain('interpreter'), validator: chain('validator'), creative: chain('creative') };
}

function parametersWith(timeoutS: number): RuntimeOptions['parameters'] {
  return {
    interpreter: knobsOf(interpreterKnobs, {
      timeout_s: { fast: timeoutS, balanced: timeoutS, creative: timeoutS },
    }),
    validator: knobsOf(validatorKnobs),
    creative: knobsOf(creativeKnobs),
  };
}

export const failureOf = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

export const dollars = (usd: number) => nanoUsd(Math.round(usd * 1e9));
