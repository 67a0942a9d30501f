import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from '@accord/accounts';
import type { Endpoint, GatewayCall } from '@accord/gateway';
import type { Accord } from '@accord/host';
import { AccordError } from '@accord/kernel';
import type { BodyRoom } from './bodies.ts';
import { callerOf } from './caller.ts';
import { tellChallenge } from './challenge.ts';
import type { Door } from './door.ts';
import { serverErrors } from './errors.ts';
import type { RecordAnswered } from './http-recorder.ts';
import { JSON_TYPE } from './json-reply.ts';
import { toldFault } from './told-fault.ts';
import { openAiErrorOf } from './v1-error.ts';
import { ResponseSink, sendWhole, type V1Reply } from './v1-sink.ts';

/** What the exchanges of an endpoint have in common. */
export interface V1Terms {
  readonly accord: Pick<Accord, 'gateway' | 'shedder' | 'bugs' | 'logger'>;
  readonly endpoint: Endpoint;
  /** As it was declared. */
  readonly route: string;
  /** Bytes. */
  readonly bodyLimit: number;
  readonly door: Pick<Door, 'enter'>;
  readonly room: BodyRoom;
  readonly record: RecordAnswered;
  readonly idFor: (request: IncomingMessage) => string;
  /** What a whole reply awaits before it is sent. */
  readonly departure: () => Promise<void>;
}

const JSON_BODY = /^application\/json *(?:;|$)/i;
const NOTHING = Buffer.alloc(0);

/** One request at an endpoint under /v1, from its head to the end of its reply. */
export class V1Exchange implements V1Reply {
  private readonly terms: V1Terms;
  private readonly request: IncomingMessage;
  readonly response: ServerResponse;
  private readonly id: string;
  private readonly arrivedAt = performance.now();
  /** Names and values: how the account stands with its limits. */
  readonly standing: string[] = [];
  private readonly pieces: Buffer[] = [];
  private bytes = 0;
  private call: GatewayCall | undefined;

  constructor(terms: V1Terms, request: IncomingMessage, response: ServerResponse) {
    this.terms = terms;
    this.request = request;
    this.response = response;
    this.id = terms.idFor(request);
  }

  begin(): void {
    const { terms, request, response } = this;
    response.once('close', () => this.closed());
    try {
      terms.room.take(request.headers, terms.bodyLimit, response);
      const tell = (name: string, value: string): unknown => this.standing.push(name, value);
      const account = terms.door.enter(request.headers, 'user', tell);
      if (account instanceof Promise) void this.enterLater(account);
      else this.read(account);
    } catch (error) {
      this.fail(error);
    }
  }

  private async enterLater(entering: Promise<Account>): Promise<void> {
    try {
      this.read(await entering);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Takes in the body, unless it is refused for what is said of it. */
  private read(account: Account): void {
    const { request, terms } = this;
    const { 'content-length': length, 'content-type': type, 'transfer-encoding': coding } = request.headers;
    const isEmpty = coding === undefined && (length === undefined || length === '0');
    if (!isEmpty && !JSON_BODY.test(type ?? '')) throw new AccordError(serverErrors.REQUEST_MEDIA_TYPE);
    if (Number(length ?? 0) > terms.bodyLimit) throw new AccordError(serverErrors.REQUEST_TOO_LARGE);
    request.on('data', (piece: Buffer) => this.take(piece));
    request.once('end', () => void this.answer(account));
  }

  private take(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.bytes <= this.terms.bodyLimit) this.pieces.push(piece);
    else if (!this.response.headersSent) this.fail(new AccordError(serverErrors.REQUEST_TOO_LARGE));
  }

  private async answer(account: Account): Promise<void> {
    const { response, terms } = this;
    // It was refused in the middle of its body.
    if (response.headersSent) return;
    try {
      const call = this.open(account);
      if (call.streams) return await call.stream(new ResponseSink(this, call, terms.endpoint, this.told));
      const whole = await call.answer();
      await terms.departure();
      sendWhole(this, call, whole);
    } catch (error) {
      this.fail(error);
    }
  }

  private open(account: Account): GatewayCall {
    const { accord, endpoint } = this.terms;
    const { pieces, bytes } = this;
    if (bytes === 0) throw new AccordError(serverErrors.REQUEST_MALFORMED, { detail: 'The body is empty' });
    const caller = callerOf(this.request.headers, this.response, account);
    accord.shedder.admit(caller.priority);
    const [first = NOTHING] = pieces;
    const body = pieces.length === 1 ? first : Buffer.concat(pieces, bytes);
    // What the gateway has read it need not be kept beside.
    pieces.length = 0;
    this.call = accord.gateway.open(endpoint, body, caller);
    return this.call;
  }

  private closed(): void {
    const { id, terms, response, request, arrivedAt } = this;
    if (!response.writableFinished) this.call?.leave();
    const { statusCode: status } = response;
    const tookMs = performance.now() - arrivedAt;
    terms.record({ id, method: 'POST', route: terms.route, url: request.url ?? '', status, tookMs });
  }

  /** Any fault as an error with a code; what is a fault of ours is logged. */
  private readonly told = (fault: unknown): AccordError =>
    toldFault(this.terms.accord, fault, { id: this.id, method: 'POST', route: this.terms.route });

  private fail(fault: unknown): void {
    const { response, standing, call, pieces } = this;
    const error = this.told(fault);
    pieces.length = 0;
    if (response.destroyed) return;
    // What is half said cannot be taken back.
    if (response.headersSent) return void response.destroy();
    const body = JSON.stringify(openAiErrorOf(error));
    const headers = ['content-type', JSON_TYPE, 'cache-control', 'no-store', ...standing];
    const tell = (name: string, value: string): unknown => headers.push(name, value);
    tell('x-content-type-options', 'nosniff');
    tell('content-length', String(Buffer.byteLength(body)));
    tellChallenge(tell, error);
    if (error.retryAfterSeconds !== undefined)
      tell('retry-after', String(Math.ceil(error.retryAfterSeconds)));
    if (call !== undefined) tell('x-accord-decision', call.id);
    // The rest of such a body is not read.
    if (error.kind === serverErrors.REQUEST_TOO_LARGE) tell('connection', 'close');
    response.writeHead(error.kind.status, headers).end(body);
  }
}
