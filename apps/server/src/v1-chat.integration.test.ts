import type { ModelServer, RecordedRequest } from '@accord/engine/testing/model-server';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayHouse, openGatewayHouse, PATIENT } from './testing/gateway-house.ts';

let house: GatewayHouse;
let upstream: ModelServer;
let before: number;

beforeAll(async () => {
  house = await openGatewayHouse({ env: PATIENT });
  upstream = house.upstreams['first'] as ModelServer;
});
afterAll(async () => {
  await house.close();
});
beforeEach(() => {
  upstream.behave({});
  before = upstream.requests.length;
});

/** What the model server was asked in this test. */
const asked = (): readonly RecordedRequest[] => upstream.requests.slice(before);

const messages = [{ role: 'user', content: '숲의 향 🌲' }] as const;
const chat = (more: object = {}) => ({ model: 'accord/fast', messages: [...messages], ...more });

const streamed = (more: object = {}) => ({ ...chat(more), stream: true as const });

async function failure(call: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  return call.then(
    () => {
      throw new TypeError('the call was expected to fail');
    },
    (error) => error,
  );
}

describe('a completion, asked for by the client of OpenAI', () => {
  it('is what the model server answered', async () => {
    const { data, response } = await house.client.chat.completions.create(chat()).withResponse();
    expect(data.choices[0]?.message.content).toBe('A quiet woody scent. 고요한 나무 향 🌲');
    expect(data.usage).toMatchObject({ prompt_tokens: expect.any(Number) });
    const decision = await house.explain(response.headers.get('x-accord-decision'));
    expect(decision).toMatchObject({
      call: 'chat',
      model: 'accord/fast',
      outcome: 'ok',
      streamed: false,
      tokens: { input: data.usage?.prompt_tokens, output: data.usage?.completion_tokens },
      attempts: [{ engine: 'openai/first', mode: 'fast', outcome: 'completed', basis: 'reported' }],
    });
  });

  it('is asked for with the parameters of the mode, where the client says nothing', async () => {
    await house.client.chat.completions.create(chat({ temperature: 1.5 }));
    await house.client.chat.completions.create(chat({ model: 'accord/creative', max_completion_tokens: 9 }));
    await house.client.chat.completions.create(chat({ model: 'first' }));
    const bodies = asked().map(({ body }) => body);
    expect(bodies).toEqual([
      { model: 'first', messages, temperature: 1.5, max_tokens: 256, top_p: 0.8 },
      { model: 'first', messages, temperature: 0.8, max_completion_tokens: 9, top_p: 0.95 },
      { model: 'first', messages },
    ]);
  });

  it('takes along whatever the client sends', async () => {
    const more = {
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      tool_choice: 'auto',
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: { type: 'object' } } },
      n: 2,
      stop: ['\n'],
      logprobs: true,
      top_logprobs: 3,
      x_vendor: { nested: [1, null, 'é'] },
    };
    await house.client.chat.completions.create({ ...chat({ model: 'first' }), ...(more as object) });
    expect(asked()[0]?.body).toEqual({ model: 'first', messages, ...more });
  });

  it('streams, and counts though the client did not ask to see it', async () => {
    const { data: stream, response } = await house.client.chat.completions.create(streamed()).withResponse();
    let text = '';
    const usages: unknown[] = [];
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usages.push(chunk.usage);
      expect(chunk.choices).toHaveLength(1);
    }
    expect(text).toBe('A quiet woody scent. 고요한 나무 향 🌲');
    expect(usages.every((usage) => usage === undefined)).toBe(true);
    const decision = await house.explain(response.headers.get('x-accord-decision'));
    expect(decision).toMatchObject({ streamed: true, outcome: 'ok', attempts: [{ basis: 'reported' }] });
    expect(decision.tokens.output).toBeGreaterThan(0);
  });

  it('shows the count to a client that asks to see it', async () => {
    const stream = await house.client.chat.completions.create(
      streamed({ stream_options: { include_usage: true } }),
    );
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
  });

  it('comes however the upstream cuts it into pieces', async () => {
    for (const pieceBytes of [1, 3, 50]) {
      for (const lineEnd of ['\n', '\r\n'] as const) {
        upstream.behave({ pieceBytes, lineEnd, answer: 'Äther 🌲, "quoted" \\n' });
        const stream = await house.client.chat.completions.create(streamed());
        let text = '';
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
        expect(text).toBe('Äther 🌲, "quoted" \\n');
      }
    }
  });

  it('ends the work of the model server when the client goes away', async () => {
    upstream.behave({ pauseMs: 20, answer: 'word '.repeat(200) });
    const { data: stream, response } = await house.client.chat.completions.create(streamed()).withResponse();
    let chunks = 0;
    for await (const _ of stream) if (++chunks === 5) break;
    expect(await asked()[0]?.outcome).toBe('disconnected');
    const decision = await settled(response.headers.get('x-accord-decision'));
    expect(decision).toMatchObject({
      outcome: 'aborted',
      attempts: [{ outcome: 'aborted', basis: 'estimated' }],
    });
    expect(decision.tokens.output).toBeGreaterThan(0);
  });

  it('ends it also when nothing has come yet', async () => {
    upstream.behave({ fault: { kind: 'hang' } });
    const controller = new AbortController();
    const began = upstream.nextRequest();
    const call = failure(house.client.chat.completions.create(chat(), { signal: controller.signal }));
    const request = await began;
    controller.abort();
    await call;
    expect(await request.outcome).toBe('disconnected');
  });
});

/** The record of a call is there once it has ended, which the client need not have waited for. */
async function settled(id: string | null): ReturnType<GatewayHouse['explain']> {
  for (let tries = 0; ; tries++) {
    try {
      return await house.explain(id);
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

describe('what cannot be answered', () => {
  it.each([
    ['an unknown model', { model: 'gpt-9' }, 404, 'model_not_found', 'model'],
    ['no messages', { messages: [] }, 400, 'REQUEST_INVALID', 'messages'],
    ['a model of another type', { model: 7 }, 400, 'REQUEST_INVALID', 'model'],
    ['a stream of another type', { stream: 'yes' }, 400, 'REQUEST_INVALID', 'stream'],
    ['no answers', { n: 0 }, 400, 'REQUEST_INVALID', 'n'],
    ['a limit below one', { max_tokens: 0 }, 400, 'REQUEST_INVALID', 'max_tokens'],
  ])('is refused as OpenAI refuses it: %s', async (_, more, status, code, param) => {
    const error = await failure(house.client.chat.completions.create(chat(more) as never));
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ status, code, param, type: 'invalid_request_error' });
    expect(asked()).toHaveLength(0);
  });

  it.each([
    ['text that is no JSON', '{"model":', 400],
    ['a list', '[]', 400],
    ['nothing', '', 400],
    ['what is nested too deep', `{"model":"first","messages":[${'['.repeat(500)}${']'.repeat(500)}]}`, 400],
  ])('is refused: %s', async (_, body, status) => {
    const reply = await fetch(`${house.address}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject({
      error: { message: expect.any(String), code: expect.any(String) },
    });
  });

  it('is refused when it is no UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"model":"first","messages":["'),
      Buffer.from([0xff]),
      Buffer.from('"]}'),
    ]);
    const reply = await fetch(`${house.address}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error: { code: 'REQUEST_INVALID' } });
  });

  it('reads the model as the model server will, when it comes twice', async () => {
    const body = '{"model":"first","messages":[{"role":"user","content":"x"}],"mod\\u0065l":"accord/fast"}';
    const reply = await fetch(`${house.address}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(reply.status).toBe(200);
    expect(asked()[0]?.body).toMatchObject({ model: 'first', max_tokens: 256 });
  });

  it('is told in the words of the model server where they are about the request', async () => {
    upstream.behave({ fault: { kind: 'status', status: 400, message: 'too long' } });
    for (const stream of [false, true]) {
      const error = await failure(house.client.chat.completions.create(chat({ stream })));
      expect(error).toMatchObject({ status: 400, message: expect.stringContaining('too long') });
    }
  });

  it.each([
    [{ kind: 'status', status: 500 }, 502, 'ENGINE_REJECTED'],
    [{ kind: 'status', status: 401 }, 502, 'ENGINE_REJECTED'],
    [{ kind: 'status', status: 429, retryAfter: '7' }, 503, 'ENGINE_OVERLOADED'],
    [{ kind: 'reset' }, 502, 'ENGINE_UNREACHABLE'],
    [{ kind: 'malformed' }, 502, 'ENGINE_BAD_ANSWER'],
  ] as const)('is told by a code: %j', async (fault, status, code) => {
    upstream.behave({ fault });
    for (const stream of [false, true]) {
      const error = await failure(house.client.chat.completions.create(chat({ stream })));
      expect(error).toMatchObject({ status, code, type: 'server_error' });
      if (fault.kind === 'status' && status === 503) expect(error.headers?.get('retry-after')).toBe('7');
    }
  });

  it('ends a stream that breaks off with an error', async () => {
    upstream.behave({ fault: { kind: 'cut' }, answer: 'word '.repeat(50) });
    const { data: stream, response } = await house.client.chat.completions.create(streamed()).withResponse();
    let text = '';
    const read = async (): Promise<void> => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    };
    expect(await failure(read())).toMatchObject({ code: 'STREAM_CUT' });
    expect(text).toMatch(/^word /);
    expect(await house.explain(response.headers.get('x-accord-decision'))).toMatchObject({
      outcome: 'failed',
      error_code: 'STREAM_CUT',
      attempts: [{ outcome: 'failed', error_code: 'ENGINE_BAD_ANSWER', basis: 'estimated' }],
    });
  });

  it('ends a stream with an error when the model server reports one in it', async () => {
    const chunk = { id: '1', choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] };
    const body = `data: ${JSON.stringify(chunk)}\n\ndata: {"error":{"code":"server_down","message":"sk-secret"}}\n\n`;
    upstream.behave({ fault: { kind: 'body', body } });
    const stream = await house.client.chat.completions.create(streamed());
    const read = async (): Promise<void> => {
      for await (const _ of stream);
    };
    const error = await failure(read());
    expect(error).toMatchObject({ code: 'STREAM_CUT', message: expect.stringContaining('server_down') });
    expect(error.message).not.toContain('sk-secret');
  });
});

describe('without a model', () => {
  it('says what to configure', async () => {
    const bare = await openGatewayHouse({ models: {} });
    try {
      const error = await failure(bare.client.chat.completions.create(chat()));
      expect(error).toMatchObject({ status: 503, code: 'MODEL_NOT_CONFIGURED' });
      expect(error.message).toContain('roles.interpreter.base_url');
      expect((await bare.client.models.list()).data).toEqual([]);
    } finally {
      await bare.close();
    }
  });
});

describe('models', () => {
  it('are the modes and what is configured', async () => {
    const { data } = await house.client.models.list();
    expect(data.map(({ id, owned_by }) => [id, owned_by])).toEqual([
      ['accord/fast', 'accord'],
      ['accord/balanced', 'accord'],
      ['accord/creative', 'accord'],
      ['first', 'openai'],
    ]);
    expect(await house.client.models.retrieve('accord/fast')).toMatchObject({
      id: 'accord/fast',
      object: 'model',
    });
    expect(await failure(house.client.models.retrieve('other'))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });
});
