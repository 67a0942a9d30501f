import type { ModelServer } from '@accord/engine/testing/model-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayHouse, openGatewayHouse } from './testing/gateway-house.ts';

let house: GatewayHouse;
let upstream: ModelServer;
let before: number;
let count = 0;

beforeAll(async () => {
  house = await openGatewayHouse({ models: { interpreter: ['first', 'second'] } });
  upstream = house.upstreams['first'] as ModelServer;
});
afterAll(async () => {
  await house.close();
});
beforeEach(() => {
  count += 1;
  upstream.behave({});
  before = upstream.requests.length;
});

const asked = (): number => upstream.requests.length - before;
/** Each test asks something else. */
const question = (more: object = {}) => ({
  model: 'first',
  messages: [{ role: 'user' as const, content: `question ${count}` }],
  temperature: 0,
  ...more,
});

async function whole(more: object = {}, headers: Record<string, string> = {}) {
  const { data, response } = await house.client.chat.completions
    .create(question(more), { headers })
    .withResponse();
  return { data, decision: await house.explain(response.headers.get('x-accord-decision')) };
}

async function stream(more: object = {}) {
  const { data, response } = await house.client.chat.completions
    .create({ ...question(more), stream: true })
    .withResponse();
  let text = '';
  for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
  return { text, decision: await house.explain(response.headers.get('x-accord-decision')) };
}

describe('an answer that would come out the same again', () => {
  it('is given once more without asking, at no cost', async () => {
    const first = await whole();
    const second = await whole();
    expect(second.data).toEqual(first.data);
    expect(asked()).toBe(1);
    expect(first.decision.cache).toMatchObject({ outcome: 'miss', stored: true });
    expect(second.decision).toMatchObject({
      cache: { outcome: 'hit', level: 'memory', decision: first.decision.id },
      attempts: [],
      cost_usd: '0',
    });
  });

  it('is the same whatever the order of the members', async () => {
    await whole();
    const { messages, ...rest } = question();
    await house.client.chat.completions.create({ messages, ...rest, user: 'someone' } as never);
    expect(asked()).toBe(1);
  });

  it.each([
    ['another parameter', { max_tokens: 7 }],
    ['an unknown field', { x_vendor: 1 }],
    ['another message', { messages: [{ role: 'user', content: 'else' }] }],
  ])('is asked for again with %s', async (_, more) => {
    await whole();
    await whole(more);
    expect(asked()).toBe(2);
  });

  it('is replayed as a stream', async () => {
    const first = await stream();
    const second = await stream();
    expect(second.text).toBe(first.text);
    expect(asked()).toBe(1);
    expect(second.decision.cache).toMatchObject({ outcome: 'hit' });
  });

  it('is shared by all who ask at the same time', async () => {
    upstream.behave({ delayMs: 100 });
    const all = await Promise.all(Array.from({ length: 8 }, () => stream()));
    expect(asked()).toBe(1);
    expect(new Set(all.map(({ text }) => text)).size).toBe(1);
    const outcomes = all.map(({ decision }) => decision.cache.outcome);
    expect(outcomes.filter((outcome) => outcome === 'miss')).toHaveLength(1);
    expect(all.map(({ decision }) => decision.attempts.length).toSorted((a, b) => a - b)).toEqual([
      0, 0, 0, 0, 0, 0, 0, 1,
    ]);
  });

  it('goes on for those who stay when the one who asked first leaves', async () => {
    upstream.behave({ pauseMs: 10 });
    const controller = new AbortController();
    const leaving = house.client.chat.completions
      .create(question(), { signal: controller.signal })
      .catch((error: unknown) => error);
    await upstream.nextRequest();
    const staying = whole();
    await new Promise((resolve) => setTimeout(resolve, 50));
    controller.abort();
    await leaving;
    expect((await staying).data.choices[0]?.message.content).toContain('quiet');
    expect(asked()).toBe(1);
  });
});

describe('what is not kept', () => {
  it.each([
    ['what is sampled', { temperature: 0.7 }],
    ['what the server stores', { store: true }],
  ])('%s', async (_, more) => {
    await whole(more);
    const { decision } = await whole(more);
    expect(asked()).toBe(2);
    expect(decision.cache).toEqual({ outcome: 'bypassed', reason: 'not_reached' });
  });

  it('an answer of another engine than the first', async () => {
    upstream.behave({ fault: { kind: 'status', status: 500 } });
    const model = 'accord/fast';
    const { decision } = await whole({ model });
    expect(decision.cache).toMatchObject({ outcome: 'miss', stored: false, reason: 'not_as_planned' });
    upstream.behave({});
    expect((await whole({ model })).data.model).toBe('first');
  });

  it('a stream that was cut', async () => {
    upstream.behave({ fault: { kind: 'cut' }, answer: 'word '.repeat(50) });
    await expect(stream()).rejects.toMatchObject({ code: 'STREAM_CUT' });
    upstream.behave({});
    expect((await stream()).text).toContain('quiet');
  });

  it('a refusal', async () => {
    upstream.behave({ fault: { kind: 'status', status: 400, message: 'no' } });
    await expect(whole()).rejects.toMatchObject({ status: 400, message: expect.stringContaining('no') });
    await expect(stream()).rejects.toMatchObject({ status: 400 });
    upstream.behave({});
    expect((await whole()).data.choices).toHaveLength(1);
  });
});

describe('what the client demands', () => {
  it('no-store leaves nothing behind', async () => {
    await whole({}, { 'cache-control': 'no-store' });
    await whole();
    expect(asked()).toBe(2);
  });

  it('no-cache asks anew, and keeps what comes', async () => {
    await whole();
    upstream.behave({ answer: 'new' });
    expect((await whole({}, { 'cache-control': 'no-cache' })).data.choices[0]?.message.content).toBe('new');
    expect((await whole()).data.choices[0]?.message.content).toBe('new');
    expect(asked()).toBe(2);
  });
});

describe('embeddings', () => {
  it('are passed on, counted, and kept', async () => {
    const create = () =>
      house.client.embeddings
        .create({ model: 'first', input: ['숲', 'a wood'], encoding_format: 'float' })
        .withResponse();
    const first = await create();
    const second = await create();
    expect(first.data.data).toHaveLength(2);
    expect(second.data).toEqual(first.data);
    expect(asked()).toBe(1);
    const decision = await house.explain(first.response.headers.get('x-accord-decision'));
    expect(decision).toMatchObject({
      call: 'embeddings',
      tokens: { input: first.data.usage.prompt_tokens, output: 0 },
      attempts: [{ basis: 'reported' }],
    });
  });
});
