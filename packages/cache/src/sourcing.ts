import type { Clock } from '@accord/kernel';
import { CacheAnswer, type Keeping, type PassedLevel, SharedJson } from './answer.ts';
import type { Boarded, BoardingGate, HeldFlight } from './boarding.ts';
import type { Flight } from './flight-table.ts';
import type { FollowedFlight, Landing } from './flights.ts';
import type { CacheKey } from './key.ts';
import type { CachePolicy, Compute, Computed } from './policy.ts';
import { contentOf, type Storing } from './storing.ts';
import { countSaved, countSimilar, type Tally } from './tally.ts';

export interface SourcingOptions {
  readonly clock: Clock;
  readonly tally: Tally;
  readonly storing: Storing;
  readonly boarding: BoardingGate;
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

export function createSourcing(options: SourcingOptions): Sourcing {
  const { clock, tally, storing, boarding } = options;

  const computed = async <Value>(asked: Asked<Value>, signal: AbortSignal) => {
    const startedAt = clock.monotonic();
    try {
      const answer = await asked.compute(signal);
      if (answer.similar === undefined) tally.cache.computed += 1;
      else countSimilar(tally, answer.similar);
      const text = textOf(answer);
      return {
        answer,
        content: contentOf(text, answer, asked.policy.tags ?? [], clock.monotonic() - startedAt),
      };
    } catch (error) {
      tally.cache.computed += 1;
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
    held: HeldFlight | undefined,
  ): Promise<CacheAnswer> => {
    try {
      const { answer, content } = await computed(asked, flight.signal);
      const refusal = refusalOf(answer, flight, content.tags);
      if (refusal !== undefined) {
        if (answer.similar === undefined) {
          tally.cache[refusal === INVALIDATED ? 'overtaken' : 'not_stored'] += 1;
        }
        held?.abandon();
        return unkept(content, refusal, asked.passed);
      }
      const source = { kind: 'computed', keeping: { kind: 'kept' }, passed: asked.passed } as const;
      const stored = storing.store(asked.key, content, asked.policy.life, source);
      held?.landAfter(stored.shared, stored.answer.entry);
      return stored.answer;
    } catch (error) {
      held?.abandon();
      throw error;
    }
  };

  const followed = async (
    flight: Flight<CacheAnswer>,
    followed: FollowedFlight,
    { key, passed }: Asked<unknown>,
  ): Promise<CacheAnswer | 'not_shared' | 'lost'> => {
    const landing = await landingOf(followed, flight.signal);
    if (landing.kind !== 'landed') return landing.kind;
    const { entry } = landing;
    const source = { kind: 'joined', process: 'other', passed } as const;
    const answer = new CacheAnswer(entry, source, new SharedJson(entry.text));
    if (!flight.overtaken(entry.tags)) storing.adopt(key, answer);
    tally.cache.followed += 1;
    countSaved(tally, entry);
    return answer;
  };

  return {
    async fly(flight, asked) {
      const anew = asked.policy.directives?.noCache === true;
      const boarded: Boarded<CacheAnswer> = await boarding.board(flight, asked.key, anew, async (other) =>
        followed(flight, other, asked),
      );
      switch (boarded.kind) {
        case 'followed':
          return boarded.result;
        case 'found':
          return boarded.answer;
        case 'compute':
          return here(flight, asked, boarded.held);
      }
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

async function landingOf(followed: FollowedFlight, signal: AbortSignal): Promise<Landing> {
  for await (const event of followed.events(signal)) if (event.kind !== 'piece') return event;
  return { kind: 'lost' };
}
