import { AccordError, type Clock } from '@accord/kernel';
import { knobErrors } from '@accord/knobs';
import type { z } from 'zod';
import { badAnswer, brokenOff, notReached, type Parties, refusedWithStatus } from './failures.ts';

/** How much of a refusal is read to find the server's message. */
export const REFUSAL_BYTES = 64 * 1024;

interface TransportOptions extends Parties {
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly maxAnswerBytes: number;
}

export interface Transport {
  /** Sends a request and reads its reply as JSON of the given shape. */
  json<Reply>(path: string, call: Call, shape: z.ZodType<Reply>, signal: AbortSignal): Promise<Reply>;
  /** Sends a request and gives its reply as it comes. Leaving the loop closes the connection. */
  bytes(path: string, call: Call, signal: AbortSignal): AsyncGenerator<Uint8Array, void>;
}

interface Call {
  readonly method: 'GET' | 'POST';
  /** A form, or a value to be sent as JSON. */
  readonly body?: FormData | object;
  readonly accept?: string;
}

/**
 * One model server, reached over HTTP. Every failure comes out as one of the engine's errors; nothing is tried twice.
 *
 * @throws KNOB_INVALID at once for an address or a key that no request could be sent with.
 */
export function openTransport({ baseUrl, clock, maxAnswerBytes, ...parties }: TransportOptions): Transport {
  const base = checkedAddress(parties, baseUrl);
  const authorization = authorizationOf(parties);

  const send = async (path: string, call: Call, signal: AbortSignal): Promise<Response> => {
    const { content, headers } = await payloadOf(call);
    const response = await fetch(addressOf(base, path), {
      method: call.method,
      headers: { ...authorization, ...headers, accept: call.accept ?? 'application/json' },
      body: content,
      // A redirected POST would come back as a GET, or carry the prompt to another host.
      redirect: 'manual',
      signal,
    }).catch((error: unknown) => {
      throw notReached(parties, error, signal);
    });
    if (response.ok) return response;
    const retryAfter = response.headers.get('retry-after') ?? '';
    const body = await refusalBody(response, signal);
    throw refusedWithStatus(parties, response.status, retryAfter, body, clock);
  };

  const refusalBody = async (response: Response, signal: AbortSignal): Promise<unknown> => {
    try {
      return parseJson(await readText(readBody(parties, response, REFUSAL_BYTES, signal)));
    } catch (error) {
      // The status says enough when the explanation is cut or too long.
      if (error instanceof AccordError && !signal.aborted) return undefined;
      throw error;
    }
  };

  return {
    async json(path, call, shape, signal) {
      const response = await send(path, call, signal);
      const value = parseJson(await readText(readBody(parties, response, maxAnswerBytes, signal)));
      if (value === undefined) throw badAnswer(parties, 'answered with something that is not JSON');
      return checked(parties, shape, value);
    },
    async *bytes(path, call, signal) {
      yield* readBody(parties, await send(path, call, signal), maxAnswerBytes, signal);
    },
  };
}

/** @throws ENGINE_BAD_ANSWER, naming the first field at fault. */
export function checked<Value>(parties: Parties, shape: z.ZodType<Value>, value: unknown): Value {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? 'the reply' : issue.path.join('.');
  throw badAnswer(parties, `broke the protocol: ${field}: ${issue?.message ?? 'unknown fault'}`);
}

/** The parsed value; undefined, which JSON cannot say, when the text is not JSON. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function checkedAddress({ name }: Parties, baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const plain = url !== undefined && url.username === '' && url.password === '';
  if (plain && /^https?:$/.test(url.protocol)) return url;
  throw new AccordError(knobErrors.KNOB_INVALID, {
    detail: `The base_url of ${name} must be an http or https address without a user or password`,
    field: 'base_url',
  });
}

/** Checked here because `fetch` puts a header it cannot send, key and all, into its error. */
export function authorizationOf({ name, apiKey }: Parties): Record<string, string> {
  if (apiKey === undefined) return {};
  if (/^[\x21-\x7e]+$/.test(apiKey)) return { authorization: `Bearer ${apiKey}` };
  throw new AccordError(knobErrors.KNOB_INVALID, {
    detail: `The api_key of ${name} must be visible ASCII characters without spaces`,
    field: 'api_key',
  });
}

function addressOf(base: URL, path: string): URL {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

interface Payload {
  readonly content: string | ArrayBuffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What is sent, whole. `fetch` could read a form by itself, but in Node 24 an abort while it does so is an unhandled
 * rejection, which ends the process.
 */
async function payloadOf({ body }: Call): Promise<Payload> {
  if (body === undefined) return { content: null, headers: {} };
  if (!(body instanceof FormData)) {
    return { content: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  }
  const form = new Response(body);
  const type = form.headers.get('content-type') ?? 'multipart/form-data';
  return { content: await form.arrayBuffer(), headers: { 'content-type': type } };
}

async function* readBody(
  parties: Parties,
  response: Response,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let received = 0;
  try {
    for (;;) {
      const read = await reader.read().catch((error: unknown) => {
        throw brokenOff(parties, error, signal);
      });
      if (read.done) return;
      received += read.value.byteLength;
      if (received > limit) throw badAnswer(parties, `answered with more than ${limit} bytes`);
      yield read.value;
    }
  } finally {
    // Closes the connection when the rest is not wanted; there is nothing to close after the end or a failure.
    await reader.cancel().catch(() => undefined);
  }
}

/** The whole text; undefined when it is not UTF-8. */
async function readText(bytes: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
