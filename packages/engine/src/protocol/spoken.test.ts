import { AccordError, createRng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { Engine, ForwardReceiver, ForwardRequest, GenerateRequest, GenerationChunk } from '../engine.ts';
import { engineErrors } from '../errors.ts';
import { spokenForward } from './spoken.ts';

type Stream = Engine['stream'];
const END: GenerationChunk = {
  type: 'end',
  model: 'tiny',
  finishReason: 'stop',
  usage: { inputTokens: 5, outputTokens: 2 },
};

async function* saying(...words: string[]): AsyncGenerator<GenerationChunk> {
  for (const text of words) yield { type: 'text', text };
  yield END;
}

interface Heard {
  readonly type: string;
  readonly text: string;
  readonly told: string;
}

/** Everything that a receiver is told, until it is told how it ended. */
function forward(request: Partial<ForwardRequest> & { readonly body: string }, stream: Stream) {
  const vectors = [new Float32Array([1, 0.5])];
  const embed: Engine['embed'] = async () => ({
    vectors,
    model: 'tiny',
    usage: { inputTokens: 3, outputTokens: 0 },
  });
  const speaking = spokenForward({
    engine: { stream, embed },
    model: 'tiny',
    clock: manualClock(1_700_000_000_500),
    rng: createRng(1),
  });
  let room = true;
  const pieces: string[] = [];
  let type = '';
  let tell: (heard: Heard) => void;
  const heard = new Promise<Heard>((resolve) => {
    tell = resolve;
  });
  const over = (told: string): void => tell({ type, text: pieces.join(''), told });
  const receiver: ForwardReceiver = {
    head: (contentType) => void (type = contentType),
    piece(bytes) {
      pieces.push(bytes.toString());
      return room;
    },
    end: () => over('end'),
    refused: ({ status, body, error }) => over(`${status} ${error.code} ${body}`),
    failed: (error, sent) => over(`${error instanceof AccordError ? error.code : error.name} ${sent}`),
  };
  const forwarding = speaking({ path: '/chat/completions', streams: false, ...request }, receiver);
  return { heard, pieces, forwarding, pause: () => void (room = false) };
}

const chat = (more: object = {}): { readonly body: string } => ({
  body: JSON.stringify({ model: 'tiny', messages: [{ role: 'user', content: 'How?' }], ...more }),
});

describe('a chat completion', () => {
  it('is made of what the engine says, with its count', async () => {
    const { heard } = forward(chat(), () => saying('Like ', 'this.'));
    const { type, text, told } = await heard;
    expect([type, told]).toEqual(['application/json', 'end']);
    expect(JSON.parse(text)).toEqual({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{16}$/),
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'tiny',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Like this.' },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
    });
  });

  it('is streamed as it is said, with a count for who wants it', async () => {
    const wanted = { ...chat({ stream_options: { include_usage: true } }), streams: true };
    const { type, text } = await forward(wanted, () => saying('Like ', 'this.')).heard;
    expect(type).toBe('text/event-stream');
    const events = text.trim().split('\n\n');
    expect(events.pop()).toBe('data: [DONE]');
    const chunks = events.map((event) => JSON.parse(event.slice('data: '.length)));
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', content: '' },
      { content: 'Like ' },
      { content: 'this.' },
      {},
      undefined,
    ]);
    expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 7 } });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  });

  it('is asked for as the client asks: messages, parameters, a schema', async () => {
    const asked: GenerateRequest[] = [];
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } } };
    const { heard } = forward(
      chat({
        messages: [
          { role: 'developer', content: 'Be brief.' },
          { role: 'user', content: [{ type: 'text', text: 'How?' }] },
        ],
        max_completion_tokens: 9,
        temperature: 0,
        top_p: 0.5,
        top_k: 7,
        repeat_penalty: 1.1,
        n: 1,
        response_format: { type: 'json_schema', json_schema: { name: 'ok', schema } },
      }),
      (request) => {
        asked.push(request);
        return saying('{}');
      },
    );
    await heard;
    expect(asked[0]?.prompt()).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'How?' },
    ]);
    expect(asked[0]).toMatchObject({
      sampling: { maxTokens: 9, temperature: 0, topP: 0.5, topK: 7, repetitionPenalty: 1.1 },
      schema: { name: 'ok', schema },
    });
  });

  it.each([
    ['tools', { tools: [{ type: 'function' }] }],
    ['n', { n: 2 }],
    ['stop', { stop: ['.'] }],
    ['logprobs', { logprobs: true }],
    ['messages.0.content', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }],
    ['messages.0.role', { messages: [{ role: 'tool', content: 'x' }] }],
    ['temperature', { temperature: 3 }],
    ['response_format.type', { response_format: { type: 'grammar' } }],
  ])('is refused over %s, which is said', async (field, more) => {
    const { told } = await forward(chat(more), () => saying()).heard;
    expect(told).toMatch(/^400 ENGINE_REJECTED /);
    const { error } = JSON.parse(told.slice(told.indexOf('{')));
    expect(error).toMatchObject({ type: 'invalid_request_error' });
    expect(error.param).toContain(field.split('.')[0]);
  });
});

describe('what goes wrong', () => {
  const failing = (error: Error, ...words: string[]): Stream =>
    async function* () {
      for (const text of words) yield { type: 'text', text };
      throw error;
    };

  it('leads on where the engine has no room, before it said anything', async () => {
    const busy = new AccordError(engineErrors.ENGINE_OVERLOADED);
    const { told } = await forward({ ...chat(), streams: true }, failing(busy)).heard;
    expect(told).toMatch(/^429 ENGINE_OVERLOADED /);
  });

  it('is told after what was said', async () => {
    const bad = new AccordError(engineErrors.ENGINE_REJECTED);
    const { told, text } = await forward({ ...chat(), streams: true }, failing(bad, 'Li')).heard;
    expect(told).toBe('ENGINE_REJECTED true');
    expect(text).toContain('"content":"Li"');
  });

  it('stays a fault of the program where it is one', async () => {
    const { told } = await forward(chat(), failing(new TypeError('a bug'))).heard;
    expect(told).toBe('TypeError true');
  });

  it('is an address that models in a process do not have', async () => {
    expect((await forward({ ...chat(), path: '/audio' }, () => saying()).heard).told).toMatch(/^400 /);
  });
});

describe('a receiver', () => {
  it('that has no room is waited for, and one that cancels ends the work', async () => {
    let signal: AbortSignal | undefined;
    const { heard, pieces, forwarding, pause } = forward({ ...chat(), streams: true }, (request) => {
      signal = request.signal();
      return saying('one', 'two');
    });
    pause();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pieces).toHaveLength(1);
    forwarding.resume();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pieces).toHaveLength(2);
    forwarding.cancel(new AccordError(engineErrors.ENGINE_CANCELLED));
    forwarding.cancel(new AccordError(engineErrors.ENGINE_CANCELLED));
    expect((await heard).told).toBe('ENGINE_CANCELLED true');
    expect(signal?.aborted).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pieces).toHaveLength(2);
  });
});

describe('an embedding', () => {
  const embeddings = (more: object) =>
    forward({ path: '/embeddings', body: JSON.stringify({ input: 'a', ...more }) }, () => saying()).heard;

  it('is a list of numbers, or their bytes', async () => {
    const plain = JSON.parse((await embeddings({})).text);
    expect(plain).toEqual({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [1, 0.5] }],
      model: 'tiny',
      usage: { prompt_tokens: 3, total_tokens: 3 },
    });
    const { data } = JSON.parse((await embeddings({ encoding_format: 'base64' })).text);
    const bytes = Buffer.from(data[0].embedding, 'base64');
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([1, 0.5]);
  });

  it.each([{ input: [1, 2] }, { input: [] }, { dimensions: 8 }])('is refused for %j', async (more) => {
    expect((await embeddings(more)).told).toMatch(/^400 ENGINE_REJECTED /);
  });
});
