import type { CacheKey, Comparison, Question } from '@accord/cache';
import type { Call } from './call.ts';
import { isObject, type JsonObject } from './client-request.ts';
import { eventsIn, objectOf } from './event-stream.ts';

/** What is asked last, and the request without it. */
export interface LastWords {
  readonly text: string;
  /** The body as it came, with nothing where the text stood. */
  readonly rest: JsonObject;
}

/** A longer text is not a question that another way of asking is found for. */
const MOST_CHARS = 4000;

/**
 * The text that a request ends with, when it is from the user and in plain words. Everything before it, a system prompt or
 * earlier turns, is part of `rest`. Requests that offer tools have none: what their answers do depends on more than words.
 */
export function lastWordsOf({ request: { endpoint, body } }: Call): LastWords | undefined {
  if (offersTools(body)) return undefined;
  if (endpoint === 'chat') return lastIn(body, 'messages');
  if (endpoint !== 'responses') return undefined;
  const { input } = body;
  if (typeof input !== 'string') return lastIn(body, 'input');
  return asked(input, { ...body, input: '' });
}

const offersTools = ({ tools, functions }: JsonObject): boolean =>
  [tools, functions].some((offered) => offered !== undefined && offered !== null);

function lastIn(body: JsonObject, name: 'messages' | 'input'): LastWords | undefined {
  const turns = body[name];
  if (!Array.isArray(turns)) return undefined;
  const last: unknown = turns.at(-1);
  if (!isObject(last) || last['role'] !== 'user') return undefined;
  const text = plainText(last['content']);
  if (text === undefined) return undefined;
  return asked(text, { ...body, [name]: [...turns.slice(0, -1), { ...last, content: '' }] });
}

/** A text by itself, or as the only part of a message. */
function plainText(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content) || content.length !== 1) return undefined;
  const [part] = content as readonly unknown[];
  if (!isObject(part) || (part['type'] !== 'text' && part['type'] !== 'input_text')) return undefined;
  return typeof part['text'] === 'string' ? part['text'] : undefined;
}

const asked = (text: string, rest: JsonObject): LastWords | undefined =>
  text.trim() === '' || text.length > MOST_CHARS ? undefined : { text, rest };

export const questionOf = ({ request }: Call, key: CacheKey, exact: string, text: string): Question => ({
  ...key,
  task: `v1.${request.endpoint}`,
  exact,
  text,
});

/** Two answers of models are compared by a judge or a person, who are shown what they say and nothing around it. */
export const BY_WHAT_IS_SAID: Comparison = { by: 'judge', words: wordsOf };

/** What a kept answer says: that of a whole reply, or of a stream. */
function wordsOf(kept: string): string {
  const value: unknown = JSON.parse(kept);
  if (!isObject(value)) return kept;
  const { reply, pieces } = value;
  if (Array.isArray(pieces)) return saidInStream(pieces.join(''));
  return isObject(reply) ? saidInReply(reply) : kept;
}

function saidInReply(reply: JsonObject): string {
  const texts = [
    ...objectsIn(reply['choices']).map(({ message }) => (isObject(message) ? message['content'] : undefined)),
    ...objectsIn(reply['output'])
      .flatMap(({ content }) => objectsIn(content))
      .map(({ text }) => text),
  ].filter((text) => typeof text === 'string');
  return texts.length > 0 ? texts.join('\n') : JSON.stringify(reply);
}

function saidInStream(text: string): string {
  let said = '';
  for (const { data } of eventsIn(text)) {
    const event = objectOf(data);
    if (event === undefined) continue;
    if (event['type'] === 'response.output_text.delta') said += textIn(event['delta']);
    for (const { delta } of objectsIn(event['choices']))
      if (isObject(delta)) said += textIn(delta['content']);
  }
  return said === '' ? text : said;
}

const objectsIn = (list: unknown): readonly JsonObject[] =>
  Array.isArray(list) ? list.filter(isObject) : [];
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
