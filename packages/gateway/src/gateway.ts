import type { Account } from '@accord/accounts';
import type { GatewayDecision } from '@accord/contract';
import { engineErrors } from '@accord/engine';
import { AccordError, type NanoUsd } from '@accord/kernel';
import { type Caller, type DecisionId, type DecisionStore, jsonFromText } from '@accord/runtime';
import type { TierMetrics } from '@accord/telemetry';
import { Call, type CallParts, costNanoUsd } from './call.ts';
import { recordText } from './call-record.ts';
import { type Endpoint, readClientRequest } from './client-request.ts';
import type { Candidate, Models } from './models.ts';
import { type ReplySink, streamFrom } from './stream-call.ts';
import { type WholeReply, wholeFrom } from './whole-call.ts';

export interface GatewayOptions extends CallParts {
  readonly models: Models;
  readonly nextId: () => DecisionId;
  readonly decisions: DecisionStore;
  readonly tiers: Pick<TierMetrics, 'record'>;
  readonly spent: (cost: NanoUsd) => void;
}

/** The endpoints of the protocol of OpenAI, whoever speaks HTTP before them. */
export interface Gateway {
  readonly models: Models;
  /**
   * Reads a request, and finds who could answer it. Nothing is asked before `answer` or `stream`.
   *
   * @param bytes the body as it came
   * @throws REQUEST_INVALID, REQUEST_TOO_DEEP, MODEL_NOT_CONFIGURED, MODEL_NOT_FOUND
   */
  open(endpoint: Endpoint, bytes: Buffer, account: Account, caller: Caller): GatewayCall;
}

/** One request that was read. One of `answer` and `stream` is called, once. */
export interface GatewayCall {
  /** Under which it is explained. */
  readonly id: DecisionId;
  /** Whether a stream was asked for. */
  readonly streams: boolean;
  /** @throws what none of the engines could answer; BUDGET_SPENT; ENGINE_CANCELLED */
  answer(): Promise<WholeReply>;
  /** Passes the answer on as it comes. What goes wrong, the sink is told. */
  stream(sink: ReplySink): Promise<void>;
  /** The reader of the stream has room again. */
  resume(): void;
  /** The client went away. */
  leave(): void;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { models, knobs } = options;
  return {
    models,
    open(endpoint, bytes, account, caller) {
      const request = readClientRequest(endpoint, bytes, knobs.depth_limit);
      const candidates = models.candidatesFor(request.model);
      return new OpenCall(options, new Call(options.nextId(), request, account, caller, options), candidates);
    },
  };
}

class OpenCall implements GatewayCall {
  private readonly options: GatewayOptions;
  private readonly call: Call;
  private readonly candidates: readonly Candidate[];

  constructor(options: GatewayOptions, call: Call, candidates: readonly Candidate[]) {
    this.options = options;
    this.call = call;
    this.candidates = candidates;
  }

  get id(): DecisionId {
    return this.call.id;
  }

  get streams(): boolean {
    return this.call.request.streams;
  }

  async answer(): Promise<WholeReply> {
    try {
      const reply = await wholeFrom(this.call, this.candidates, this.options);
      this.finish(reply.refusedWith);
      return reply;
    } catch (error) {
      this.finish(codeOf(error));
      throw error;
    }
  }

  async stream(sink: ReplySink): Promise<void> {
    this.finish(await streamFrom(this.call, this.candidates, this.options, sink));
  }

  resume(): void {
    this.call.resume();
  }

  leave(): void {
    this.call.leave();
  }

  /** Keeps the record and the metrics, however it ended. */
  private finish(errorCode: string | undefined): void {
    const { clock, decisions, metrics, tiers, spent } = this.options;
    const { call } = this;
    const { id, request, account, reasons, attempts, cache } = call;
    const totalMs = call.elapsedMs;
    const aborted = errorCode === engineErrors.ENGINE_CANCELLED.code;
    const outcome = errorCode === undefined ? 'ok' : aborted ? 'aborted' : 'failed';
    call.deadline.clear();
    const text = recordText({
      id,
      createdAt: clock.now(),
      request,
      tenant: account.tenant,
      key: account.key,
      outcome,
      errorCode,
      reasons,
      attempts,
      cache,
      totalMs,
    });
    decisions.append(id, jsonFromText<GatewayDecision>(text));
    metrics.calls.add([request.endpoint, this.candidates[0]?.model.model ?? '', outcome]);
    tiers.record(attempts.length === 0 ? 'cached' : 'generation', totalMs);
    const cost = costNanoUsd(attempts);
    if (cost > 0) spent(cost);
  }
}

const codeOf = (error: unknown): string => (error instanceof AccordError ? error.code : 'INTERNAL');
