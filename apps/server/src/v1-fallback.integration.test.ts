import type { ModelServer, RecordedRequest } from '@accord/engine/testing/model-server';
import type OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayHouse, openGatewayHouse, PATIENT } from './testing/gateway-house.ts';

let house: GatewayHouse;

/** Three roles with a model each, and for the first role two more, of which the last goes on with what others began. */
beforeAll(async () => {
  house = await openGatewayHouse({
    models: { interpreter: ['quick', 'spare', 'heir'], validator: ['even'], creative: ['rich'] },
    env: { ...PATIENT, ACCORD_ROLES_INTERPRETER_FALLBACK_2_CONTINUES: 'vllm' },
  });
});
afterAll(async () => {
  await house.close();
});
beforeEach(() => {
  for (const server of Object.values(house.upstreams)) server.behave({});
});

const upstream = (name: string): ModelServer => {
  const found = house.upstreams[name];
  if (found === undefined) throw new TypeError(`no upstream ${name}`);
  return found;
};

const STORY = 'Moss and rain, cedar and smoke, and at the end a little salt. 끝 🌊';
const messages = [{ role: 'user' as const, content: 'Tell me of the forest' }];

type Asked = Partial<OpenAI.ChatCompletionCreateParamsStreaming> & { readonly model?: string };

async function streamed(more: Asked = {}) {
  const { data, response } = await house.client.chat.completions
    .create({ model: 'accord/fast', messages, ...more, stream: true })
    .withResponse();
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  let error: { readonly code?: string | null | undefined } | undefined;
  try {
    for await (const chunk of data) chunks.push(chunk);
  } catch (caught) {
    error = caught as typeof error;
  }
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  return { chunks, text, error, decision: await house.explain(response.headers.get('x-accord-decision')) };
}

const down = { fault: { kind: 'status', status: 500 } } as const;
function lastMessage(body: RecordedRequest['body'] | undefined): {
  readonly role: string;
  readonly content: string;
} {
  const found = (body?.['messages'] as { role: string; content: string }[] | undefined)?.at(-1);
  if (found === undefined) throw new TypeError('a request has messages');
  return found;
}

/** What an heir says: the rest of the story. */
const rest = ({ body }: RecordedRequest): string => {
  const { role, content } = lastMessage(body);
  return role === 'assistant' ? STORY.slice(content.length) : STORY;
};

describe('before the first token', () => {
  it.each([
    ['refuses', down],
    ['resets', { fault: { kind: 'reset' } }],
    ['is cut before an event is whole', { fault: { kind: 'cut', afterBytes: 20 } }],
    ['streams what is no JSON', { fault: { kind: 'malformed' } }],
    [
      'reports an error in its first event',
      { fault: { kind: 'body', body: 'data: {"error":{"code":"x"}}\n\n' } },
    ],
  ] as const)('the next engine answers silently when the first %s', async (_, behaviour) => {
    upstream('quick').behave(behaviour);
    const { text, error, decision, chunks } = await streamed();
    expect(error).toBeUndefined();
    expect(text).toBe('A quiet woody scent. 고요한 나무 향 🌲');
    expect(chunks[0]?.model).toBe('spare');
    expect(decision.attempts.map(({ engine, outcome }) => [engine, outcome])).toEqual([
      ['openai/quick', behaviour.fault.kind === 'status' ? 'refused' : 'failed'],
      ['openai/spare', 'completed'],
    ]);
    expect(decision.reasons.map(({ code }) => code)).toEqual(['engine_failed', 'fallback_engine']);
  });

  it('the same holds for an answer that does not stream', async () => {
    upstream('quick').behave(down);
    upstream('spare').behave({ fault: { kind: 'truncate' } });
    const reply = await house.client.chat.completions.create({ model: 'accord/fast', messages });
    expect(reply.model).toBe('heir');
  });

  it('an engine that says only who it is can be replaced as well', async () => {
    const role = {
      id: 'one',
      created: 7,
      model: 'quick',
      choices: [{ index: 0, delta: { role: 'assistant' } }],
    };
    upstream('quick').behave({ fault: { kind: 'body', body: `data: ${JSON.stringify(role)}\n\n` } });
    const { text, error, chunks } = await streamed();
    expect(error).toBeUndefined();
    expect(text).toBe('A quiet woody scent. 고요한 나무 향 🌲');
    expect(new Set(chunks.map(({ id }) => id))).toEqual(new Set(['one']));
  });

  it('a mode goes down to the lesser ones, and says so', async () => {
    upstream('rich').behave(down);
    upstream('even').behave(down);
    const { response } = await house.client.chat.completions
      .create({ model: 'accord/creative', messages })
      .withResponse();
    const decision = await house.explain(response.headers.get('x-accord-decision'));
    expect(decision.attempts.map(({ engine, mode }) => [engine, mode])).toEqual([
      ['openai/rich', 'creative'],
      ['openai/even', 'balanced'],
      ['openai/quick', 'fast'],
    ]);
    expect(decision.reasons.at(-1)).toMatchObject({ code: 'mode_downshifted', outcome: 'taken' });
    expect(upstream('rich').requests.at(-1)?.body).toMatchObject({ max_tokens: 1024 });
    expect(upstream('quick').requests.at(-1)?.body).toMatchObject({ max_tokens: 256 });
  });

  it('a model that was asked for by its name is not replaced by another', async () => {
    upstream('rich').behave(down);
    await expect(house.client.chat.completions.create({ model: 'rich', messages })).rejects.toMatchObject({
      status: 502,
      code: 'ENGINE_REJECTED',
    });
  });
});

describe('after the first token', () => {
  it.each([0.2, 0.5, 0.9])('plain text is continued from where it broke off (%d of it)', async (share) => {
    const length = Math.round(share * 2600);
    upstream('quick').behave({ answer: STORY, fault: { kind: 'cut', afterBytes: length } });
    upstream('heir').behave({ answer: rest });
    const { text, error, chunks, decision } = await streamed();
    expect(error).toBeUndefined();
    expect(text).toBe(STORY);
    expect(new Set(chunks.map(({ model }) => model))).toEqual(new Set(['quick']));
    const asked = upstream('heir').requests.at(-1)?.body;
    expect(asked).toMatchObject({ continue_final_message: true, add_generation_prompt: false });
    const from = lastMessage(asked).content.length;
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
      accord: { continued: [{ engine: 'openai/heir', model: 'heir', from }] },
    });
    expect(decision.attempts.map(({ outcome, basis }) => [outcome, basis])).toEqual([
      ['failed', 'estimated'],
      ['completed', 'reported'],
    ]);
    expect(decision.reasons.map(({ code }) => code)).toContain('stream_continued');
  });

  it('a stream that only lost its end is whole', async () => {
    const cut =
      'data: {"id":"a","choices":[{"index":0,"delta":{"content":"whole"},"finish_reason":"stop"}]}\n\n';
    upstream('quick').behave({ fault: { kind: 'body', body: cut } });
    const { text, error, decision } = await streamed();
    expect([text, error]).toEqual(['whole', undefined]);
    expect(decision.attempts).toMatchObject([{ outcome: 'completed', basis: 'estimated' }]);
  });

  it.each([
    ['several answers', { n: 2 }],
    ['tools', { tools: [{ type: 'function' as const, function: { name: 'f' } }] }],
    ['a schema', { response_format: { type: 'json_object' as const } }],
    ['logprobs', { logprobs: true }],
  ])('nobody goes on with %s', async (_, more) => {
    upstream('quick').behave({ answer: STORY, fault: { kind: 'cut' } });
    const before = upstream('heir').requests.length;
    const { error, decision } = await streamed(more);
    expect(error).toMatchObject({ code: 'STREAM_CUT' });
    expect(decision).toMatchObject({ outcome: 'failed', error_code: 'STREAM_CUT' });
    expect(upstream('heir').requests).toHaveLength(before);
  });

  it('a stream ends with an error when nobody can go on', async () => {
    upstream('quick').behave({ answer: STORY, fault: { kind: 'cut' } });
    upstream('heir').behave(down);
    expect((await streamed()).error).toMatchObject({ code: 'STREAM_CUT' });
  });

  it('what is left of a limit is left to the one who goes on', async () => {
    upstream('quick').behave({ answer: STORY, fault: { kind: 'cut', afterBytes: 2000 } });
    upstream('heir').behave({ answer: rest });
    await streamed({ max_completion_tokens: 50 });
    const left = upstream('heir').requests.at(-1)?.body['max_completion_tokens'];
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(50);
  });
});
