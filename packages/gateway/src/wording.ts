import { type Call } from './call.ts';
import type { ClientRequest } from './client-request.ts';
import { isObject } from './client-request.ts';
import type { Candidate } from './models.ts';
import { responseFromChat } from './responses/response-object.ts';
import { chatRequestOf } from './responses/to-chat.ts';

/** How a request is put to one engine, and its answer back to the client. */
export interface Wording {
  readonly request: ClientRequest;
  readonly path: string;
  /** Set where the engine is asked for chat completions in place of responses. */
  readonly translated: boolean;
}

const PATHS = { chat: '/chat/completions', responses: '/responses', embeddings: '/embeddings' } as const;

/** @throws REQUEST_INVALID for what the engine has no words for */
export function wordingFor({ request }: Call, { model }: Candidate): Wording {
  const translated = request.endpoint === 'responses' && !model.responses;
  const worded = translated ? chatRequestOf(request) : request;
  return { request: worded, path: PATHS[worded.endpoint], translated };
}

/** A whole reply in the words that the client asked in. */
export function replyFor(call: Call, { translated }: Wording, body: Buffer): Buffer | string {
  if (!translated) return body;
  const reply: unknown = JSON.parse(body.toString());
  if (!isObject(reply)) throw new TypeError('a reply that was read is an object');
  return JSON.stringify(responseFromChat(reply, partsOf(call)));
}

export const partsOf = (call: Call) => ({
  decision: call.id,
  createdAt: Math.floor(call.createdAt / 1000),
  asked: call.request.body,
});
