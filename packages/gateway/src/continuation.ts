import { type ClientRequest, isObject, type JsonObject } from './client-request.ts';
import { DONE_EVENT, eventsIn, objectOf } from './event-stream.ts';
import type { ConfiguredModel, Continuation } from './models.ts';
import type { Rewriting } from './stream-reception.ts';
import type { Said } from './transcript.ts';
import { guessedTokens } from './usage.ts';

/** Said in the last chunk of an answer that more than one engine gave. */
export interface ContinuedMark {
  readonly engine: string;
  readonly model: string;
  /** Characters of the answer before this engine went on. */
  readonly from: number;
}

/** What makes an answer more than plain text: a second half that another model writes would not fit the first. */
const MORE_THAN_TEXT = ['tools', 'functions', 'response_format', 'logprobs', 'audio', 'modalities'] as const;

/** Whether another engine may go on with an answer where this one broke off. */
export function canBeContinued({ endpoint, answers, body }: ClientRequest, said: Said): boolean {
  if (endpoint !== 'chat' || answers !== 1 || !said.onlyText || said.text === '') return false;
  return MORE_THAN_TEXT.every((name) => isPlain(name, body[name]));
}

function isPlain(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  if (name === 'response_format') return isObject(value) && value['type'] === 'text';
  return Array.isArray(value) && (value.length === 0 || (name === 'modalities' && String(value) === 'text'));
}

export const goesOn = ({ continues }: ConfiguredModel): boolean => continues !== 'no';

/** What a model server is told besides the beginning of the answer, in the last message. */
const TOLD: Readonly<Record<Continuation, JsonObject>> = {
  no: {},
  assistant_message: {},
  vllm: { continue_final_message: true, add_generation_prompt: false },
};

/** The request with the answer so far as its last message, and what is left of the limit. */
export function continuedRequest(
  request: ClientRequest,
  text: string,
  { continues }: ConfiguredModel,
): ClientRequest {
  const { body, outputLimit } = request;
  const messages = Array.isArray(body['messages']) ? body['messages'] : [];
  const left =
    outputLimit === undefined ? undefined : Math.max(1, outputLimit - guessedTokens(Buffer.byteLength(text)));
  const limitName = body['max_completion_tokens'] === undefined ? 'max_tokens' : 'max_completion_tokens';
  const continued = {
    ...body,
    ...(left !== undefined && { [limitName]: left }),
    messages: [...messages, { role: 'assistant', content: text }],
    ...TOLD[continues],
  };
  // Written anew, so where anything stands in the text no longer matters.
  return { ...request, body: continued, outputLimit: left, modelPlace: undefined };
}

/**
 * Makes the stream of the engine that goes on look like the rest of the one that broke off: with its id and its model,
 * without a second beginning, and with a mark in the last chunk.
 */
export function continuing(head: NonNullable<Said['head']>, marks: readonly ContinuedMark[]): Rewriting {
  const chunkOf = (chunk: JsonObject): string => {
    const choices = (Array.isArray(chunk['choices']) ? chunk['choices'] : [])
      .filter(isObject)
      .map(withoutRole);
    if (choices.length > 0 && choices.every(saysNothing)) return '';
    const last = choices.some(({ finish_reason: reason }) => typeof reason === 'string');
    const rewritten = {
      ...chunk,
      ...head,
      choices,
      ...(last && marks.length > 0 && { accord: { continued: marks } }),
    };
    return `data: ${JSON.stringify(rewritten)}\n\n`;
  };
  return {
    rewrite(text) {
      let out = '';
      for (const event of eventsIn(text)) {
        const chunk = objectOf(event.data);
        if (chunk !== undefined) out += chunkOf(chunk);
        else if (event.data !== '') out += DONE_EVENT;
      }
      return out;
    },
  };
}

function withoutRole(choice: JsonObject): JsonObject {
  const { delta } = choice;
  if (!isObject(delta)) return choice;
  const { role: _, ...rest } = delta;
  return { ...choice, delta: rest };
}

function saysNothing({ delta, finish_reason: reason }: JsonObject): boolean {
  if (typeof reason === 'string') return false;
  return !isObject(delta) || Object.values(delta).every((value) => value === null || value === '');
}
