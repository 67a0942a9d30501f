import { type AnswerSource, SharedJson } from '../answer.ts';
import type { Background } from '../background.ts';
import type { Cache } from '../cache.ts';
import type { MaybePromise } from '../level.ts';
import type { CachePolicy, Produce, ProducedPart } from '../policy.ts';
import { type StreamText, streamText } from '../stream-text.ts';
import { answerFrom, type StreamAnswer, type StreamPart } from '../streaming.ts';
import {
  type AroundLookup,
  drawnIn,
  isItsOwn,
  keyOf,
  noteOf,
  type Seen,
  similarSource,
} from './around-lookup.ts';
import type { Comparison, Question } from './question.ts';
import type { SimilarLookup, WouldBeHit } from './similar-lookup.ts';

export interface AskedSimilarStream {
  readonly question: () => Question;
  readonly produce: Produce<unknown>;
  readonly policy: CachePolicy;
  readonly comparison: Comparison;
}

export interface SimilarStreamsOptions {
  readonly cache: Pick<Cache, 'getOrStream' | 'peek'>;
  readonly around: AroundLookup;
  readonly background: Background;
}

/** Of a stream that is to be compared, the most that is held for it; a longer one is not compared. */
const MOST_COMPARED_CHARS = 1 << 20;

/** Streams with a look for a similar question before the source. A kept stream is given as it came. */
export function createSimilarStreams({ cache, around, background }: SimilarStreamsOptions) {
  const similarOr = ({ question, produce, comparison }: AskedSimilarStream, seen: Seen): Produce<unknown> =>
    async function* (signal) {
      const words = question();
      const lookup = await around.lookUp(words, () => signal);
      if (lookup !== undefined) seen.found = { question: words, lookup };
      if (lookup?.kind === 'served') yield* servedParts(lookup.hit);
      else if (lookup === undefined || drawnIn(lookup)?.halvings === undefined) yield* produce(signal);
      else {
        yield* heard(produce(signal), (text) => around.compareWith(lookup, words, text, comparison));
      }
    };

  /** Has what was served streamed after all, to nobody, to see whether it was right. */
  const checkBehind =
    (asked: AskedSimilarStream, question: Question, lookup: SimilarLookup) =>
    async (signal: () => AbortSignal): Promise<void> => {
      const { policy, produce, comparison } = asked;
      const unhurried: CachePolicy = { ...policy, signal };
      const answer = await cache.getOrStream(keyOf(question), policy.streamBehind ?? produce, unhurried);
      const { source } = await answer.whole();
      const kept = isItsOwn(source) ? await cache.peek(keyOf(question)) : undefined;
      if (kept === undefined) return;
      around.compareWith(lookup, question, kept.entry.text, comparison);
      around.keep(question, lookup, kept.entry.staleUntil);
    };
  const keepStreamed = async (question: Question, lookup: SimilarLookup): Promise<void> => {
    const kept = await cache.peek(keyOf(question));
    if (kept !== undefined) around.keep(question, lookup, kept.entry.staleUntil);
  };

  const told = (asked: AskedSimilarStream, { found }: Seen, source: AnswerSource): AnswerSource => {
    if (found === undefined || source.kind !== 'computed') return source;
    const { question, lookup } = found;
    if (lookup.kind === 'served') {
      const checked = around.checkedBehind(lookup.hit, checkBehind(asked, question, lookup));
      return similarSource(lookup.hit, checked, source.passed);
    }
    if (source.keeping.kind === 'kept') background.run(keepStreamed(question, lookup));
    return { ...source, similar: noteOf(lookup) };
  };
  const tellingOf = (
    asked: AskedSimilarStream,
    seen: Seen,
    answer: StreamAnswer<unknown>,
  ): StreamAnswer<unknown> =>
    answerFrom(async function* (): AsyncGenerator<StreamPart<unknown>, void> {
      for await (const part of answer.parts()) {
        yield part.kind === 'piece' ? part : { ...part, source: told(asked, seen, part.source) };
      }
    });

  return {
    getOrStream(
      key: Parameters<Cache['getOrStream']>[0],
      asked: AskedSimilarStream,
    ): MaybePromise<StreamAnswer<unknown>> {
      const seen: Seen = {};
      const answer = cache.getOrStream(key, similarOr(asked, seen), asked.policy);
      return answer instanceof Promise
        ? answer.then((one) => tellingOf(asked, seen, one))
        : tellingOf(asked, seen, answer);
    },
  };
}

function* servedParts({ answer: { entry } }: WouldBeHit): Generator<ProducedPart<unknown>, void> {
  const kept = new SharedJson(entry.text).value as Extract<StreamText, { pieces: unknown }>;
  for (const piece of kept.pieces) yield { kind: 'piece', piece };
  yield { kind: 'end', end: kept.end, similar: entry, cacheable: { kind: 'no', reason: 'similar' } };
}

/** Passes a stream on, and says at its end, where it may be kept, what would be kept of it. */
async function* heard(
  parts: AsyncIterable<ProducedPart<unknown>>,
  hear: (text: string) => void,
): AsyncGenerator<ProducedPart<unknown>, void> {
  let pieces: string[] | undefined = [];
  let length = 0;
  for await (const part of parts) {
    if (part.kind === 'piece') {
      length += part.piece.length;
      if (length > MOST_COMPARED_CHARS) pieces = undefined;
      pieces?.push(part.piece);
    } else if (pieces !== undefined && part.cacheable.kind === 'yes') {
      hear(streamText(pieces, length, part.end));
    }
    yield part;
  }
}
