import type { Tokens } from '@accord/accounts';
import { isObject, type JsonObject } from '../client-request.ts';
import { tokensOf } from '../usage.ts';

/** One thing that a model has put out: a message, or a call of a tool. */
export type OutputItem = JsonObject & { readonly id: string; readonly type: 'message' | 'function_call' };

export interface ResponseParts {
  /** Id of the decision. */
  readonly decision: string;
  /** Seconds since the Unix epoch. */
  readonly createdAt: number;
  /** The request as the client sent it. */
  readonly asked: JsonObject;
  readonly model: unknown;
  readonly output: readonly OutputItem[];
  readonly status: 'in_progress' | 'completed' | 'incomplete';
  readonly usage: unknown;
}

/** A response as the protocol has it, from what chat completions said. */
export function responseObject(parts: ResponseParts): JsonObject {
  const { decision, createdAt, asked, model, output, status, usage } = parts;
  return {
    id: `resp_${decision.replaceAll('-', '')}`,
    object: 'response',
    created_at: createdAt,
    status,
    error: null,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    instructions: asked['instructions'] ?? null,
    max_output_tokens: asked['max_output_tokens'] ?? null,
    model,
    output,
    parallel_tool_calls: asked['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: asked['reasoning'] ?? { effort: null, summary: null },
    store: false,
    temperature: asked['temperature'] ?? null,
    text: asked['text'] ?? { format: { type: 'text' } },
    tool_choice: asked['tool_choice'] ?? 'auto',
    tools: asked['tools'] ?? [],
    top_p: asked['top_p'] ?? null,
    truncation: 'disabled',
    usage: usageOf(usage),
    user: asked['user'] ?? null,
    metadata: asked['metadata'] ?? {},
  };
}

function usageOf(usage: unknown): JsonObject | null {
  const tokens: Tokens | undefined = tokensOf(usage);
  if (tokens === undefined) return null;
  const details = isObject(usage) ? usage['completion_tokens_details'] : undefined;
  const reasoning = isObject(details) ? details['reasoning_tokens'] : undefined;
  return {
    input_tokens: tokens.input,
    input_tokens_details: { cached_tokens: tokens.cachedInput },
    output_tokens: tokens.output,
    output_tokens_details: { reasoning_tokens: reasoning ?? 0 },
    total_tokens: tokens.input + tokens.output,
  };
}

export const messageItem = (id: string, text: string, status: 'in_progress' | 'completed'): OutputItem => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content: status === 'completed' ? [textPart(text)] : [],
});

export const textPart = (text: string): JsonObject => ({ type: 'output_text', text, annotations: [] });

export const callItem = (
  id: string,
  { call, name, given }: { readonly call: unknown; readonly name: unknown; readonly given: string },
  status: 'in_progress' | 'completed',
): OutputItem => ({ id, type: 'function_call', status, call_id: call, name, arguments: given });

/** What a whole reply of chat completions says, as a response. */
export function responseFromChat(
  reply: JsonObject,
  parts: Pick<ResponseParts, 'decision' | 'createdAt' | 'asked'>,
): JsonObject {
  const choices: readonly unknown[] = Array.isArray(reply['choices']) ? reply['choices'] : [];
  const choice = isObject(choices[0]) ? choices[0] : {};
  const message = isObject(choice['message']) ? choice['message'] : {};
  const suffix = parts.decision.replaceAll('-', '');
  const output: OutputItem[] = [];
  const { content, refusal, tool_calls: calls } = message;
  const text = typeof content === 'string' ? content : typeof refusal === 'string' ? refusal : '';
  if (text !== '') output.push(messageItem(`msg_${suffix}`, text, 'completed'));
  for (const [index, made] of (Array.isArray(calls) ? calls : []).filter(isObject).entries()) {
    const called = isObject(made['function']) ? made['function'] : {};
    const { arguments: given } = called;
    const call = { call: made['id'], name: called['name'], given: typeof given === 'string' ? given : '' };
    output.push(callItem(`fc_${suffix}_${index}`, call, 'completed'));
  }
  const status = choice['finish_reason'] === 'length' ? 'incomplete' : 'completed';
  return responseObject({ ...parts, model: reply['model'], output, status, usage: reply['usage'] });
}
