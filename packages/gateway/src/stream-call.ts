import { engineErrors } from '@accord/engine';
import { AccordError } from '@accord/kernel';
import type { Retry } from '@accord/resilience';
import { type Call, isClientFault } from './call.ts';
import { type ClientRequest, isObject } from './client-request.ts';
import { canBeContinued, continuedRequest, type ContinuedMark, continuing, goesOn } from './continuation.ts';
import { codeOf, gatewayErrors } from './errors.ts';
import type { GatewayKnobs } from './knobs.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { Candidate } from './models.ts';
import { outgoingBody } from './outgoing.ts';
import type { Ended } from './reception.ts';
import { ResponseStream } from './responses/response-stream.ts';
import { badAnswerOf, Failures, sayWhoAnswers } from './round.ts';
import { partsOf, type Wording, wordingFor } from './wording.ts';
import { type Rewriting, type StreamSink, StreamReception } from './stream-reception.ts';
import type { Said } from './transcript.ts';
import type { WholeReply } from './whole-call.ts';

/** Where a reply goes that comes bit by bit. */
export interface ReplySink extends StreamSink {
  /** The stream begins. Before that, it may still become a plain reply. */
  begin(): void;
  end(): void;
  /** In place of a stream: what a server said of the client's request. */
  refuse(reply: WholeReply): void;
  /** In place of a stream, or of the rest of it. */
  fail(error: unknown): void;
}

export interface StreamParts {
  readonly knobs: GatewayKnobs;
  readonly retry: Retry;
  readonly metrics: GatewayMetrics;
}

/**
 * Streams from the first candidate that answers. One that fails before it said anything is silently replaced; what was
 * said in plain text is continued by the next that can; otherwise the stream ends with the error.
 *
 * @returns the code of the error it ended with
 */
export async function streamFrom(
  call: Call,
  candidates: readonly Candidate[],
  parts: StreamParts,
  sink: ReplySink,
): Promise<string | undefined> {
  const stream = new Streaming(call, candidates, parts, sink);
  try {
    return await parts.retry.run(() => stream.round(), {
      deadline: call.deadline,
      isSafe: () => stream.mayBeRepeated,
    });
  } catch (error) {
    sink.fail(error);
    return codeOf(error);
  }
}

/** What the client has been given so far. */
interface Given {
  /** Of the first engine that said anything. */
  readonly head: NonNullable<Said['head']>;
  readonly text: string;
  readonly marks: readonly ContinuedMark[];
}

class Streaming implements StreamSink {
  private readonly call: Call;
  private readonly candidates: readonly Candidate[];
  private readonly parts: StreamParts;
  private readonly sink: ReplySink;
  private failures = new Failures();
  private begun = false;
  private given: Given | undefined;
  private response: ResponseStream | undefined;
  /** As it was put to the engine that was asked last. */
  private request: ClientRequest | undefined;

  constructor(call: Call, candidates: readonly Candidate[], parts: StreamParts, sink: ReplySink) {
    this.call = call;
    this.candidates = candidates;
    this.parts = parts;
    this.sink = sink;
  }

  get mayBeRepeated(): boolean {
    return this.failures.safe && !this.begun;
  }

  write(text: Buffer | string): boolean {
    if (!this.begun) {
      this.begun = true;
      this.sink.begin();
    }
    return this.sink.write(text);
  }

  /** @returns the code of a refusal that was passed on */
  async round(): Promise<string | undefined> {
    this.failures = new Failures();
    for (const candidate of this.candidates) {
      const goingOn = this.given !== undefined && this.given.text !== '';
      if (goingOn && !goesOn(candidate.model)) continue;
      const ended = await this.ask(candidate, goingOn);
      if (ended === undefined) continue;
      if (ended.kind === 'answered') {
        sayWhoAnswers(this.call, this.candidates, candidate);
        this.sink.end();
        return undefined;
      }
      if (ended.kind === 'refused' && isClientFault(ended) && !this.begun) return this.refuse(ended);
      this.failures.failed(this.call, candidate, ended);
      if (ended.kind === 'failed' && !this.takeIn(ended)) break;
    }
    throw this.begun ? this.cut() : this.failures.error;
  }

  /** The events of a response are made of chunks; a stream that another goes on with is made to look like the rest. */
  private rewritingFor({ translated }: Wording, marks: readonly ContinuedMark[]): Rewriting | undefined {
    if (!translated) return this.given === undefined ? undefined : continuing(this.given.head, marks);
    this.response ??= new ResponseStream(partsOf(this.call));
    this.response.marks = marks;
    return this.response;
  }

  private async ask(candidate: Candidate, goingOn: boolean): Promise<Ended | undefined> {
    const { call, given, parts } = this;
    const { model } = candidate;
    const { knobs } = parts;
    const { text = '', marks = [] } = given ?? {};
    const mark = { engine: model.guarded.key, model: model.model, from: text.length };
    const continued = goingOn ? [...marks, mark] : marks;
    const wording = wordingFor(call, candidate);
    // What was begun in translation is not gone on with in the server's own words.
    if (this.response !== undefined && this.begun && !wording.translated) return undefined;
    const request = goingOn ? continuedRequest(wording.request, text, model) : wording.request;
    const reception: StreamReception = new StreamReception({
      sink: this,
      showsUsage: wording.translated || asksForUsage(request),
      endsWithMark: request.endpoint === 'chat',
      transcriptBytes: knobs.transcript_bytes,
      rewriting: this.rewritingFor(wording, continued),
      began: () => call.began(model.model),
      badAnswer: badAnswerOf(candidate),
      cancel: (error) => call.cancel(error),
    });
    const withinMs = candidate.parameters?.timeoutMs ?? knobs.first_token_s * 1000;
    const body = outgoingBody(request, candidate, knobs.output_tokens);
    this.request = wording.request;
    call.onResume(reception);
    const asked = await call.ask(
      candidate,
      { body, request, streams: true, path: wording.path, withinMs },
      reception,
    );
    if (asked.kind === 'passed_over') {
      this.failures.passedOver(asked.error);
      return undefined;
    }
    if (goingOn) {
      this.given = { head: (given as Given).head, text, marks: continued };
      parts.metrics.continued.add([model.guarded.key]);
      const message = `${model.guarded.key} goes on after ${text.length} characters`;
      call.reasons.push({ step: 'gateway', code: 'stream_continued', outcome: 'taken', message });
    }
    return asked.ended;
  }

  /** Remembers what an engine said before it failed. False when no other can go on with it. */
  private takeIn({ said }: Extract<Ended, { kind: 'failed' }>): boolean {
    // Comments that keep a connection alive say nothing.
    if (said?.head === undefined) return said === undefined || (said.onlyText && said.outputBytes === 0);
    const { head, text, marks } = this.given ?? { head: said.head, text: '', marks: [] };
    this.given = { head, text: text + said.text, marks };
    if (said.outputBytes === 0) return true;
    return canBeContinued(this.request ?? this.call.request, { ...said, text: this.given.text });
  }

  private refuse({ refusal }: Extract<Ended, { kind: 'refused' }>): string {
    const { status, body, error } = refusal;
    if (!body.startsWith('{')) throw error;
    this.sink.refuse({ status, body, refusedWith: error.code });
    return error.code;
  }

  private cut(): AccordError {
    const { error } = this.failures;
    if (error.code === engineErrors.ENGINE_CANCELLED.code) return error;
    return new AccordError(gatewayErrors.STREAM_CUT, {
      detail: `The answer broke off: ${error.message}`,
      cause: error,
    });
  }
}

function asksForUsage({ endpoint, body }: ClientRequest): boolean {
  if (endpoint !== 'chat') return true;
  const options = body['stream_options'];
  return isObject(options) && options['include_usage'] === true;
}
