import { isUtf8 } from 'node:buffer';
import { AccordError } from '@accord/kernel';
import { runtimeErrors } from '@accord/runtime';
import { type MemberPlace, placeOfMember } from './json-members.ts';

export const ENDPOINTS = ['chat', 'responses', 'embeddings'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a client asks for. Only what is needed on the way is read; the rest is for the model server. */
export interface ClientRequest {
  readonly endpoint: Endpoint;
  /** The body as it came. */
  readonly text: string;
  readonly body: JsonObject;
  /** In UTF-8. */
  readonly bytes: number;
  readonly model: string;
  readonly streams: boolean;
  /** Where `model` stands in the text; undefined where the body has to be written anew. */
  readonly modelPlace: MemberPlace | undefined;
  /** How many answers are asked for. */
  readonly answers: number;
  /** The most tokens of each answer, where the client set a limit. */
  readonly outputLimit: number | undefined;
}

const LONGEST_MODEL_NAME = 300;
const MOST_ANSWERS = 128;

/** The fields that limit an answer, the first that is there counting. */
const LIMITS: Readonly<Record<Endpoint, readonly string[]>> = {
  chat: ['max_completion_tokens', 'max_tokens'],
  responses: ['max_output_tokens'],
  embeddings: [],
};

/** What has to be there, for the request to be one at all. */
const SUBJECT: Readonly<Record<Endpoint, string>> = {
  chat: 'messages',
  responses: 'input',
  embeddings: 'input',
};

/**
 * Reads the body of a request.
 *
 * @throws REQUEST_INVALID naming the field, REQUEST_TOO_DEEP
 */
export function readClientRequest(endpoint: Endpoint, bytes: Buffer, depthLimit: number): ClientRequest {
  if (!isUtf8(bytes)) throw invalid('The body is not valid UTF-8');
  const text = bytes.toString();
  const body = parsed(text);
  const model = body['model'];
  if (typeof model !== 'string' || model === '' || model.length > LONGEST_MODEL_NAME) {
    throw invalid(`model must be a text of 1 to ${LONGEST_MODEL_NAME} characters`, 'model');
  }
  checkSubject(endpoint, body);
  return {
    endpoint,
    text,
    body,
    bytes: bytes.length,
    model,
    streams: streamsOf(endpoint, body),
    modelPlace: placeOfMember(text, 'model', depthLimit),
    answers: wholeNumber(body, 'n', MOST_ANSWERS) ?? 1,
    outputLimit: outputLimitOf(endpoint, body),
  };
}

function parsed(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('The body is not valid JSON');
  }
  if (isObject(value)) return value;
  throw invalid('The body must be a JSON object');
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkSubject(endpoint: Endpoint, body: JsonObject): void {
  const name = SUBJECT[endpoint];
  const subject = body[name];
  const isText = typeof subject === 'string' && endpoint !== 'chat';
  if (isText || (Array.isArray(subject) && subject.length > 0)) return;
  // A stored prompt or conversation may stand in place of an input.
  if (endpoint === 'responses' && subject === undefined && body['prompt'] !== undefined) return;
  throw invalid(`${name} must be a list that is not empty${endpoint === 'chat' ? '' : ', or a text'}`, name);
}

function streamsOf(endpoint: Endpoint, { stream }: JsonObject): boolean {
  if (stream === undefined || stream === null) return false;
  if (typeof stream !== 'boolean') throw invalid('stream must be true or false', 'stream');
  if (stream && endpoint === 'embeddings') throw invalid('embeddings are not streamed', 'stream');
  return stream;
}

function outputLimitOf(endpoint: Endpoint, body: JsonObject): number | undefined {
  for (const name of LIMITS[endpoint]) {
    const limit = wholeNumber(body, name, Number.MAX_SAFE_INTEGER);
    if (limit !== undefined) return limit;
  }
  return undefined;
}

function wholeNumber(body: JsonObject, name: string, most: number): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalid(`${name} must be a whole number of at least 1`, name);
}

export function invalid(detail: string, field?: string): AccordError {
  return new AccordError(runtimeErrors.REQUEST_INVALID, { detail, ...(field !== undefined && { field }) });
}
