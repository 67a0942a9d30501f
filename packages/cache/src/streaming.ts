import type { Clock } from '@accord/kernel';
import type { AnswerSource, CacheAnswer, PassedLevel } from './answer.ts';
import type { AnswerLevel } from './answer-level.ts';
import type { Background } from './background.ts';
import type { Flight, FlightTable } from './flight-table.ts';
import type { CacheKey } from './key.ts';
import type { Lookup } from './ladder.ts';
import type { MaybePromise } from './level.ts';
import { type Looking, MEMORY_MISSED } from './looking.ts';
import type { CachePolicy, Produce } from './policy.ts';
import type { Recording } from './recording.ts';
import { answerOf } from './storing.ts';
import type { StreamSourcing, StreamEnd } from './stream-sourcing.ts';
import type { StreamText } from './stream-text.ts';
import { countSaved, countSavedTime, type Tally } from './tally.ts';

/**
 * An answer in pieces. One of the two is taken, once: pieces as they come, or all of it together for a caller who does
 * not stream. A caller who takes neither is to abort the signal of the policy.
 */
export interface StreamAnswer<End> {
  /** @throws what the source throws, also after pieces; CACHE_STREAM_CUT, CACHE_STREAM_READER_TOO_SLOW */
  parts(): AsyncIterable<StreamPart<End>>;
  /** @throws as `parts` does */
  whole(): Promise<{ readonly text: string; readonly end: End; readonly source: AnswerSource }>;
}

export type StreamPart<End> =
  | { readonly kind: 'piece'; readonly piece: string }
  /** Last, with what the source said at the end, such as the usage, and where the answer came from. */
  | { readonly kind: 'end'; readonly end: End; readonly source: AnswerSource };

export interface Streaming {
  getOrStream<End>(
    key: CacheKey,
    produce: Produce<End>,
    policy: CachePolicy,
  ): MaybePromise<StreamAnswer<End>>;
}

export interface StreamingOptions {
  readonly clock: Clock;
  readonly tally: Tally;
  readonly memory: AnswerLevel;
  readonly looking: Looking;
  readonly sourcing: StreamSourcing;
  readonly streams: FlightTable<StreamEnd>;
  readonly background: Background;
  readonly notAsked: readonly PassedLevel[];
}

interface Request {
  readonly key: CacheKey;
  readonly produce: Produce<unknown>;
  readonly policy: CachePolicy;
}

export function createStreaming(options: StreamingOptions): Streaming {
  const { clock, tally, memory, looking, sourcing, streams, background } = options;
  const recordings = new WeakMap<Flight<StreamEnd>, Recording<StreamEnd>>();

  const begin = (
    request: Request,
    passed: readonly PassedLevel[],
    renewed?: 'renewed',
  ): Flight<StreamEnd> => {
    const { key, policy } = request;
    const recording = sourcing.recording();
    const flight = streams.begin(key, policy.tags ?? [], async (flight) => {
      if (renewed === undefined) return sourcing.fly(flight, recording, { ...request, passed });
      const found = await looking.renewed(flight);
      if ('kind' in found) return sourcing.replay(recording, answerOf(found));
      return sourcing.fly(flight, recording, { ...request, passed: found });
    });
    recordings.set(flight, recording);
    return flight;
  };
  const live = (flight: Flight<StreamEnd>, policy: CachePolicy, joined: boolean): StreamAnswer<unknown> => {
    const recording = recordings.get(flight);
    if (recording === undefined) throw new TypeError('a flight of a stream is recorded');
    const reader = boarding(flight, policy);
    if (!joined) return answerFrom(() => reading(recording, reader));
    tally.cache.joined += 1;
    return answerFrom(() => reading(recording, reader, joinedSource));
  };
  const joinedSource = (ended: StreamEnd): AnswerSource => {
    countSaved(tally, ended.entry);
    return ended.source.kind === 'computed'
      ? { kind: 'joined', process: 'this', passed: MEMORY_MISSED }
      : ended.source;
  };

  const counted = async (streaming: Promise<StreamEnd>): Promise<void> => {
    try {
      const { source } = await streaming;
      if (source.kind === 'computed') tally.cache.refreshed += 1;
    } catch (error) {
      tally.cache.refresh_failed += 1;
      throw error;
    }
  };
  const refresh = (request: Request): void => {
    if (request.policy.directives?.noStore === true || streams.find(request.key) !== undefined) return;
    const { produce, policy } = request;
    const flight = begin({ ...request, produce: policy.streamBehind ?? produce }, MEMORY_MISSED, 'renewed');
    background.run(counted(flight.join(undefined)));
  };
  const served = (request: Request, answer: CacheAnswer): StreamAnswer<unknown> => {
    if (answer.source.kind === 'level' && answer.source.freshness === 'stale') {
      countSavedTime(tally, answer.entry);
      refresh(request);
    } else countSaved(tally, answer.entry);
    return answerFrom(() => replaying(answer));
  };
  const compute = (request: Request, passed: readonly PassedLevel[]): StreamAnswer<unknown> => {
    const { key, policy } = request;
    const underWay = policy.directives?.noCache === true ? undefined : streams.find(key);
    // One that was too long to be held can no longer be heard from its beginning.
    const whole = underWay !== undefined && recordings.get(underWay)?.pieces !== undefined;
    if (whole) return live(underWay, policy, true);
    if (policy.directives?.noStore === true) {
      return answerFrom(() => sourcing.alone({ ...request, passed }, 'no_store'));
    }
    return live(begin(request, passed), policy, false);
  };
  const arrived = (request: Request, lookup: Lookup): StreamAnswer<unknown> =>
    lookup.kind === 'missed' ? compute(request, lookup.passed) : served(request, answerOf(lookup));

  const answer = (request: Request): MaybePromise<StreamAnswer<unknown>> => {
    const { key, policy } = request;
    if (policy.directives?.noCache === true) return compute(request, options.notAsked);
    const now = clock.now();
    const held = memory.find(key, now);
    if (held !== undefined) {
      const fresh = held.entry.freshUntil > now;
      tally.levels.memory[fresh ? 'hits' : 'stale'] += 1;
      const source = { kind: 'level', level: 'memory', freshness: 'stale', passed: [] } as const;
      return served(request, fresh ? held : held.from(source));
    }
    tally.levels.memory.misses += 1;
    if (streams.find(key) !== undefined) return compute(request, MEMORY_MISSED);
    const lookup = looking.lookUp(key, policy.signal, now);
    return lookup instanceof Promise
      ? lookup.then((found) => arrived(request, found))
      : arrived(request, lookup);
  };

  return {
    getOrStream: <End>(key: CacheKey, produce: Produce<End>, policy: CachePolicy) =>
      answer({ key, produce, policy }) as MaybePromise<StreamAnswer<End>>,
  };
}

type Parts = AsyncIterable<StreamPart<unknown>>;

/** Both ways to take an answer, of which one may be taken once. */
export function answerFrom(open: () => Parts): StreamAnswer<unknown> {
  let taken = false;
  const parts = (): Parts => {
    if (taken) throw new TypeError('a stream is read once');
    taken = true;
    return open();
  };
  return {
    parts,
    async whole() {
      let text = '';
      for await (const part of parts()) {
        if (part.kind === 'end') return { text, end: part.end, source: part.source };
        text += part.piece;
      }
      throw new TypeError('a stream ends with its end');
    },
  };
}

/** From an entry, at once. */
async function* replaying({ json, source }: CacheAnswer): AsyncGenerator<StreamPart<unknown>, void> {
  const kept = json.value as Extract<StreamText, { pieces: unknown }>;
  for (const piece of kept.pieces) yield { kind: 'piece', piece };
  yield { kind: 'end', end: kept.end, source };
}

interface Reader {
  readonly signal: AbortSignal;
  leave(): void;
}

/** A seat on the flight, which is given up when the caller goes away or stops reading. */
function boarding(flight: Flight<StreamEnd>, policy: CachePolicy): Reader {
  const leaver = new AbortController();
  const caller = policy.signal?.();
  const leave = (): void => leaver.abort(caller?.reason);
  if (caller?.aborted === true) leave();
  else caller?.addEventListener('abort', leave, { once: true });
  flight
    .join(() => leaver.signal)
    .finally(() => caller?.removeEventListener('abort', leave))
    // Readers hear of a failure from the recording, after the pieces before it.
    .catch(() => undefined);
  return { signal: leaver.signal, leave };
}

async function* reading(
  recording: Recording<StreamEnd>,
  reader: Reader,
  sourceOf: (end: StreamEnd) => AnswerSource = ({ source }) => source,
): AsyncGenerator<StreamPart<unknown>, void> {
  try {
    for await (const part of recording.read(reader.signal)) {
      yield part.kind === 'piece' ? part : { kind: 'end', end: part.end, source: sourceOf(part) };
    }
  } finally {
    reader.leave();
  }
}
