import type { Account, Ledger, Price, Reservation, Tokens } from '@accord/accounts';
import { accountErrors, costOf } from '@accord/accounts';
import type { CacheUse, Reason } from '@accord/contract';
import { engineErrors, type Forwarding } from '@accord/engine';
import { AccordError, type Clock, type NanoUsd, nanoUsd, type PicoUsd, picoUsd } from '@accord/kernel';
import { createDeadline, type Deadline, resilienceErrors, type Retry } from '@accord/resilience';
import type { Caller, CallPermit, CallTerms, DecisionId } from '@accord/runtime';
import { type AttemptRecord, chargeOf, NO_TOKENS } from './call-record.ts';
import type { ClientRequest } from './client-request.ts';
import { codeOf, gatewayErrors } from './errors.ts';
import type { GatewayKnobs } from './knobs.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { Candidate } from './models.ts';
import type { Ended, Reception } from './reception.ts';
import { guessedTokens, mostInputTokens } from './usage.ts';

export interface CallParts {
  readonly clock: Clock;
  readonly knobs: GatewayKnobs;
  readonly ledger: Ledger;
  readonly retry: Retry;
  readonly metrics: GatewayMetrics;
  /** What engines may cost today; undefined without a limit. */
  readonly moneyLeft: () => NanoUsd | undefined;
}

/** What goes wrong at an engine and can be answered by asking another. */
const LEADS_ON: ReadonlySet<string> = new Set(
  [
    engineErrors.ENGINE_UNREACHABLE,
    engineErrors.ENGINE_TIMEOUT,
    engineErrors.ENGINE_REJECTED,
    engineErrors.ENGINE_OVERLOADED,
    engineErrors.ENGINE_BAD_ANSWER,
    resilienceErrors.BREAKER_OPEN,
    resilienceErrors.QUEUE_FULL,
    resilienceErrors.QUEUE_EXPIRED,
  ].map(({ code }) => code),
);

/** Statuses with which a server speaks of the client's own request: another would say the same. */
const CLIENT_FAULTS: ReadonlySet<number> = new Set([400, 413, 422]);

/** An attempt that was made, or a reason why none could be. */
export type Asked =
  | { readonly kind: 'ended'; readonly ended: Ended }
  | { readonly kind: 'passed_over'; readonly error: AccordError };

export interface AskTerms {
  readonly body: string;
  readonly request: ClientRequest;
  readonly streams: boolean;
  readonly path: string;
  /** Milliseconds until the reply, or its beginning where it streams. */
  readonly withinMs: number;
}

const NOT_REACHED: CacheUse = { outcome: 'bypassed', reason: 'not_reached' };

/** An attempt from the moment that an engine is asked. */
interface Undertaking {
  readonly startedMs: number;
  readonly price: Price;
  readonly permit: CallPermit;
  readonly reservation: Reservation;
}

/** One request of a client, with all that is done for it. */
export class Call {
  readonly id: DecisionId;
  readonly request: ClientRequest;
  readonly account: Account;
  readonly caller: Caller;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly startedAt: number;
  readonly deadline: Deadline;
  readonly attempts: AttemptRecord[] = [];
  readonly reasons: Reason[] = [];
  cache: CacheUse = NOT_REACHED;
  /** Whether the answer is kept, where the first engine gives it. */
  keeps = false;
  private readonly parts: CallParts;
  private readonly terms: () => CallTerms;
  private forwarding: Forwarding | undefined;
  private reader: { resumed(): void } | undefined;
  private stopTimer: (() => void) | undefined;
  private gone: AccordError | undefined;

  constructor(id: DecisionId, request: ClientRequest, caller: Caller, parts: CallParts) {
    this.id = id;
    this.request = request;
    this.account = caller.account;
    this.caller = caller;
    this.parts = parts;
    this.createdAt = parts.clock.now();
    this.startedAt = parts.clock.monotonic();
    const timeoutMs = Math.min(parts.knobs.timeout_s * 1000, caller.withinMs ?? Number.POSITIVE_INFINITY);
    // Of a caller that leaves, `leave` tells; one that waits for its turn is let go when the turn comes.
    this.deadline = createDeadline({ clock: parts.clock, timeoutMs });
    this.terms = () => ({ deadline: this.deadline, priority: caller.priority });
  }

  /** The client went away: whatever runs for it is cancelled, down to its socket. */
  leave(): void {
    this.gone ??= new AccordError(engineErrors.ENGINE_CANCELLED, { detail: 'The client went away' });
    this.forwarding?.cancel(this.gone);
  }

  /** The reader of the stream has room again. */
  resume(): void {
    this.reader?.resumed();
    this.forwarding?.resume();
  }

  /** Who is to be told when the reader of the stream has room again. */
  onResume(reader: { resumed(): void }): void {
    this.reader = reader;
  }

  /** A server failed in its own words. */
  cancel(error: AccordError): void {
    this.forwarding?.cancel(error);
  }

  get elapsedMs(): number {
    return this.parts.clock.monotonic() - this.startedAt;
  }

  /** The beginning of a stream has come; from now on it may take as long as the call may. */
  began(model: string): void {
    this.parts.metrics.firstToken.observe([model], this.elapsedMs / 1000);
    this.limit(this.deadline.remaining(), 'The time for the answer is up');
  }

  /**
   * Asks one engine. What it costs is set aside before it hears anything, and booked when it has ended.
   *
   * @throws BUDGET_SPENT and what else the ledger throws; ENGINE_CANCELLED when the client has left
   */
  async ask(candidate: Candidate, terms: AskTerms, reception: Reception): Promise<Asked> {
    this.throwIfGone();
    const { guarded } = candidate.model;
    const admission = guarded.admission();
    if (admission.state === 'refused') {
      const detail = `${guarded.key} is not asked: ${admission.detail}`;
      return this.passOver(
        new AccordError(gatewayErrors.MODEL_UNAVAILABLE, {
          detail,
          retryAfterSeconds: Math.ceil(admission.retryInMs / 1000),
        }),
        {
          code: 'engine_refused',
          message: detail,
          numbers: { retry_in_ms: Math.round(admission.retryInMs) },
        },
      );
    }
    let permit: CallPermit;
    try {
      const entered = guarded.enter(this.terms);
      permit = entered instanceof Promise ? await entered : entered;
    } catch (error) {
      if (!leadsOn(error)) throw error;
      const message = `${guarded.key} is not asked: ${error.message}`;
      return this.passOver(error, { code: 'engine_refused', message });
    }
    // What held when it was asked holds until it has ended.
    const price = candidate.model.guarded.price();
    let reservation: Reservation;
    try {
      reservation = await this.reserve(candidate, terms.request, price);
      if (this.gone !== undefined) reservation.settle([]);
      this.throwIfGone();
    } catch (error) {
      permit.failed(error);
      throw error;
    }
    const startedMs = this.elapsedMs;
    const ended = await this.exchange(candidate, terms, reception);
    this.exchanged();
    this.close(candidate, terms, { startedMs, price, permit, reservation }, ended);
    return { kind: 'ended', ended };
  }

  private throwIfGone(): void {
    if (this.gone !== undefined) throw this.gone;
  }

  private passOver(error: AccordError, reason: Omit<Reason, 'step' | 'outcome'>): Asked {
    this.reasons.push({ step: 'gateway', outcome: 'refused', ...reason });
    return { kind: 'passed_over', error };
  }

  private reserve(candidate: Candidate, request: ClientRequest, price: Price): Promise<Reservation> {
    const most = this.mostOf(candidate, request, price);
    const left = this.parts.moneyLeft();
    if (left !== undefined && most / 1000 > left) {
      throw new AccordError(accountErrors.BUDGET_SPENT, {
        detail: 'What engines may cost today, serving.limits.usd_per_day, does not allow the call',
      });
    }
    const { endpoint, model } = this.request;
    return this.parts.ledger.reserve({ request: this.id, account: this.account, endpoint, model, most });
  }

  private mostOf({ parameters }: Candidate, request: ClientRequest, price: Price): PicoUsd {
    if (price.input === 0 && price.output === 0) return picoUsd(0);
    const { knobs } = this.parts;
    const each = request.outputLimit ?? parameters?.sampling.maxTokens ?? knobs.output_tokens;
    const output = request.endpoint === 'embeddings' ? 0 : each * request.answers;
    return costOf(price, { input: mostInputTokens(request, knobs.image_tokens), cachedInput: 0, output });
  }

  private exchange(
    { model: { guarded } }: Candidate,
    { path, body, streams, withinMs }: AskTerms,
    reception: Reception,
  ): Promise<Ended> {
    this.forwarding = guarded.engine.forward({ path, body, streams }, reception);
    this.limit(Math.min(withinMs, this.deadline.remaining()), `${guarded.key} did not answer in time`);
    return reception.ended;
  }

  private exchanged(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
    this.forwarding = undefined;
  }

  /** Cancels what runs when the time is up. */
  private limit(ms: number, detail: string): void {
    this.stopTimer?.();
    this.stopTimer = this.parts.clock.after(ms, () =>
      this.forwarding?.cancel(new AccordError(engineErrors.ENGINE_TIMEOUT, { detail })),
    );
  }

  private close(
    candidate: Candidate,
    terms: AskTerms,
    { startedMs, price, permit, reservation }: Undertaking,
    ended: Ended,
  ): void {
    const { guarded, model } = candidate.model;
    const { tokens, basis } = this.countOf(terms, ended);
    const { outcome, errorCode } = this.outcomeOf(ended, permit);
    const attempt: AttemptRecord = {
      engine: guarded.key,
      model,
      mode: candidate.mode,
      startedMs,
      tookMs: this.elapsedMs - startedMs,
      cost: costOf(price, tokens),
      tokens,
      basis,
      outcome,
      errorCode,
    };
    const replyBytes = ended.kind === 'answered' ? ended.bytes : 0;
    const networkBytes = Buffer.byteLength(terms.body) + replyBytes;
    const storedBytes = this.keeps && this.attempts.length === 0 ? replyBytes : 0;
    this.attempts.push(attempt);
    reservation.settle([chargeOf(attempt)], { ms: attempt.tookMs, networkBytes, storedBytes });
    const { metrics } = this.parts;
    metrics.attempts.add([guarded.key, outcome]);
    if (tokens.input > 0) metrics.tokens.add([guarded.key, 'input', basis], tokens.input);
    if (tokens.output > 0) metrics.tokens.add([guarded.key, 'output', basis], tokens.output);
  }

  /** Ends the permit as the attempt ended. */
  private outcomeOf(ended: Ended, permit: CallPermit): Pick<AttemptRecord, 'outcome' | 'errorCode'> {
    if (ended.kind === 'answered') {
      permit.succeeded();
      return { outcome: 'completed', errorCode: undefined };
    }
    const error = ended.kind === 'refused' ? ended.refusal.error : ended.error;
    if (isClientFault(ended)) permit.succeeded();
    else permit.failed(error);
    const errorCode = codeOf(error);
    if (ended.kind === 'refused') return { outcome: 'refused', errorCode };
    return { outcome: errorCode === engineErrors.ENGINE_CANCELLED.code ? 'aborted' : 'failed', errorCode };
  }

  /** What the server counted; where it did not, a guess that is marked as one. A refusal costs nothing. */
  private countOf(
    { body }: AskTerms,
    ended: Ended,
  ): { readonly tokens: Tokens; readonly basis: AttemptRecord['basis'] } {
    if (ended.kind === 'refused') return { tokens: NO_TOKENS, basis: 'reported' };
    if (ended.tokens !== undefined) return { tokens: ended.tokens, basis: 'reported' };
    if (ended.kind === 'failed' && !ended.sent) return { tokens: NO_TOKENS, basis: 'reported' };
    const outputBytes = ended.kind === 'answered' ? ended.outputBytes() : (ended.said?.outputBytes ?? 0);
    const input = guessedTokens(Buffer.byteLength(body));
    return {
      tokens: { input, cachedInput: 0, output: guessedTokens(outputBytes) },
      basis: 'estimated',
    };
  }
}

/** Whether another engine may help. */
export const leadsOn = (error: unknown): error is AccordError =>
  error instanceof AccordError && LEADS_ON.has(error.code);

export const isClientFault = (ended: Ended): boolean =>
  ended.kind === 'refused' && CLIENT_FAULTS.has(ended.refusal.status);

/** Of all attempts together, rounded up. */
export function costNanoUsd(attempts: readonly AttemptRecord[]): NanoUsd {
  let cost = 0;
  for (const attempt of attempts) cost += attempt.cost;
  return nanoUsd(Math.ceil(cost / 1000));
}
