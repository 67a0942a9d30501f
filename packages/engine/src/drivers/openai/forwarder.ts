import type { AccordError, Clock } from '@accord/kernel';
import { type Dispatcher, Pool } from 'undici';
import type { Forwarding, ForwardReceiver, ForwardRequest } from '../../engine.ts';
import type { ConnectionKnobs } from '../../knobs.ts';
import {
  badAnswer,
  interrupted,
  type Parties,
  refusedWithStatus,
  unreached,
  withoutKey,
} from './failures.ts';
import { authorizationOf, checkedAddress, parseJson, REFUSAL_BYTES } from './transport.ts';
import { warmingConnector } from './warm-connections.ts';

interface ForwarderOptions extends Parties {
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly maxAnswerBytes: number;
  readonly knobs: ConnectionKnobs;
}

export interface Forwarder {
  forward(request: ForwardRequest, receiver: ForwardReceiver): Forwarding;
  /** Refuses what comes and cuts off what is under way. */
  close(): Promise<void>;
}

/**
 * Sends requests of the protocol on over connections that are kept.
 *
 * @throws KNOB_INVALID for an address or a key that no request could be sent with.
 */
export function openForwarder(options: ForwarderOptions): Forwarder {
  const { knobs } = options;
  const base = checkedAddress(options, options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const connector = warmingConnector(base, knobs.connections_min);
  const pool = new Pool(base.origin, {
    connections: knobs.connections_max,
    keepAliveTimeout: knobs.connection_idle_s * 1000,
    bodyTimeout: knobs.silence_s * 1000,
    // The caller waits for the head as long as it likes, and cancels then.
    headersTimeout: 0,
    connect: connector.connect,
  });
  const headersFor = (accept: string): string[] => [
    'content-type',
    'application/json',
    'accept',
    accept,
    ...Object.entries(authorizationOf(options)).flat(),
  ];
  const forStream = headersFor('text/event-stream');
  const forWhole = headersFor('application/json');

  return {
    forward({ path, body, streams }, receiver) {
      const exchange = new Exchange(options, receiver);
      const headers = streams ? forStream : forWhole;
      try {
        pool.dispatch({ path: prefix + path, method: 'POST', headers, body }, exchange);
      } catch (error) {
        exchange.onResponseError(undefined, error instanceof Error ? error : new TypeError(String(error)));
      }
      return exchange;
    },
    async close() {
      connector.close();
      await pool.destroy();
    },
  };
}

type Stage =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'answering' }
  | {
      readonly kind: 'refusing';
      readonly status: number;
      readonly retryAfter: string;
      readonly pieces: Buffer[];
    }
  | { readonly kind: 'over' };

const WAITING: Stage = { kind: 'waiting' };
const ANSWERING: Stage = { kind: 'answering' };
const OVER: Stage = { kind: 'over' };

/** One request and its reply. A class, so that nothing is made for a request but this. */
class Exchange implements Dispatcher.DispatchHandler, Forwarding {
  private readonly parties: ForwarderOptions;
  private readonly receiver: ForwardReceiver;
  private controller: Dispatcher.DispatchController | undefined;
  private stage: Stage = WAITING;
  private received = 0;

  constructor(parties: ForwarderOptions, receiver: ForwardReceiver) {
    this.parties = parties;
    this.receiver = receiver;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.stage.kind === 'over') controller.abort(new Error('cancelled'));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (this.stage.kind !== 'waiting' || status < 200) return;
    if (status < 300) {
      this.stage = ANSWERING;
      this.receiver.head(String(headers['content-type'] ?? ''));
      return;
    }
    this.stage = { kind: 'refusing', status, retryAfter: String(headers['retry-after'] ?? ''), pieces: [] };
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    const { stage } = this;
    this.received += bytes.length;
    if (stage.kind === 'answering') {
      const { maxAnswerBytes } = this.parties;
      if (this.received > maxAnswerBytes) {
        this.cancel(badAnswer(this.parties, `answered with more than ${maxAnswerBytes} bytes`));
      } else if (!this.receiver.piece(bytes)) controller.pause();
    } else if (stage.kind === 'refusing') {
      stage.pieces.push(bytes);
      // The status says enough when the explanation is too long.
      if (this.received > REFUSAL_BYTES) this.refuse(stage, '');
    }
  }

  onResponseEnd(): void {
    const { stage } = this;
    if (stage.kind === 'answering') {
      this.stage = OVER;
      this.receiver.end();
    } else if (stage.kind === 'refusing') this.refuse(stage, Buffer.concat(stage.pieces).toString());
  }

  onResponseError(_: unknown, error: Error): void {
    const { stage } = this;
    if (stage.kind === 'over') return;
    if (stage.kind === 'refusing') return this.refuse(stage, '');
    this.stage = OVER;
    const fault =
      stage.kind === 'waiting' ? unreached(this.parties, error) : interrupted(this.parties, error);
    this.receiver.failed(fault, this.controller !== undefined);
  }

  resume(): void {
    if (this.stage.kind !== 'over') this.controller?.resume();
  }

  cancel(error: AccordError): void {
    if (this.stage.kind === 'over') return;
    this.stage = OVER;
    this.controller?.abort(error);
    this.receiver.failed(error, this.controller !== undefined);
  }

  private refuse(stage: Extract<Stage, { kind: 'refusing' }>, said: string): void {
    this.stage = OVER;
    if (this.received > REFUSAL_BYTES) this.controller?.abort(new Error('the refusal is too long'));
    const { status, retryAfter } = stage;
    const body = withoutKey(this.parties.apiKey, said);
    const error = refusedWithStatus(this.parties, status, retryAfter, parseJson(said), this.parties.clock);
    this.receiver.refused({ status, body, error });
  }
}
