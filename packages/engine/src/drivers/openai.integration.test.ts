import { inspect } from 'node:util';
import { type AccordError, systemClock } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GenerateRequest, GenerationChunk } from '../engine.ts';
import {
  type Behaviour,
  describeEngine,
  type Fault,
  type ModelServer,
  startModelServer,
} from '../testing.ts';
import { type OpenaiEngineOptions, openaiEngine } from './openai.ts';

const MODEL = 'test-model';
const KEY = 'sk-secret-0123456789';
const SCHEMA = { name: 'brief', schema: { type: 'object' } };

describeEngine(
  'openai',
  { capabilities: ['generate', 'stream', 'embed', 'transcribe', 'forward'], remote: true },
  async () => {
    const server = await startModelServer({ behaviour: { answer: '{"ok": true}', reverseEmbeddings: true } });
    return {
      engine: openaiEngine({ name: 'local', baseUrl: server.baseUrl, model: MODEL, clock: systemClock }),
      farSide: {
        hold() {
          server.behave({ fault: { kind: 'hang' } });
          const begun = server.nextRequest();
          return { begun, released: begun.then(({ outcome }) => outcome) };
        },
        stop: () => server.close(),
      },
      close: () => server.close(),
    };
  },
);

describe('openaiEngine', () => {
  let server: ModelServer;
  beforeEach(async () => {
    server = await startModelServer();
  });
  afterEach(async () => {
    await server.close();
  });

  const open = (options: Partial<OpenaiEngineOptions> = {}) =>
    openaiEngine({ name: 'local', baseUrl: server.baseUrl, model: MODEL, clock: systemClock, ...options });

  const request = (options: Partial<GenerateRequest> = {}): GenerateRequest => ({
    purpose: 'fragrance.brief/interpreter',
    facts: {},
    prompt: () => [
      { role: 'system', content: 'Read.' },
      { role: 'user', content: '풀 향 🌿' },
    ],
    sampling: { maxTokens: 64, temperature: 0.3, topP: 0.8 },
    signal: never,
    ...options,
  });

  const generate = (behaviour: Behaviour, options: Partial<GenerateRequest> = {}) => {
    server.behave(behaviour);
    return open().generate(request(options));
  };

  const stream = (behaviour: Behaviour, options: Partial<GenerateRequest> = {}) => {
    server.behave(behaviour);
    return collect(open().stream(request(options)));
  };

  describe('generate', () => {
    it('sends the prompt, the sampling and a strict schema', async () => {
      await open({ apiKey: KEY }).generate(request({ schema: SCHEMA }));
      const [sent] = server.requests;
      expect(sent).toMatchObject({ method: 'POST', path: '/chat/completions' });
      expect(sent?.headers.authorization).toBe(`Bearer ${KEY}`);
      expect(sent?.body).toEqual({
        model: MODEL,
        messages: [
          { role: 'system', content: 'Read.' },
          { role: 'user', content: '풀 향 🌿' },
        ],
        max_tokens: 64,
        temperature: 0.3,
        top_p: 0.8,
        response_format: { type: 'json_schema', json_schema: { ...SCHEMA, strict: true } },
      });
    });

    it.each([
      ['openai', {}],
      ['vllm', { top_k: 50, repetition_penalty: 1.1 }],
      ['llama.cpp', { top_k: 50, repeat_penalty: 1.1 }],
    ] as const)('sends further sampling as %s takes it', async (dialect, further) => {
      const sampling = { maxTokens: 64, temperature: 0.3, topP: 0.8, topK: 50, repetitionPenalty: 1.1 };
      await open({ dialect }).generate(request({ sampling }));
      expect(server.requests[0]?.body).toEqual({
        model: MODEL,
        messages: expect.any(Array),
        max_tokens: 64,
        temperature: 0.3,
        top_p: 0.8,
        ...further,
      });
    });

    it('sends a server that takes more only what was asked for', async () => {
      await open({ dialect: 'vllm' }).generate(request());
      expect(Object.keys(server.requests[0]?.body as object)).not.toContain('top_k');
    });

    it('sends no key when it has none', async () => {
      await open({ apiKey: '' }).generate(request());
      expect(server.requests[0]?.headers.authorization).toBeUndefined();
      expect(server.requests[0]?.body).not.toHaveProperty('response_format');
    });

    it('adds to a base address that ends in a slash or carries a query', async () => {
      await open({ baseUrl: `${server.baseUrl}/?api-version=1` }).generate(request());
      expect(server.requests[0]?.path).toBe('/chat/completions');
      expect(server.requests[0]?.query.get('api-version')).toBe('1');
    });

    it('gives the text as it is without a schema', async () => {
      const answer = '  ```json\n{}\n``` ';
      expect(await generate({ answer })).toMatchObject({
        output: answer,
        model: MODEL,
        finishReason: 'stop',
      });
    });

    it.each([
      ['plain', '{"a": [1]}'],
      ['spaced', '\n {"a": [1]} \n'],
      ['fenced', '```json\n{"a": [1]}\n```'],
      ['fenced and spaced', '  ```json {"a": [1]}```\n'],
    ])('parses a %s answer', async (_, answer) => {
      expect((await generate({ answer }, { schema: SCHEMA })).output).toEqual({ a: [1] });
    });

    it.each([
      ['words around it', 'Here it is: {"a": 1}'],
      ['another fence', '```\n{"a": 1}\n```'],
      ['nothing but a fence', '```json'],
      ['two values', '{"a": 1} {"a": 2}'],
      ['words only', '고요한 나무 향'],
    ])('hands on an answer with %s as it came, to be repaired or refused', async (_, answer) => {
      expect((await generate({ answer }, { schema: SCHEMA })).output).toBe(answer);
    });

    it('reports the usage, and its absence', async () => {
      const { usage } = await generate({ answer: '12345678' });
      expect(usage).toEqual({ inputTokens: expect.any(Number), outputTokens: 2 });
      expect(await generate({ omitUsage: true })).not.toHaveProperty('usage');
    });

    it('tells when the token limit cut the answer', async () => {
      const cut = { answer: '{"a": [1, 2', finishReason: 'length' };
      expect(await generate(cut)).toMatchObject({ output: cut.answer, finishReason: 'length' });
      expect(await generate({ ...cut, answer: '[1]' }, { schema: SCHEMA })).toMatchObject({ output: [1] });
      expect(await generate(cut, { schema: SCHEMA })).toMatchObject({
        output: cut.answer,
        finishReason: 'length',
      });
    });

    it('ignores fields it does not know and fills in a model that is not named', async () => {
      const choice = { message: { content: 'yes', thoughts: [] }, finish_reason: 'stop', extra: 1 };
      const body = JSON.stringify({
        choices: [choice, 'another'],
        usage: { prompt_tokens: 'many' },
        new: {},
      });
      expect(await generate({ fault: { kind: 'body', body } })).toEqual({
        output: 'yes',
        model: MODEL,
        finishReason: 'stop',
      });
    });

    it('reads an answer that comes slowly and in pieces of a few bytes', async () => {
      const answer = '{"향": "🌿"}';
      const generation = await generate({ answer, pieceBytes: 3, delayMs: 5 }, { schema: SCHEMA });
      expect(generation.output).toEqual({ 향: '🌿' });
    });
  });

  describe('stream', () => {
    it('asks for the usage and yields the text before one end', async () => {
      const chunks = await stream({ answer: '봄날 정원 🌸 a garden in spring' });
      expect(server.requests[0]?.body).toMatchObject({
        stream: true,
        stream_options: { include_usage: true },
      });
      expect(textOf(chunks)).toBe('봄날 정원 🌸 a garden in spring');
      expect(chunks.at(-1)).toEqual({
        type: 'end',
        model: MODEL,
        finishReason: 'stop',
        usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
      });
    });

    it.each(['\n', '\r\n', '\r'] as const)('reads any pieces with lines ending in %j', async (lineEnd) => {
      for (const pieceBytes of [1, 2, 7]) {
        expect(textOf(await stream({ answer: '풀 🌿', lineEnd, pieceBytes }))).toBe('풀 🌿');
      }
    });

    it('lives without usage', async () => {
      const chunks = await stream({ omitUsage: true, finishReason: 'length' });
      expect(chunks.at(-1)).toEqual({ type: 'end', model: MODEL, finishReason: 'length' });
    });

    it('takes the usage from the last chunk with words, and an end without [DONE]', async () => {
      const last = {
        choices: [{ delta: { content: 'b' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 3 },
      };
      const body = `${event({ choices: [{ delta: { content: 'a' } }], usage: null })}${event(last)}`;
      expect(await stream({ fault: { kind: 'body', body } })).toEqual([
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
        { type: 'end', model: MODEL, finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 0 } },
      ]);
    });

    it('closes the connection when the reader leaves', async () => {
      server.behave({ answer: 'first second third', fault: { kind: 'stall' } });
      const arriving = server.nextRequest();
      for await (const chunk of open().stream(request())) {
        expect(chunk).toEqual({ type: 'text', text: 'firs' });
        break;
      }
      expect(await (await arriving).outcome).toBe('disconnected');
    });

    it.each([
      [undefined, 'ENGINE_CANCELLED'],
      [new DOMException('The time is up', 'TimeoutError'), 'ENGINE_TIMEOUT'],
    ])('closes the connection when it is aborted in the middle (%s)', async (reason, code) => {
      server.behave({ fault: { kind: 'stall' } });
      const arriving = server.nextRequest();
      const controller = new AbortController();
      const reading = async (): Promise<void> => {
        for await (const _ of open().stream(request({ signal: () => controller.signal })))
          controller.abort(reason);
      };
      await expect(reading()).rejects.toMatchObject({ code });
      expect(await (await arriving).outcome).toBe('disconnected');
    });

    it('keeps the text that came before a cut', async () => {
      server.behave({ answer: 'first second third', fault: { kind: 'cut' } });
      const seen: GenerationChunk[] = [];
      const reading = async (): Promise<void> => {
        for await (const chunk of open().stream(request())) seen.push(chunk);
      };
      await expect(reading()).rejects.toMatchObject({ code: 'ENGINE_BAD_ANSWER' });
      expect(textOf(seen)).toMatch(/^firs/);
    });

    it.each([
      ['an error', { message: 'out of memory', code: 500 }, 'ENGINE_REJECTED'],
      ['an overload', { message: 'busy', code: 503 }, 'ENGINE_OVERLOADED'],
    ])('passes on %s reported in the middle', async (_, error, code) => {
      const body = `${event({ choices: [{ delta: { content: 'a' } }] })}${event({ error })}`;
      await expect(stream({ fault: { kind: 'body', body } })).rejects.toMatchObject({
        code,
        message: expect.stringContaining(error.message),
      });
    });
  });

  describe('embed and transcribe', () => {
    it.each([
      ['too few', { data: [{ index: 0, embedding: [1] }] }],
      ['one twice', { data: [0, 0].map((index) => ({ index, embedding: [1] })) }],
      ['unequal ones', { data: [[1], [1, 2]].map((embedding, index) => ({ index, embedding })) }],
      ['empty ones', { data: [0, 1].map((index) => ({ index, embedding: [] })) }],
      ['no numbers', { data: [0, 1].map((index) => ({ index, embedding: ['1'] })) }],
      ['numbers beyond its precision', { data: [0, 1].map((index) => ({ index, embedding: [1e300] })) }],
      ['none', {}],
    ])('refuses embeddings when the server gives %s', async (_, reply) => {
      server.behave({ fault: { kind: 'body', body: JSON.stringify(reply) } });
      const embedding = open().embed({ texts: ['a', 'b'], signal: never });
      await expect(embedding).rejects.toMatchObject({ code: 'ENGINE_BAD_ANSWER' });
    });

    it('counts the tokens of what it embeds', async () => {
      const { usage, vectors } = await open().embed({ texts: ['four'], signal: never });
      expect(usage).toEqual({ inputTokens: 1, outputTokens: 0 });
      expect(vectors[0]).toBeInstanceOf(Float32Array);
    });

    it('sends the recording with its type, its language and a telling name', async () => {
      server.behave({ transcript: '조용한 나무 향' });
      const audio = Uint8Array.of(1, 2, 3);
      const recording = { audio, mediaType: 'audio/webm; codecs=opus', language: 'ko', signal: never };
      expect(await open().transcribe(recording)).toEqual({ text: '조용한 나무 향', model: MODEL });
      const form = server.requests[0]?.form;
      const file = form?.get('file') as File;
      expect([file.name, file.type]).toEqual(['recording.webm', 'audio/webm; codecs=opus']);
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(audio);
      expect([form?.get('model'), form?.get('language')]).toEqual([MODEL, 'ko']);
    });

    it('takes silence for an answer', async () => {
      server.behave({ transcript: '' });
      const recording = { audio: Uint8Array.of(0), mediaType: 'audio/unheard-of', signal: never };
      expect((await open().transcribe(recording)).text).toBe('');
    });
  });

  describe('health', () => {
    it('tells whether the model is listed', async () => {
      expect((await open().health(never())).detail).toContain('lists test-model');
      expect((await open({ model: 'other' }).health(never())).detail).toContain('does not list other');
    });

    it('is down when the server refuses or talks nonsense', async () => {
      for (const fault of [{ kind: 'status', status: 500 }, { kind: 'malformed' }] as const) {
        server.behave({ fault });
        expect((await open().health(never())).state).toBe('down');
      }
    });

    it('is down when the server does not answer in time', async () => {
      server.behave({ fault: { kind: 'hang' } });
      const arriving = server.nextRequest();
      const controller = new AbortController();
      const asking = open().health(controller.signal);
      const asked = await arriving;
      controller.abort(new DOMException('The time is up', 'TimeoutError'));
      expect(await asking).toEqual({ state: 'down', detail: 'local did not answer in time' });
      expect(await asked.outcome).toBe('disconnected');
    });
  });

  describe('failures', () => {
    const body = (value: unknown): Fault => ({ kind: 'body', body: JSON.stringify(value) });
    const choices = (content: unknown, finish_reason: unknown = 'stop') =>
      body({ choices: [{ message: { content }, finish_reason }] });

    it.each<[string, Fault, string]>([
      ['a reset connection', { kind: 'reset' }, 'ENGINE_UNREACHABLE'],
      ['a connection cut in the body', { kind: 'cut' }, 'ENGINE_BAD_ANSWER'],
      ['a body that ends early', { kind: 'truncate' }, 'ENGINE_BAD_ANSWER'],
      ['an empty body', { kind: 'truncate', afterBytes: 0 }, 'ENGINE_BAD_ANSWER'],
      ['malformed JSON', { kind: 'malformed' }, 'ENGINE_BAD_ANSWER'],
      ['a request error', { kind: 'status', status: 400 }, 'ENGINE_REJECTED'],
      ['a wrong key', { kind: 'status', status: 401 }, 'ENGINE_REJECTED'],
      ['an unknown model', { kind: 'status', status: 404 }, 'ENGINE_REJECTED'],
      ['a server error', { kind: 'status', status: 500 }, 'ENGINE_REJECTED'],
      ['a redirect', { kind: 'status', status: 307 }, 'ENGINE_REJECTED'],
      ['too many requests', { kind: 'status', status: 429 }, 'ENGINE_OVERLOADED'],
      ['an overloaded server', { kind: 'status', status: 503 }, 'ENGINE_OVERLOADED'],
    ])('tells %s', async (_, fault, code) => {
      await expect(generate({ fault })).rejects.toMatchObject({ code });
      await expect(stream({ fault })).rejects.toMatchObject({ code });
    });

    it.each<[string, Fault]>([
      ['null', body(null)],
      ['no choices', body({ choices: [] })],
      ['choices of another type', body({ choices: {} })],
      ['an error in place of an answer', body({ error: { message: 'no' } })],
      ['empty content', choices('')],
      ['blank content', choices(' \n')],
      ['no content', choices(null, 'tool_calls')],
      ['content of another type', choices([{ type: 'text', text: 'yes' }])],
      ['no reason to finish', choices('yes', null)],
      ['an unheard-of reason to finish', choices('yes', 'abort')],
    ])('refuses an answer with %s', async (_, fault) => {
      await expect(generate({ fault })).rejects.toMatchObject({ code: 'ENGINE_BAD_ANSWER' });
    });

    it.each([
      ['nothing', ''],
      ['a comment', ': ping\n\n'],
      ['words without an end', event({ choices: [{ delta: { content: 'yes' } }] })],
      ['an end without words', event({ choices: [{ delta: {}, finish_reason: 'stop' }] })],
      ['[DONE] alone', 'data: [DONE]\n\n'],
      ['a value that is no chunk', event([1])],
    ])('refuses a stream with %s', async (_, text) => {
      const fault = { kind: 'body', body: text } as const;
      await expect(stream({ fault })).rejects.toMatchObject({ code: 'ENGINE_BAD_ANSWER' });
    });

    it('names the system error when the server cannot be reached', async () => {
      await server.close();
      await expect(open().generate(request())).rejects.toMatchObject({
        code: 'ENGINE_UNREACHABLE',
        message: 'local could not be reached (ECONNREFUSED)',
      });
      await expect(open({ baseUrl: 'http://model.invalid/v1' }).generate(request())).rejects.toMatchObject({
        code: 'ENGINE_UNREACHABLE',
      });
    });

    it.each([
      ['17', 17],
      ['0', 0],
      ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
      ['Thursday, 01-Jan-26 00:00:01 GMT', 1],
      ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
      ['soon', undefined],
      ['1.5', undefined],
      ['-3', undefined],
    ])('reads Retry-After: %s', async (retryAfter, seconds) => {
      server.behave({ fault: { kind: 'status', status: 429, retryAfter } });
      await expect(open({ clock: manualClock() }).generate(request())).rejects.toMatchObject({
        code: 'ENGINE_OVERLOADED',
        retryAfterSeconds: seconds,
      });
    });

    it('passes on what the server says, on one line and not too much of it', async () => {
      const message = `no\r\nsuch\u0007 model ${'가'.repeat(5000)}`;
      const failure = await failureOf(generate({ fault: { kind: 'status', status: 404, message } }));
      expect(failure.message).toMatch(/^local answered 404: no such model 가+…$/);
      expect(failure.message.length).toBeLessThan(400);
    });

    it.each([
      ['Ollama', '{"error": "no such model"}', ': no such model'],
      ['FastAPI', '{"detail": "no such model"}', ': no such model'],
      ['an older vLLM', '{"object": "error", "message": "no such model"}', ': no such model'],
      ['a proxy', '<html>no such model</html>', ''],
      ['nobody', '', ''],
      ['one who talks too long', `{"error": "${'x'.repeat(100_000)}"}`, ''],
    ])('understands the refusals of %s', async (_, reply, explanation) => {
      const fault = { kind: 'status', status: 404, body: reply } as const;
      expect((await failureOf(generate({ fault }))).message).toBe(`local answered 404${explanation}`);
    });

    it('never shows the key', async () => {
      const message = `Incorrect API key provided: ${KEY}`;
      for (const fault of [
        { kind: 'status', status: 401, message },
        { kind: 'body', body: event({ error: { message } }) },
        { kind: 'body', body: `{"choices": "${KEY}"` },
        { kind: 'reset' },
        { kind: 'cut' },
      ] as const) {
        server.behave({ fault });
        const engine = open({ apiKey: KEY });
        const failures = [
          await failureOf(engine.generate(request())),
          await failureOf(collect(engine.stream(request()))),
          await engine.health(never()),
        ];
        expect(inspect([engine, failures], { depth: 20, showHidden: true })).not.toContain(KEY);
      }
    });

    it.each([
      ['an answer', (engine: ReturnType<typeof open>) => engine.generate(request())],
      ['a stream', (engine: ReturnType<typeof open>) => collect(engine.stream(request()))],
    ])('stops reading %s that is too long', async (_, call) => {
      server.behave({ answer: 'x'.repeat(100_000), pieceBytes: 1000 });
      const arriving = server.nextRequest();
      await expect(call(open({ maxAnswerBytes: 2000 }))).rejects.toMatchObject({
        code: 'ENGINE_BAD_ANSWER',
        message: 'local answered with more than 2000 bytes',
      });
      expect(await (await arriving).outcome).toBe('disconnected');
    });

    it.each([
      ['an address that is none', { baseUrl: 'models' }],
      ['another protocol', { baseUrl: 'file:///etc' }],
      ['a password in the address', { baseUrl: `http://user:${KEY}@localhost/v1` }],
      ['a key on two lines', { apiKey: `${KEY}\n${KEY}` }],
    ])('refuses %s at once, without printing it', async (_, options) => {
      const failure = await failureOf((async () => open(options))());
      expect(failure.code).toBe('KNOB_INVALID');
      expect(inspect(failure)).not.toContain(KEY);
    });
  });
});

const never = (): AbortSignal => new AbortController().signal;

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

function textOf(chunks: readonly GenerationChunk[]): string {
  return chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
}

async function failureOf(call: Promise<unknown>): Promise<AccordError> {
  return call.then(
    () => {
      throw new TypeError('the call was expected to fail');
    },
    (error) => error,
  );
}
