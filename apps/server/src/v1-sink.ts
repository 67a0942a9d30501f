import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Endpoint, GatewayCall, ReplySink, WholeReply } from '@accord/gateway';
import type { AccordError } from '@accord/kernel';
import { JSON_TYPE } from './json-reply.ts';
import { openAiErrorOf } from './v1-error.ts';

/** A reply that has not begun. */
export interface V1Reply {
  readonly response: ServerResponse;
  /** Names and values of headers: how the account stands with its limits. */
  readonly standing: readonly string[];
}

/** Up to here copying a reply costs less than sending it in two pieces. */
const ONE_PIECE_BYTES = 8192;

/** What a reply says besides its text: under which id it is explained, and that it is not to be kept. */
function headersOf(
  { standing }: V1Reply,
  call: Pick<GatewayCall, 'id'>,
  type: string,
  length?: number,
): string[] {
  const headers = [
    'content-type',
    type,
    'cache-control',
    'no-store',
    'x-content-type-options',
    'nosniff',
    'x-accord-decision',
    call.id,
    ...standing,
  ];
  if (length !== undefined) headers.push('content-length', String(length));
  return headers;
}

/** Writes a reply at once. */
export function sendWhole(
  reply: V1Reply,
  call: Pick<GatewayCall, 'id'>,
  { status, body }: Pick<WholeReply, 'status' | 'body'>,
): void {
  const { response } = reply;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, headersOf(reply, call, JSON_TYPE, bytes.length));
  // A text leaves in one piece with the headers, which is less work; in Latin-1 each character is one of the bytes.
  if (bytes.length <= ONE_PIECE_BYTES) response.end(bytes.toString('latin1'), 'latin1');
  else response.end(bytes);
}

/** Writes a stream of server-sent events as it comes. */
export class ResponseSink implements ReplySink {
  private readonly reply: V1Reply;
  private readonly response: ServerResponse;
  private readonly call: GatewayCall;
  private readonly endpoint: Endpoint;
  private readonly asError: (fault: unknown) => AccordError;
  /** Set while what is written waits for the rest of the turn. */
  private gathered: Socket | undefined;

  /** @param asError makes an error with a code of any fault, and logs what is a fault of ours */
  constructor(
    reply: V1Reply,
    call: GatewayCall,
    endpoint: Endpoint,
    asError: (fault: unknown) => AccordError,
  ) {
    this.reply = reply;
    this.response = reply.response;
    this.call = call;
    this.endpoint = endpoint;
    this.asError = asError;
    this.response.on('drain', () => call.resume());
  }

  begin(): void {
    const headers = headersOf(this.reply, this.call, 'text/event-stream; charset=utf-8');
    // Else a proxy in between gathers what is meant to come bit by bit.
    headers.push('x-accel-buffering', 'no');
    this.response.writeHead(200, headers);
  }

  write(text: Buffer | string): boolean {
    this.gather();
    return this.response.write(text);
  }

  end(): void {
    this.gathered = undefined;
    this.response.end();
  }

  /** What a turn of the event loop brings leaves together, the end as well: each hand-over to the network costs. */
  private gather(): void {
    const { socket } = this.response;
    if (this.gathered !== undefined || socket === null) return;
    this.gathered = socket;
    socket.cork();
    setImmediate(leave, this);
  }

  leave(): void {
    this.gathered?.uncork();
    this.gathered = undefined;
  }

  refuse(refusal: WholeReply): void {
    sendWhole(this.reply, this.call, refusal);
  }

  fail(fault: unknown): void {
    const { response } = this;
    if (response.destroyed) return;
    this.leave();
    const error = this.asError(fault);
    const said = openAiErrorOf(error);
    if (!response.headersSent) {
      const { retryAfterSeconds } = error;
      // Node puts what was set before among what `writeHead` is given.
      if (retryAfterSeconds !== undefined) response.setHeader('retry-after', Math.ceil(retryAfterSeconds));
      sendWhole(this.reply, this.call, { status: error.kind.status, body: JSON.stringify(said) });
    } else if (this.endpoint === 'responses') {
      response.end(`event: error\ndata: ${JSON.stringify({ ...said.error, type: 'error' })}\n\n`);
    } else response.end(`data: ${JSON.stringify(said)}\n\n`);
  }
}

function leave(sink: ResponseSink): void {
  sink.leave();
}
