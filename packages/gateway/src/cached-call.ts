import { hash } from 'node:crypto';
import type { Ledger } from '@accord/accounts';
import type {
  AnswerSource,
  Cache,
  CacheAnswer,
  CacheKey,
  CachePolicy,
  Compute,
  Computed,
  Produce,
  ProducedPart,
  Question,
  SemanticCache,
  StreamAnswer,
} from '@accord/cache';
import { engineErrors } from '@accord/engine';
import { AccordError, type Clock, type PicoUsd, picoUsd } from '@accord/kernel';
import { canonicalJson, noteOnWire } from '@accord/runtime';
import { type Call, costNanoUsd } from './call.ts';
import { NO_TOKENS } from './call-record.ts';
import type { JsonObject } from './client-request.ts';
import { codeOf } from './errors.ts';
import { keptReply, type Provenance, readKeptReply } from './kept-reply.ts';
import type { GatewayKnobs } from './knobs.ts';
import type { Candidate } from './models.ts';
import { BY_WHAT_IS_SAID, lastWordsOf, questionOf } from './similar-question.ts';
import { type ReplySink, streamFrom, type StreamParts } from './stream-call.ts';
import { StreamQueue } from './stream-queue.ts';
import { type WholeReply, wholeFrom } from './whole-call.ts';

export interface CachedParts extends StreamParts {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly cache: Cache;
  /** Looks for similar questions. */
  readonly semantic: SemanticCache | undefined;
}

/** One who asks, and who does the asking of engines for it. */
export interface Asker {
  readonly call: Call;
  readonly candidates: readonly Candidate[];
  /** Runs the work of asking on the asker's own call. */
  working<Result>(work: (call: Call) => Promise<Result>): Promise<Result>;
  /** The same behind a stale answer, on a call with a record of its own. */
  workingAnew<Result>(work: (call: Call) => Promise<Result>): Promise<Result>;
  /** Resolves when the reader has room again, or has left. */
  roomAgain(): Promise<void>;
}

type Working = Asker['working'];

const own =
  (asker: Asker): Working =>
  (work) =>
    asker.working(work);
const anew =
  (asker: Asker): Working =>
  (work) =>
    asker.workingAnew(work);

/** Whether an answer would come out the same again, or is kept whatever it is. */
export function isKept({ request }: Call, [first]: readonly Candidate[], { cache }: GatewayKnobs): boolean {
  const { endpoint, body } = request;
  if (cache === 'off' || first === undefined) return false;
  // Where the server keeps a conversation, an answer depends on more than the request.
  if (body['store'] === true || 'previous_response_id' in body || 'conversation' in body) return false;
  if (cache === 'all' || endpoint === 'embeddings') return true;
  const temperature = body['temperature'] ?? first.parameters?.sampling.temperature;
  return temperature === 0 || typeof body['seed'] === 'number';
}

/** Fields that change nothing in an answer. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'user',
  'metadata',
  'safety_identifier',
  'prompt_cache_key',
]);

/** All that an answer depends on: endpoint, model, the parameters of the mode, and whatever the client sent. */
function nameOf({ request }: Call, { model, mode, parameters }: Candidate, body: JsonObject): string {
  const { endpoint } = request;
  const asked = Object.fromEntries(Object.entries(body).filter(([name]) => !WITHOUT_EFFECT.has(name)));
  const basis = canonicalJson([endpoint, model.guarded.key, mode, parameters?.sampling, asked]);
  return `v1.${endpoint}:${request.model}:${hash('sha256', basis, 'base64url')}`;
}

const keyOf = (call: Call, first: Candidate): CacheKey => ({
  tenant: call.account.tenant,
  name: nameOf(call, first, call.request.body),
});

/** What to look for among similar questions; undefined where the request is none in plain words. */
function similarOf(call: Call, first: Candidate, key: CacheKey): (() => Question) | undefined {
  const words = lastWordsOf(call);
  return words && (() => questionOf(call, key, nameOf(call, first, words.rest), words.text));
}

const LIFE = { chat: 'inference', responses: 'inference', embeddings: 'index' } as const;

const policyOf = ({ request, caller }: Call, { mode, model }: Candidate): CachePolicy => ({
  life: mode === undefined ? { by: 'operation', operation: LIFE[request.endpoint] } : { by: 'mode', mode },
  tags: [`v1.${request.endpoint}`, model.model],
  directives: caller.cache,
  signal: caller.signal,
});

/** A server's own refusal of the request, on its way past the cache. */
class RefusedByServer extends Error {
  readonly reply: WholeReply;

  constructor(reply: WholeReply) {
    super('The model server refused the request');
    this.reply = reply;
  }
}

async function answerThrough(
  { cache, semantic }: CachedParts,
  call: Call,
  first: Candidate,
  compute: Compute<unknown>,
  policy: CachePolicy,
): Promise<CacheAnswer> {
  const key = keyOf(call, first);
  const question = similarOf(call, first, key);
  if (semantic === undefined || question === undefined) return cache.getOrCompute(key, compute, policy);
  return semantic.getOrCompute(key, question, compute, policy, BY_WHAT_IS_SAID);
}

async function streamThrough(
  { cache, semantic }: CachedParts,
  call: Call,
  first: Candidate,
  produce: Produce<Provenance>,
  policy: CachePolicy,
): Promise<StreamAnswer<Provenance>> {
  const key = keyOf(call, first);
  const question = similarOf(call, first, key);
  if (semantic === undefined || question === undefined) return cache.getOrStream(key, produce, policy);
  return semantic.getOrStream(key, question, produce, policy, BY_WHAT_IS_SAID);
}

/** Answers from the cache, or joins the same request that is under way, or asks and keeps what came. */
export async function wholeThroughCache(asker: Asker, parts: CachedParts): Promise<WholeReply> {
  const { call, candidates } = asker;
  const [first] = candidates as readonly [Candidate];
  const computeBy =
    (working: Working) =>
    async (signal: AbortSignal): Promise<Computed<unknown>> =>
      working(async (call) => {
        followAll(call, signal);
        const reply = await wholeFrom(call, candidates, parts);
        if (reply.refusedWith !== undefined) throw new RefusedByServer(reply);
        const text = keptReply(provenanceOf(call, parts.clock), reply.body.toString());
        return { text, ...factsOf(call, first) };
      });
  let answer: CacheAnswer;
  try {
    answer = await answerThrough(parts, call, first, computeBy(own(asker)), {
      ...policyOf(call, first),
      behind: computeBy(anew(asker)),
    });
  } catch (error) {
    if (error instanceof RefusedByServer) return error.reply;
    throw leftOf(error);
  }
  const { from, reply } = readKeptReply(answer.text);
  takeIn(call, first, answer.source, from, parts);
  return { status: 200, body: reply, refusedWith: undefined };
}

/**
 * The same for a stream, which is replayed as it came.
 *
 * @returns the code of the error it ended with
 */
export async function streamThroughCache(
  asker: Asker,
  parts: CachedParts,
  sink: ReplySink,
): Promise<string | undefined> {
  const { call } = asker;
  const [first] = asker.candidates as readonly [Candidate];
  const produceBy = (working: Working) => (signal: AbortSignal) => produced(asker, working, parts, signal);
  try {
    const answer = await streamThrough(parts, call, first, produceBy(own(asker)), {
      ...policyOf(call, first),
      streamBehind: produceBy(anew(asker)),
    });
    let begun = false;
    for await (const part of answer.parts()) {
      if (part.kind === 'end') takeIn(call, first, part.source, part.end, parts);
      else {
        if (!begun) sink.begin();
        begun = true;
        if (!sink.write(part.piece)) await asker.roomAgain();
      }
    }
    sink.end();
    return undefined;
  } catch (error) {
    if (error instanceof RefusedByServer) {
      sink.refuse(error.reply);
      return error.reply.refusedWith;
    }
    const left = leftOf(error);
    sink.fail(left);
    return codeOf(left);
  }
}

async function* produced(
  asker: Asker,
  working: Working,
  parts: CachedParts,
  signal: AbortSignal,
): AsyncGenerator<ProducedPart<Provenance>, void> {
  const [first] = asker.candidates as readonly [Candidate];
  let doer: Call | undefined;
  const queue = new StreamQueue(
    () => doer?.resume(),
    (reply) => new RefusedByServer(reply),
  );
  const done = working(async (call) => {
    doer = call;
    followAll(call, signal);
    await streamFrom(call, asker.candidates, parts, queue);
    return call;
  });
  for await (const piece of queue.pieces()) yield { kind: 'piece', piece };
  const call = await done;
  yield { kind: 'end', end: provenanceOf(call, parts.clock), ...factsOf(call, first) };
}

/** Others may wait for the same answer, so it is everyone's leaving that ends the work. */
function followAll(call: Call, signal: AbortSignal): void {
  if (signal.aborted) call.leave();
  else signal.addEventListener('abort', () => call.leave(), { once: true });
}

/** Only what the first engine answered, in one piece, is kept under its name. */
function factsOf({ attempts }: Call, first: Candidate): Pick<Computed<unknown>, 'cacheable' | 'costNanoUsd'> {
  const [only, ...more] = attempts;
  const asPlanned =
    more.length === 0 && only?.outcome === 'completed' && only.engine === first.model.guarded.key;
  return {
    cacheable: asPlanned ? { kind: 'yes' } : { kind: 'no', reason: 'not_as_planned' },
    costNanoUsd: costNanoUsd(attempts),
  };
}

const provenanceOf = (call: Call, clock: Clock): Provenance => ({
  decision: call.id,
  tokens: call.attempts.at(-1)?.tokens ?? NO_TOKENS,
  at: clock.now(),
  tookMs: Math.round(call.elapsedMs * 1000) / 1000,
});

/** Who waits is told by the reason of the signal that ended the wait. */
function leftOf(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  return new AccordError(engineErrors.ENGINE_CANCELLED, { detail: 'The client went away', cause: error });
}

const NOTHING: PicoUsd = picoUsd(0);

/** What a call learns from an answer; one that it did not ask engines for is booked at no cost. */
function takeIn(
  call: Call,
  { model }: Candidate,
  source: AnswerSource,
  { decision, tokens, at, tookMs }: Provenance,
  { ledger, clock }: CachedParts,
): void {
  const passed = [...source.passed];
  if (source.kind === 'computed') {
    const { keeping } = source;
    const reason = keeping.kind === 'kept' ? '' : keeping.reason;
    const similar = source.similar && { similar: noteOnWire(source.similar) };
    call.cache = { outcome: 'miss', stored: keeping.kind === 'kept', reason, passed, ...similar };
    return;
  }
  if (source.kind === 'joined') {
    const across = source.process === 'this' ? 'process' : 'processes';
    call.cache = { outcome: 'joined', across, passed, decision };
  } else {
    const age_ms = Math.max(0, clock.now() - at);
    const kept = { level: source.level, age_ms, saved_ms: tookMs, passed, decision };
    call.cache =
      source.kind === 'similar'
        ? { ...kept, outcome: 'similar', ...source.match, checked: source.checked }
        : { ...kept, outcome: 'hit', stale: source.freshness === 'stale' };
  }
  const { id: request, account } = call;
  const { endpoint, model: asked } = call.request;
  ledger.post({ request, account, endpoint, model: asked }, [
    {
      engine: model.guarded.key,
      model: model.model,
      tokens,
      cost: NOTHING,
      basis: 'cache',
      outcome: 'completed',
    },
  ]);
}
