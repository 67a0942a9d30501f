import type { Cache, SemanticCache } from '@accord/cache';
import type { CacheUse, GatewayDecision } from '@accord/contract';
import { engineErrors } from '@accord/engine';
import type { NanoUsd } from '@accord/kernel';
import { type Caller, type DecisionId, type DecisionStore, jsonFromText } from '@accord/runtime';
import type { TierMetrics } from '@accord/telemetry';
import {
  type Asker,
  type CachedParts,
  isKept,
  streamThroughCache,
  wholeThroughCache,
} from './cached-call.ts';
import { Call, type CallParts, costNanoUsd } from './call.ts';
import { recordText } from './call-record.ts';
import { type Endpoint, readClientRequest } from './client-request.ts';
import type { Candidate, Models } from './models.ts';
import { codeOf } from './errors.ts';
import { type ReplySink, streamFrom } from './stream-call.ts';
import { type WholeReply, wholeFrom } from './whole-call.ts';

export interface GatewayOptions extends CallParts {
  readonly models: Models;
  /** Undefined where nothing is to be kept. */
  readonly cache: Cache | undefined;
  /** Looks for similar questions among what is kept. */
  readonly semantic: SemanticCache | undefined;
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
  open(endpoint: Endpoint, bytes: Buffer, caller: Caller): GatewayCall;
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
    open(endpoint, bytes, caller) {
      const request = readClientRequest(endpoint, bytes, knobs.depth_limit);
      const candidates = models.candidatesFor(request.model);
      return new OpenCall(options, new Call(options.nextId(), request, caller, options), candidates);
    },
  };
}

class OpenCall implements GatewayCall, Asker {
  readonly call: Call;
  readonly candidates: readonly Candidate[];
  private readonly options: GatewayOptions;
  /** Undefined where the answer is not to be kept. */
  private readonly cached: CachedParts | undefined;
  private work: Promise<unknown> | undefined;
  private wake: (() => void) | undefined;

  constructor(options: GatewayOptions, call: Call, candidates: readonly Candidate[]) {
    this.options = options;
    this.call = call;
    this.candidates = candidates;
    const { cache } = options;
    const kept = cache !== undefined && isKept(call, candidates, options.knobs);
    this.cached = kept ? { ...options, cache } : undefined;
    call.keeps = kept;
    if (cache === undefined) call.cache = DISABLED;
  }

  get id(): DecisionId {
    return this.call.id;
  }

  get streams(): boolean {
    return this.call.request.streams;
  }

  async answer(): Promise<WholeReply> {
    const { call, candidates, options, cached } = this;
    try {
      const reply =
        cached === undefined
          ? await wholeFrom(call, candidates, options)
          : await wholeThroughCache(this, cached);
      this.finish(reply.refusedWith);
      return reply;
    } catch (error) {
      this.finish(codeOf(error));
      throw error;
    }
  }

  async stream(sink: ReplySink): Promise<void> {
    const { call, candidates, options, cached } = this;
    const errorCode =
      cached === undefined
        ? await streamFrom(call, candidates, options, sink)
        : await streamThroughCache(this, cached, sink);
    this.finish(errorCode);
  }

  resume(): void {
    if (this.cached === undefined) this.call.resume();
    else this.wake?.();
  }

  leave(): void {
    // Through the cache others may wait for the same: there the caller's signal tells who has left.
    if (this.cached === undefined) this.call.leave();
    else this.wake?.();
  }

  async roomAgain(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  async working<Result>(work: (call: Call) => Promise<Result>): Promise<Result> {
    const done = work(this.call);
    this.work = done.then(undefined, () => undefined);
    return done;
  }

  async workingAnew<Result>(work: (call: Call) => Promise<Result>): Promise<Result> {
    const { options, call, candidates } = this;
    const caller: Caller = { ...call.caller, signal: undefined, priority: 'low', withinMs: undefined };
    const again = new Call(options.nextId(), call.request, caller, options);
    const anew = new OpenCall(options, again, candidates);
    try {
      const result = await work(again);
      anew.record(undefined);
      return result;
    } catch (error) {
      anew.record(codeOf(error));
      throw error;
    }
  }

  /** What others still wait for is part of what this call did. */
  private finish(errorCode: string | undefined): void {
    if (this.work === undefined) this.record(errorCode);
    else void this.work.then(() => this.record(errorCode));
  }

  /** Keeps the record and the metrics, however it ended. */
  private record(errorCode: string | undefined): void {
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

const DISABLED: CacheUse = { outcome: 'bypassed', reason: 'disabled' };
