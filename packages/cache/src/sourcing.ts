import type { Clock } from '@accord/kernel';
import { CacheAnswer, type Keeping, type PassedLevel, SharedJson } from './answer.ts';
import type { Background } from './background.ts';
import type { CacheEntry } from './entry.ts';
import type { Flight } from './flight-table.ts';
import type { Boarding, FlightLease, FollowedFlight, Landing, SharedFlights } from './flights.ts';
import type { CacheKey } from './key.ts';
import type { Ladder } from './ladder.ts';
import type { Guard } from './level-guard.ts';
import type { CachePolicy, Compute, Computed } from './policy.ts';
import { answerOf, contentOf, type Storing } from './storing.ts';
import { countSaved, type Tally } from './tally.ts';

export interface SourcingOptions {
  readonly clock: Clock;
  readonly tally: Tally;
  readonly storing: Storing;
  /** The levels that other processes see. */
  readonly shared: Ladder;
  readonly flights: SharedFlights | undefined;
  readonly guard: Guard;
  readonly background: Background;
}

export interface Asked<Value> {
  readonly key: CacheKey;
  readonly compute: Compute<Value>;
  readonly policy: CachePolicy;
  readonly passed: readonly PassedLevel[];
}

/** Asks the source: at most one process at a time for a key, where processes can agree on that. */
export interface Sourcing {
  /** For all who wait for the flight. */
  fly<Value>(flight: Flight<CacheAnswer>, asked: Asked<Value>): Promise<CacheAnswer>;
  /** For one caller whose request may leave no trace. */
  alone<Value>(asked: Asked<Value>, reason: string): Promise<CacheAnswer>;
}

/** A holder that dies while it is followed gives its place up; after so many, each computes for itself. */
const BOARDINGS = 3;

export function createSourcing(options: SourcingOptions): Sourcing {
  const { clock, tally, storing, flights, guard, background } = options;

  const computed = async <Value>(asked: Asked<Value>, signal: AbortSignal) => {
    const startedAt = clock.monotonic();
    tally.cache.computed += 1;
    try {
      const answer = await asked.compute(signal);
      const text = textOf(answer);
      return {
        answer,
        content: contentOf(text, answer, asked.policy.tags ?? [], clock.monotonic() - startedAt),
      };
    } catch (error) {
      tally.cache.failed += 1;
      throw error;
    }
  };
  const unkept = (
    content: Parameters<Storing['unkept']>[0],
    reason: string,
    passed: readonly PassedLevel[],
  ) => {
    const keeping: Keeping = { kind: 'not_kept', reason };
    return new CacheAnswer(
      storing.unkept(content),
      { kind: 'computed', keeping, passed },
      new SharedJson(content.text),
    );
  };

  const here = async <Value>(
    flight: Flight<CacheAnswer>,
    asked: Asked<Value>,
    lease: FlightLease | undefined,
  ): Promise<CacheAnswer> => {
    try {
      const { answer, content } = await computed(asked, flight.signal);
      const refusal = refusalOf(answer, flight, content.tags);
      if (refusal !== undefined) {
        tally.cache[refusal === INVALIDATED ? 'overtaken' : 'not_stored'] += 1;
        if (lease !== undefined) background.run(lease.abandon());
        return unkept(content, refusal, asked.passed);
      }
      const source = { kind: 'computed', keeping: { kind: 'kept' }, passed: asked.passed } as const;
      const stored = storing.store(asked.key, content, asked.policy.life, source);
      if (lease !== undefined) background.run(landAfter(stored.shared, lease, stored.answer.entry));
      return stored.answer;
    } catch (error) {
      if (lease !== undefined) background.run(lease.abandon());
      throw error;
    }
  };

  /** Between the miss and the boarding another process may have landed. */
  const holding = async <Value>(
    flight: Flight<CacheAnswer>,
    asked: Asked<Value>,
    lease: FlightLease,
  ): Promise<CacheAnswer> => {
    if (asked.policy.directives?.noCache === true) return here(flight, asked, lease);
    const found = await options.shared.lookup(asked.key, clock.now(), asked.passed);
    if (found.kind === 'missed' || found.freshness === 'stale') return here(flight, asked, lease);
    background.run(lease.land(found.entry));
    tally.levels[found.level.name].hits += 1;
    countSaved(tally, found.entry);
    const answer = answerOf(found);
    if (!flight.overtaken(found.entry.tags)) storing.adopt(asked.key, answer);
    return answer;
  };

  const followed = (flight: Flight<CacheAnswer>, entry: CacheEntry, asked: Asked<unknown>): CacheAnswer => {
    const source = { kind: 'joined', process: 'other', passed: asked.passed } as const;
    const answer = new CacheAnswer(entry, source, new SharedJson(entry.text));
    if (!flight.overtaken(entry.tags)) storing.adopt(asked.key, answer);
    tally.cache.followed += 1;
    countSaved(tally, entry);
    return answer;
  };

  /** Boards so that an invalidation can seal the flight, also one that comes while it is boarding. */
  const board = async (
    flight: Flight<CacheAnswer>,
    shared: SharedFlights,
    key: CacheKey,
  ): Promise<Boarding | undefined> => {
    let boarding: Promise<Boarding> | undefined;
    const outcome = await guard.ask(() => {
      boarding = shared.board(key);
      flight.onOvertaken = sealing(boarding);
      return boarding;
    });
    if (typeof outcome !== 'string') return outcome;
    // Too late to be waited for; held, it would keep others from computing.
    if (boarding !== undefined) background.run(boarding.then(abandonIfHeld));
    return undefined;
  };

  return {
    async fly(flight, asked) {
      if (flights === undefined) return here(flight, asked, undefined);
      for (let boardings = 0; boardings < BOARDINGS; boardings++) {
        const boarding = await board(flight, flights, asked.key);
        if (boarding === undefined) break;
        if (boarding.kind === 'holder') return holding(flight, asked, boarding.lease);
        // A new answer was demanded; what another process began earlier is none.
        if (asked.policy.directives?.noCache === true) break;
        const landing = await landingOf(boarding.flight, flight.signal);
        if (landing.kind === 'landed') return followed(flight, landing.entry, asked);
        if (landing.kind === 'not_shared') break;
      }
      return here(flight, asked, undefined);
    },
    async alone(asked, reason) {
      const signal = asked.policy.signal?.() ?? new AbortController().signal;
      const { content } = await computed(asked, signal);
      tally.cache.not_stored += 1;
      return unkept(content, reason, asked.passed);
    },
  };
}

const INVALIDATED = 'invalidated_meanwhile';

function refusalOf(
  { cacheable }: Computed<unknown>,
  flight: Flight<unknown>,
  tags: readonly string[],
): string | undefined {
  if (cacheable.kind === 'no') return cacheable.reason;
  return flight.overtaken(tags) ? INVALIDATED : undefined;
}

/** @throws TypeError when the value is nothing that JSON can say */
export function textOf(computed: { readonly text: string } | { readonly value: unknown }): string {
  if ('text' in computed) return computed.text;
  const text = JSON.stringify(computed.value) as string | undefined;
  if (text === undefined) throw new TypeError('a cached value must be something that JSON can say');
  return text;
}

const sealing = (boarding: Promise<Boarding>) => async (): Promise<void> => {
  const boarded = await boarding.catch(() => undefined);
  if (boarded?.kind === 'holder') await boarded.lease.seal();
};

const abandonIfHeld = async (boarding: Boarding): Promise<void> => {
  if (boarding.kind === 'holder') await boarding.lease.abandon();
};

/** Who boards after the landing must find the entry in the shared level. */
async function landAfter(shared: Promise<unknown>, lease: FlightLease, entry: CacheEntry): Promise<void> {
  await shared;
  await lease.land(entry);
}

async function landingOf(followed: FollowedFlight, signal: AbortSignal): Promise<Landing> {
  for await (const event of followed.events(signal)) if (event.kind !== 'piece') return event;
  return { kind: 'lost' };
}
