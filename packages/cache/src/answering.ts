import type { Clock } from '@accord/kernel';
import type { AnswerSource, CacheAnswer, PassedLevel } from './answer.ts';
import type { AnswerLevel } from './answer-level.ts';
import type { Background } from './background.ts';
import type { Flight, FlightTable } from './flight-table.ts';
import type { CacheKey } from './key.ts';
import type { Lookup } from './ladder.ts';
import type { MaybePromise } from './level.ts';
import { type Looking, MEMORY_MISSED } from './looking.ts';
import type { CachePolicy, Compute } from './policy.ts';
import type { Sourcing } from './sourcing.ts';
import { answerOf } from './storing.ts';
import { countSaved, countSavedTime, type Tally } from './tally.ts';

export interface AnsweringOptions {
  readonly clock: Clock;
  readonly tally: Tally;
  readonly memory: AnswerLevel;
  readonly notAsked: readonly PassedLevel[];
  readonly looking: Looking;
  readonly sourcing: Sourcing;
  readonly lookups: FlightTable<Lookup>;
  readonly computing: FlightTable<CacheAnswer>;
  readonly background: Background;
}

export interface Answering {
  getOrCompute<Value>(
    key: CacheKey,
    compute: Compute<Value>,
    policy: CachePolicy,
  ): MaybePromise<CacheAnswer<Value>>;
  get<Value>(key: CacheKey, signal?: () => AbortSignal): MaybePromise<CacheAnswer<Value> | undefined>;
}

interface Request {
  readonly key: CacheKey;
  readonly compute: Compute<unknown>;
  readonly policy: CachePolicy;
}

const STALE_IN_MEMORY: AnswerSource = Object.freeze({
  kind: 'level',
  level: 'memory',
  freshness: 'stale',
  passed: Object.freeze([]),
});
const JOINED: AnswerSource = Object.freeze({ kind: 'joined', process: 'this', passed: MEMORY_MISSED });

/**
 * The way of a request through the cache. A hit in memory is answered without a promise, closure or timer; what is
 * slower may cost more. The places where callers come together are flights: one for looking a key up in slow levels,
 * one for computing it.
 */
export function createAnswering(options: AnsweringOptions): Answering {
  const { clock, tally, memory, notAsked, looking, sourcing, lookups, computing, background } = options;
  const inMemory = tally.levels.memory;
  const total = tally.cache;

  const joined = async (flight: Flight<CacheAnswer>, signal: CachePolicy['signal']): Promise<CacheAnswer> => {
    const answer = await flight.join(signal);
    total.joined += 1;
    countSaved(tally, answer.entry);
    return answer.source.kind === 'computed' ? answer.from(JOINED) : answer;
  };

  /** What to do with what the levels below the memory had. */
  const arrived = (request: Request, lookup: Lookup): MaybePromise<CacheAnswer> => {
    if (lookup.kind === 'missed') return compute(request, lookup.passed);
    if (lookup.freshness === 'fresh') countSaved(tally, lookup.entry);
    else {
      countSavedTime(tally, lookup.entry);
      refresh(request);
    }
    return answerOf(lookup);
  };
  const compute = (request: Request, passed: readonly PassedLevel[]): MaybePromise<CacheAnswer> => {
    const { key, policy } = request;
    const anew = policy.directives?.noCache === true;
    const underWay = anew ? undefined : computing.find(key);
    if (underWay !== undefined) return joined(underWay, policy.signal);
    const asked = { ...request, passed };
    if (policy.directives?.noStore === true) return sourcing.alone(asked, 'no_store');
    lookups.overtakeKey(key);
    const flight = computing.begin(key, policy.tags ?? [], async (flight) => sourcing.fly(flight, asked));
    return flight.join(policy.signal);
  };

  /** Computes anew behind a stale answer, unless another process has done so already. */
  const refresh = ({ key, policy, compute }: Request): void => {
    // Of a request that may leave no trace, nothing can be kept; the next one will do.
    if (policy.directives?.noStore === true || computing.find(key) !== undefined) return;
    const flight = computing.begin(key, policy.tags ?? [], async (flight) => {
      const found = await looking.renewed(flight);
      if ('kind' in found) return answerOf(found);
      try {
        const anew = { key, policy, compute: policy.behind ?? compute, passed: found };
        const answer = await sourcing.fly(flight, anew);
        if (answer.source.kind === 'computed') total.refreshed += 1;
        return answer;
      } catch (error) {
        total.refresh_failed += 1;
        throw error;
      }
    });
    background.run(flight.join(undefined));
  };
  const stale = (request: Request, held: CacheAnswer): CacheAnswer => {
    inMemory.stale += 1;
    countSavedTime(tally, held.entry);
    refresh(request);
    return held.from(STALE_IN_MEMORY);
  };

  const below = (request: Request, now: number): MaybePromise<CacheAnswer> => {
    const { key, policy } = request;
    const underWay = computing.find(key);
    if (underWay !== undefined) return joined(underWay, policy.signal);
    // The place of the semantic lookup: after every exact level has missed, before the source is asked.
    const lookup = looking.lookUp(key, policy.signal, now);
    return lookup instanceof Promise
      ? lookup.then((found) => arrived(request, found))
      : arrived(request, lookup);
  };

  const answer = (
    key: CacheKey,
    compute_: Compute<unknown>,
    policy: CachePolicy,
  ): MaybePromise<CacheAnswer> => {
    if (policy.directives?.noCache === true) return compute({ key, compute: compute_, policy }, notAsked);
    const now = clock.now();
    const held = memory.find(key, now);
    if (held === undefined) {
      inMemory.misses += 1;
      return below({ key, compute: compute_, policy }, now);
    }
    const { entry } = held;
    if (entry.freshUntil <= now) return stale({ key, compute: compute_, policy }, held);
    inMemory.hits += 1;
    total.saved_us += entry.tookMs * 1000;
    total.saved_nano_usd += entry.costNanoUsd;
    return held;
  };

  const find = (key: CacheKey, signal: CachePolicy['signal']): MaybePromise<CacheAnswer | undefined> => {
    const now = clock.now();
    const held = memory.find(key, now);
    if (held !== undefined) {
      const fresh = held.entry.freshUntil > now;
      inMemory[fresh ? 'hits' : 'stale'] += 1;
      countSaved(tally, held.entry);
      return fresh ? held : held.from(STALE_IN_MEMORY);
    }
    inMemory.misses += 1;
    const had = (lookup: Lookup): CacheAnswer | undefined => {
      if (lookup.kind === 'missed') return undefined;
      countSaved(tally, lookup.entry);
      return answerOf(lookup);
    };
    const lookup = looking.lookUp(key, signal, now);
    return lookup instanceof Promise ? lookup.then(had) : had(lookup);
  };

  return {
    getOrCompute: <Value>(key: CacheKey, compute: Compute<Value>, policy: CachePolicy) =>
      answer(key, compute, policy) as MaybePromise<CacheAnswer<Value>>,
    get: <Value>(key: CacheKey, signal?: () => AbortSignal) =>
      find(key, signal) as MaybePromise<CacheAnswer<Value> | undefined>,
  };
}
