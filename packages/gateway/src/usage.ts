import type { Tokens } from '@accord/accounts';
import { isObject, type JsonObject } from './client-request.ts';

/**
 * The tokens that a server counted, from the `usage` of its reply: by the names of chat completions and embeddings, or
 * by those of responses. Undefined where it is none.
 */
export function tokensOf(usage: unknown): Tokens | undefined {
  if (!isObject(usage)) return undefined;
  const input = count(usage['prompt_tokens'] ?? usage['input_tokens']);
  const output = count(usage['completion_tokens'] ?? usage['output_tokens'] ?? 0);
  if (input === undefined || output === undefined) return undefined;
  const details = usage['prompt_tokens_details'] ?? usage['input_tokens_details'];
  const cached = isObject(details) ? count(details['cached_tokens']) : undefined;
  return { input, cachedInput: Math.min(input, cached ?? 0), output };
}

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

const NAME = '"usage"';
const OPEN = 123;
const CLOSE = 125;
const QUOTE = 34;

export type ReplyReading =
  | { readonly kind: 'counted'; readonly tokens: Tokens }
  /** A JSON object without a count that can be read. */
  | { readonly kind: 'uncounted'; readonly reply: JsonObject }
  | { readonly kind: 'not_json' };

/**
 * Finds the count in a whole reply. Nearly always `usage` stands in it once, and only that part is parsed; a quote within
 * a text is escaped, so the name cannot come from one.
 */
export function readReply(bytes: Buffer): ReplyReading {
  const at = isBraced(bytes) ? bytes.lastIndexOf(NAME) : -1;
  if (at >= 0 && bytes.indexOf(NAME) === at) {
    const tokens = tokensOf(objectAfter(bytes, at + NAME.length));
    if (tokens !== undefined) return { kind: 'counted', tokens };
  }
  const reply = parsed(bytes.toString());
  if (!isObject(reply)) return { kind: 'not_json' };
  const tokens = tokensOf(reply['usage']);
  return tokens === undefined ? { kind: 'uncounted', reply } : { kind: 'counted', tokens };
}

function isBraced(bytes: Buffer): boolean {
  let last = bytes.length - 1;
  while (last > 0 && (bytes[last] ?? 0) <= 32) last -= 1;
  return bytes[0] === OPEN && bytes[last] === CLOSE;
}

/** The object that comes next. What is in a text of it may mislead the search for its end; then there is none. */
function objectAfter(bytes: Buffer, from: number): unknown {
  const start = bytes.indexOf(OPEN, from);
  if (start < 0) return undefined;
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === OPEN) depth += 1;
    else if (byte === CLOSE && --depth === 0) return parsed(bytes.toString('latin1', start, at + 1));
    else if (byte === QUOTE) at = bytes.indexOf(QUOTE, at + 1);
    if (at < start) return undefined;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What models take for a token, at most and on average: bytes of UTF-8. */
const BYTES_PER_TOKEN = 4;
/** What a chat template and the definitions of tools add to a prompt. */
const TEMPLATE_TOKENS = 512;
const TOKENS_PER_MESSAGE = 16;

/** A guess, where a server counted nothing. */
export const guessedTokens = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN);

/**
 * No prompt has more tokens: a token of text is at least a byte long, and all text of the prompt is in the body. What is
 * no text, such as an image, is counted by the piece, as far as it goes beyond its own bytes.
 */
export function mostInputTokens(
  { bytes, body }: { bytes: number; body: JsonObject },
  mediaTokens: number,
): number {
  const messages = body['messages'] ?? body['input'];
  const list = Array.isArray(messages) ? messages : [];
  return bytes + TEMPLATE_TOKENS + TOKENS_PER_MESSAGE * list.length + mediaTokens * mediaIn(list);
}

/** Parts of messages that are something else than text. */
function mediaIn(messages: readonly unknown[]): number {
  let media = 0;
  for (const message of messages) {
    const content = isObject(message) ? message['content'] : undefined;
    if (!Array.isArray(content)) continue;
    for (const part of content) {
      const type = isObject(part) ? part['type'] : undefined;
      if (type !== undefined && type !== 'text' && type !== 'input_text' && type !== 'output_text')
        media += 1;
    }
  }
  return media;
}
