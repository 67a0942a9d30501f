import { AccordError, type Clock } from '@accord/kernel';
import { type AnswerSource, CacheAnswer, type PassedLevel, SharedJson } from './answer.ts';
import type { Boarded, BoardingGate, HeldFlight } from './boarding.ts';
import type { CacheEntry } from './entry.ts';
import { cacheErrors } from './errors.ts';
import type { Flight } from './flight-table.ts';
import type { FollowedFlight } from './flights.ts';
import type { CacheKey } from './key.ts';
import type { CachePolicy, ComputedFacts, Produce, ProducedPart } from './policy.ts';
import { createRecording, type Recording } from './recording.ts';
import { contentOf, type Storing } from './storing.ts';
import { restOf, type StreamText, streamText } from './stream-text.ts';
import { countSaved, countSimilar, type Tally } from './tally.ts';

/** How a stream ended, for who reads it. */
export interface StreamEnd {
  readonly end: unknown;
  readonly source: AnswerSource;
  readonly entry: CacheEntry;
}

export interface AskedStream {
  readonly key: CacheKey;
  readonly produce: Produce<unknown>;
  readonly policy: CachePolicy;
  readonly passed: readonly PassedLevel[];
}

export interface StreamSourcing {
  recording(): Recording<StreamEnd>;
  /** Records what the source, or another process, streams. What it fails with, the recording fails with. */
  fly(flight: Flight<StreamEnd>, recording: Recording<StreamEnd>, asked: AskedStream): Promise<StreamEnd>;
  /** Records what is kept already. */
  replay(recording: Recording<StreamEnd>, answer: CacheAnswer): StreamEnd;
  /** Past everything, for one caller whose request may leave no trace. */
  alone(
    asked: AskedStream,
    reason: string,
  ): AsyncGenerator<
    | { readonly kind: 'piece'; readonly piece: string }
    | { readonly kind: 'end'; readonly end: unknown; readonly source: AnswerSource },
    void
  >;
}

export interface StreamSourcingOptions {
  readonly clock: Clock;
  readonly tally: Tally;
  readonly storing: Storing;
  readonly boarding: BoardingGate;
  readonly maxBytes: number;
}

export function createStreamSourcing(options: StreamSourcingOptions): StreamSourcing {
  const { clock, tally, storing, boarding, maxBytes } = options;

  /** Passes the pieces on as they come; returns the end. */
  const produced = async (
    { produce }: AskedStream,
    signal: AbortSignal,
    pass: (piece: string) => void,
  ): Promise<Extract<ProducedPart<unknown>, { kind: 'end' }>> => {
    try {
      for await (const part of produce(signal)) {
        signal.throwIfAborted();
        if (part.kind === 'piece') pass(part.piece);
        else {
          if (part.similar === undefined) tally.cache.computed += 1;
          else countSimilar(tally, part.similar);
          return part;
        }
      }
      throw cut('the source ended without an end');
    } catch (error) {
      tally.cache.computed += 1;
      tally.cache.failed += 1;
      throw error;
    }
  };

  const here = async (
    flight: Flight<StreamEnd>,
    recording: Recording<StreamEnd>,
    asked: AskedStream,
    held: HeldFlight | undefined,
  ): Promise<StreamEnd> => {
    const startedAt = clock.monotonic();
    try {
      const last = await produced(asked, flight.signal, (piece) => {
        recording.push(piece);
        held?.emit(piece);
      });
      const text = streamText(recording.pieces, recording.length, last.end);
      const content = contentOf(text, last, asked.policy.tags ?? [], clock.monotonic() - startedAt);
      const refusal = refusalOf(last, recording, flight, content.tags);
      const { passed } = asked;
      if (refusal === undefined) {
        const source = { kind: 'computed', keeping: { kind: 'kept' }, passed } as const;
        const { answer, shared } = storing.store(asked.key, content, asked.policy.life, source);
        held?.landAfter(shared, answer.entry);
        return { end: last.end, source, entry: answer.entry };
      }
      if (last.similar === undefined) {
        tally.cache[refusal === 'invalidated_meanwhile' ? 'overtaken' : 'not_stored'] += 1;
      }
      const entry = storing.unkept(content);
      // Who follows has heard the pieces and needs the end, though nobody may keep it.
      held?.landAfter(Promise.resolve(), entry);
      const keeping = { kind: 'not_kept', reason: refusal } as const;
      return { end: last.end, source: { kind: 'computed', keeping, passed }, entry };
    } catch (error) {
      held?.abandon();
      throw error;
    }
  };

  /** Follows another process; nothing when it gave up before it said anything. */
  const follow = async (
    flight: Flight<StreamEnd>,
    recording: Recording<StreamEnd>,
    followed: FollowedFlight,
    asked: AskedStream,
  ): Promise<StreamEnd | 'not_shared' | 'lost'> => {
    for await (const event of followed.events(flight.signal)) {
      if (event.kind === 'piece') recording.push(event.piece);
      else if (event.kind === 'landed') return landed(flight, recording, event.entry, asked);
      else if (recording.length === 0) return event.kind;
      else break;
    }
    flight.signal.throwIfAborted();
    if (recording.length === 0) return 'lost';
    throw cut('the process that streamed it gave up');
  };
  const landed = (
    flight: Flight<StreamEnd>,
    recording: Recording<StreamEnd>,
    entry: CacheEntry,
    { key, passed }: AskedStream,
  ): StreamEnd => {
    const json = new SharedJson(entry.text);
    const whole = json.value as StreamText;
    const rest = restOf(whole, recording.pieces, recording.length);
    if (rest === undefined) throw cut('pieces of it were lost between the processes');
    recording.push(rest);
    const source = { kind: 'joined', process: 'other', passed } as const;
    if (!flight.overtaken(entry.tags)) storing.adopt(key, new CacheAnswer(entry, source, json));
    tally.cache.followed += 1;
    countSaved(tally, entry);
    return { end: whole.end, source, entry };
  };

  const replay: StreamSourcing['replay'] = (recording, { entry, source, json }) => {
    const whole = json.value as StreamText;
    const rest = restOf(whole, recording.pieces, recording.length);
    if (rest === undefined) throw cut('what is kept is another stream');
    recording.push(rest);
    const ended = { end: whole.end, source, entry };
    recording.end(ended);
    return ended;
  };
  const flown = async (
    flight: Flight<StreamEnd>,
    recording: Recording<StreamEnd>,
    asked: AskedStream,
  ): Promise<StreamEnd> => {
    const noCache = asked.policy.directives?.noCache === true;
    const boarded: Boarded<StreamEnd> = await boarding.board(flight, asked.key, noCache, async (followed) =>
      follow(flight, recording, followed, asked),
    );
    switch (boarded.kind) {
      case 'followed':
        return boarded.result;
      case 'found':
        return replay(recording, boarded.answer);
      case 'compute':
        return here(flight, recording, asked, boarded.held);
    }
  };

  return {
    recording: () => createRecording(maxBytes),
    replay,
    async fly(flight, recording, asked) {
      try {
        const ended = await flown(flight, recording, asked);
        recording.end(ended);
        return ended;
      } catch (error) {
        recording.fail(error);
        throw error;
      }
    },
    async *alone(asked, reason) {
      const signal = asked.policy.signal?.() ?? new AbortController().signal;
      tally.cache.computed += 1;
      tally.cache.not_stored += 1;
      const source = {
        kind: 'computed',
        keeping: { kind: 'not_kept', reason },
        passed: asked.passed,
      } as const;
      for await (const part of asked.produce(signal)) {
        if (part.kind === 'end') return yield { kind: 'end', end: part.end, source };
        yield part;
      }
      throw cut('the source ended without an end');
    },
  };
}

function refusalOf(
  { cacheable }: ComputedFacts,
  recording: Recording<StreamEnd>,
  flight: Flight<StreamEnd>,
  tags: readonly string[],
): string | undefined {
  if (cacheable.kind === 'no') return cacheable.reason;
  if (recording.pieces === undefined) return 'too_long';
  return flight.overtaken(tags) ? 'invalidated_meanwhile' : undefined;
}

const cut = (detail: string): AccordError =>
  new AccordError(cacheErrors.CACHE_STREAM_CUT, { detail: `The stream was cut: ${detail}` });
