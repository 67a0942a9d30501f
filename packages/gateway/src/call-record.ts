import type { Basis, Charge, Tokens } from '@accord/accounts';
import type { CacheUse, Mode, Reason } from '@accord/contract';
import { type PicoUsd, picoUsd, picoUsdText } from '@accord/kernel';
import type { ClientRequest } from './client-request.ts';

/** One attempt at a model server, for the record. */
export interface AttemptRecord {
  /** Engine and model. */
  readonly engine: string;
  readonly model: string;
  readonly mode: Mode | undefined;
  readonly outcome: 'completed' | 'refused' | 'failed' | 'aborted';
  readonly errorCode: string | undefined;
  /** Milliseconds after the request began. */
  readonly startedMs: number;
  readonly tookMs: number;
  readonly tokens: Tokens;
  readonly cost: PicoUsd;
  readonly basis: Basis;
}

export const NO_TOKENS: Tokens = { input: 0, cachedInput: 0, output: 0 };

export const chargeOf = ({ engine, model, tokens, cost, basis, outcome }: AttemptRecord): Charge => ({
  engine,
  model,
  tokens,
  cost,
  basis,
  outcome: outcome === 'refused' ? 'failed' : outcome,
});

export interface CallRecord {
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly request: ClientRequest;
  readonly tenant: string;
  readonly key: string | undefined;
  readonly outcome: 'ok' | 'failed' | 'aborted';
  readonly errorCode: string | undefined;
  readonly reasons: readonly Reason[];
  readonly attempts: readonly AttemptRecord[];
  readonly cache: CacheUse;
  readonly totalMs: number;
}

/** Nothing is what most cost, where one's own models answer. */
const usdText = (amount: number): string => (amount === 0 ? '0' : picoUsdText(picoUsd(amount)));

const microseconds = (ms: number): number => Math.round(ms * 1000) / 1000;

/** What is not kept says the same each time. */
const cacheTexts = new WeakMap<CacheUse, string>();

function cacheText(use: CacheUse): string {
  let text = cacheTexts.get(use);
  if (text === undefined) {
    text = JSON.stringify(use);
    cacheTexts.set(use, text);
  }
  return text;
}

/** The record as JSON of a `GatewayDecision`. What was asked and answered is not in it, only how much of it. */
export function recordText(record: CallRecord): string {
  const { request, outcome, errorCode, reasons, attempts, key } = record;
  let input = 0;
  let cachedInput = 0;
  let output = 0;
  let listed = '';
  for (const attempt of attempts) {
    input += attempt.tokens.input;
    cachedInput += attempt.tokens.cachedInput;
    output += attempt.tokens.output;
    listed += `${listed === '' ? '' : ','}${attemptText(attempt)}`;
  }
  return (
    `{"id":"${record.id}","created_at":"${timeText(record.createdAt)}","call":"${request.endpoint}",` +
    `"model":${JSON.stringify(request.model)},"streamed":${request.streams},"request_bytes":${request.bytes},` +
    `"tenant":${JSON.stringify(record.tenant)},"key":${key === undefined ? 'null' : `"${key}"`},` +
    `"outcome":"${outcome}",${errorCode === undefined ? '' : `"error_code":"${errorCode}",`}` +
    `"reasons":${reasons.length === 0 ? '[]' : JSON.stringify(reasons)},"attempts":[${listed}],` +
    `"cache":${cacheText(record.cache)},` +
    `"tokens":{"input":${input},"cached_input":${cachedInput},"output":${output}},` +
    `"cost_usd":"${costText(attempts)}","total_ms":${microseconds(record.totalMs)}}`
  );
}

let timeBefore = { at: 0, text: new Date(0).toISOString() };

/** Many calls begin in the same millisecond. */
function timeText(at: number): string {
  if (timeBefore.at !== at) timeBefore = { at, text: new Date(at).toISOString() };
  return timeBefore.text;
}

/** A sum may be more than a number holds. */
function costText(attempts: readonly AttemptRecord[]): string {
  const [only] = attempts;
  if (only !== undefined && attempts.length === 1) return usdText(only.cost);
  return picoUsdText(attempts.reduce((sum, { cost }) => sum + BigInt(cost), 0n));
}

function attemptText({
  engine,
  mode,
  outcome,
  errorCode,
  startedMs,
  tookMs,
  tokens,
  cost,
  basis,
}: AttemptRecord): string {
  return (
    `{"engine":${JSON.stringify(engine)},${mode === undefined ? '' : `"mode":"${mode}",`}"outcome":"${outcome}",` +
    (errorCode === undefined ? '' : `"error_code":"${errorCode}",`) +
    `"started_ms":${microseconds(startedMs)},"took_ms":${microseconds(tookMs)},` +
    `"tokens":{"input":${tokens.input},"cached_input":${tokens.cachedInput},"output":${tokens.output}},` +
    `"cost_usd":"${usdText(cost)}","basis":"${basis}"}`
  );
}
