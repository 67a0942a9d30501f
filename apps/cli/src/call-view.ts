import type { GatewayDecision } from '@accord/contract';
import { cacheSentence, reasonLine } from './decision-view.ts';
import { type Paint, visible } from './terminal.ts';

type Attempt = GatewayDecision['attempts'][number];

/** The record of a call of the OpenAI-compatible endpoints for a person to read. */
export function callLines(decision: GatewayDecision, paint: Paint): string[] {
  const { id, call, model, created_at: createdAt, outcome, error_code: errorCode, streamed } = decision;
  const { tokens, cost_usd: cost, total_ms: total, request_bytes: bytes, tenant, key } = decision;
  const ending =
    outcome === 'ok' ? paint('green', 'ok') : paint('red', `${outcome} with ${errorCode ?? 'no code'}`);
  return [
    `${paint('bold', `${call} ${visible(model)}`)} ${ending}`,
    paint('dim', `${id} at ${createdAt}`),
    '',
    `${bytes} bytes${streamed ? ', streamed' : ''}, for ${key === null ? '' : `key ${key} of `}${tenant}`,
    ...decision.reasons.map((reason) => `  ${reasonLine(reason, paint)}`),
    `  ${paint('dim', 'cache')} ${cacheSentence(decision.cache)}`,
    ...decision.attempts.map((attempt) => `  ${attemptLine(attempt, paint)}`),
    '',
    `${total.toFixed(3)} ms, ${tokens.input} tokens in (${tokens.cached_input} cached), ${tokens.output} out, $${cost}`,
  ];
}

function attemptLine(
  { engine, mode, outcome, error_code: code, basis, tokens, ...took }: Attempt,
  paint: Paint,
): string {
  const ended =
    outcome === 'completed' ? paint('green', outcome) : paint('red', `${outcome} with ${code ?? 'no code'}`);
  const counted = basis === 'reported' ? '' : paint('yellow', ` (${basis})`);
  return (
    `${engine}${mode === undefined ? '' : ` as ${mode}`} ${ended} after ${took.took_ms.toFixed(3)} ms: ` +
    `${tokens.input} in, ${tokens.output} out, $${took.cost_usd}${counted}`
  );
}
