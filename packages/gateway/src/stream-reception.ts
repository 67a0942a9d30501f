import type { Tokens } from '@accord/accounts';
import { engineErrors, type Refusal } from '@accord/engine';
import type { AccordError } from '@accord/kernel';
import { isObject, type JsonObject } from './client-request.ts';
import {
  DATA,
  dataOf,
  DONE,
  DONE_EVENT,
  endOfEvent,
  endOfEvents,
  endsInDone,
  eventsIn,
  objectOf,
} from './event-stream.ts';
import { codeOf } from './errors.ts';
import type { Ended, Reception } from './reception.ts';
import { Transcript } from './transcript.ts';
import { tokensOf } from './usage.ts';

/** Where a stream is passed on to. */
export interface StreamSink {
  /** False asks for a pause, until the call is resumed. */
  write(text: Buffer | string): boolean;
}

/** Puts what an engine that goes on says into the place of what the first one would have said. */
export interface Rewriting {
  /** What to pass on of the text of whole events; empty for nothing. */
  rewrite(text: string): string;
}

export interface StreamReceptionOptions {
  readonly sink: StreamSink;
  /** Whether the client wants to see the count of tokens. */
  readonly showsUsage: boolean;
  /** A server of responses ends its stream without a mark. */
  readonly endsWithMark: boolean;
  readonly transcriptBytes: number;
  readonly rewriting: Rewriting | undefined;
  /** Told when the first whole events have come. */
  readonly began: () => void;
  readonly badAnswer: (what: string) => AccordError;
  /** Closes the connection to a server that has failed in its own words. */
  readonly cancel: (error: AccordError) => void;
}

/** How the names of counts end: `prompt_tokens` and `input_tokens`. A quote within a text is escaped. */
const COUNT = Buffer.from('t_tokens"');
const FAULT = Buffer.from('"error"');
const NOTHING = Buffer.alloc(0);

/**
 * Passes a stream on as it comes, in whole events, so that one that breaks off leaves nothing half said. What comes in
 * one turn of the event loop is looked at, and written, once.
 */
export class StreamReception implements Reception {
  readonly ended: Promise<Ended>;
  private readonly options: StreamReceptionOptions;
  private readonly transcript: Transcript;
  private settle: (ended: Ended) => void = () => {};
  private waiting: Buffer[] = [];
  private rest: Buffer = NOTHING;
  private scheduled = false;
  private flowing = true;
  private begun = false;
  private over = false;
  private bytes = 0;
  private tokens: Tokens | undefined;

  constructor(options: StreamReceptionOptions) {
    this.options = options;
    this.transcript = new Transcript(options.transcriptBytes);
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  head(contentType: string): void {
    if (!contentType.includes('text/event-stream')) {
      this.options.cancel(
        this.options.badAnswer(`answered with ${contentType || 'no content type'}, not with events`),
      );
    }
  }

  piece(bytes: Buffer): boolean {
    if (this.over) return true;
    this.waiting.push(bytes);
    this.bytes += bytes.length;
    if (!this.scheduled) {
      this.scheduled = true;
      process.nextTick(passOn, this);
    }
    return this.flowing;
  }

  /** The one who reads wants more. */
  resumed(): void {
    this.flowing = true;
  }

  end(): void {
    this.passOn();
    if (this.over) return;
    if (this.transcript.said().finished) return this.complete();
    this.conclude(this.options.badAnswer('stopped before the end'), true);
  }

  refused(refusal: Refusal): void {
    this.over = true;
    this.settle({ kind: 'refused', refusal });
  }

  failed(error: Error, sent: boolean): void {
    this.passOn();
    if (this.over) return;
    if (codeOf(error) !== engineErrors.ENGINE_CANCELLED.code && this.transcript.said().finished)
      return this.complete();
    this.conclude(error, sent);
  }

  passOn(): void {
    this.scheduled = false;
    if (this.over || this.waiting.length === 0) return;
    const block = this.taken();
    const end = endOfEvents(block);
    this.rest = end === block.length ? NOTHING : block.subarray(end);
    if (end === 0) return;
    const events = end === block.length ? block : block.subarray(0, end);
    if (!this.begun && !beginsWithJson(events)) return this.giveUp('streamed something that is not JSON');
    const fault = events.includes(FAULT) ? this.faultIn(events) : undefined;
    if (fault === undefined) this.take(events);
    else {
      if (fault.before.length > 0) this.take(Buffer.from(fault.before));
      this.giveUp(`gave up in its answer ${fault.message}`);
    }
  }

  private taken(): Buffer {
    const [first = NOTHING] = this.waiting;
    const block =
      this.waiting.length === 1 && this.rest.length === 0
        ? first
        : Buffer.concat([this.rest, ...this.waiting]);
    this.waiting = [];
    return block;
  }

  private take(events: Buffer): void {
    this.transcript.add(events);
    const done = this.options.endsWithMark ? endsInDone(events) : false;
    const counted = events.indexOf(COUNT);
    const shown = counted < 0 ? events : this.withCount(events, counted);
    const { rewriting } = this.options;
    const text = rewriting === undefined ? shown : rewriting.rewrite(shown.toString());
    if (!this.begun) {
      this.begun = true;
      this.options.began();
    }
    if (text.length > 0 && !this.options.sink.write(text)) this.flowing = false;
    if (done) this.settleAnswered();
  }

  /**
   * Takes note of the count, and leaves out the chunk that is there for nothing else, unless the client asked for it. Only
   * the events that have a count are parsed.
   */
  private withCount(events: Buffer, first: number): Buffer {
    const kept: Buffer[] = [];
    let shownTo = 0;
    for (let at = first; at >= 0; ) {
      const start = endOfEvents(events, at);
      const end = endOfEvent(events, at);
      const chunk = objectOf(dataOf(events.toString('utf8', start, end)));
      const tokens = chunk === undefined ? undefined : tokensOf(usageIn(chunk));
      // A count that comes again is the count as it stands by then.
      if (tokens !== undefined) this.tokens = tokens;
      if (tokens !== undefined && !this.options.showsUsage && hasNoChoices(chunk)) {
        kept.push(events.subarray(shownTo, start));
        shownTo = end;
      }
      at = events.indexOf(COUNT, end);
    }
    return shownTo === 0 ? events : Buffer.concat([...kept, events.subarray(shownTo)]);
  }

  private faultIn(events: Buffer): { readonly before: string; readonly message: string } | undefined {
    let before = '';
    for (const { text, data } of eventsIn(events.toString())) {
      const error = objectOf(data)?.['error'];
      if (error !== undefined && error !== null) return { before, message: messageOf(error) };
      before += text;
    }
    return undefined;
  }

  /** Where a server does not mark the end, or left before it did, the mark is put in its place. */
  private complete(): void {
    if (this.options.endsWithMark) {
      const { rewriting } = this.options;
      this.options.sink.write(rewriting === undefined ? DONE_EVENT : rewriting.rewrite(DONE_EVENT));
    }
    this.settleAnswered();
  }

  private settleAnswered(): void {
    this.over = true;
    const { tokens, transcript } = this;
    this.settle({
      kind: 'answered',
      body: undefined,
      bytes: this.bytes,
      tokens,
      outputBytes: () => transcript.said().outputBytes,
    });
  }

  private giveUp(what: string): void {
    const error = this.options.badAnswer(what);
    this.conclude(error, true);
    this.options.cancel(error);
  }

  private conclude(error: Error, sent: boolean): void {
    this.over = true;
    this.settle({ kind: 'failed', error, sent, said: this.transcript.said(), tokens: this.tokens });
  }
}

/** Of what comes first; comments and names of events may stand before it. */
function beginsWithJson(events: Buffer): boolean {
  const at = events.indexOf(DATA);
  if (at < 0) return true;
  const data = dataOf(events.toString('utf8', endOfEvents(events, at), endOfEvent(events, at)));
  return data === '' || data === DONE || objectOf(data) !== undefined;
}

function passOn(reception: StreamReception): void {
  reception.passOn();
}

/** In a chunk of chat completions, or in the event that ends a response. */
function usageIn(chunk: JsonObject): unknown {
  const { response } = chunk;
  return chunk['usage'] ?? (isObject(response) ? response['usage'] : undefined);
}

const hasNoChoices = (chunk: JsonObject | undefined): boolean =>
  Array.isArray(chunk?.['choices']) && chunk['choices'].length === 0;

/** A word of the server's own, such as `context_length_exceeded`. More is not passed on: it could be anything. */
const WORD = /^[\w.-]{1,64}$/;

function messageOf(error: unknown): string {
  const { code, type } = isObject(error) ? error : {};
  const word = [code, type].find((value): value is string => typeof value === 'string' && WORD.test(value));
  return word === undefined ? 'without a reason' : `with ${word}`;
}
