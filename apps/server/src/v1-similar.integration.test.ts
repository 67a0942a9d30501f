import type { ModelServer } from '@accord/engine/testing/model-server';
import { cacheVerifySchema } from '@accord/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayHouse, openGatewayHouse } from './testing/gateway-house.ts';

/** A looser promise, so that a few dozen checks prove it. */
const ENV = {
  ACCORD_SEMANTIC_MODE: 'serve',
  ACCORD_SEMANTIC_DELTA: '0.2',
  ACCORD_SEMANTIC_ALPHA: '0.2',
  ACCORD_SEMANTIC_SERVED_CHECK_SHARE: '0.01',
};
const NOUNS = [
  'apples bread cheese butter sugar coffee garlic pepper honey olives',
  'rivers forests deserts islands glaciers canyons valleys meadows lakes beaches',
  'violins trumpets drums flutes pianos guitars harps cellos organs clarinets',
  'tigers eagles whales spiders horses rabbits wolves dolphins penguins turtles',
]
  .join(' ')
  .split(' ');
const SYSTEM = { role: 'system' as const, content: 'Be brief.' };

let house: GatewayHouse;
let upstream: ModelServer;
beforeAll(async () => {
  house = await openGatewayHouse({ env: ENV });
  upstream = house.upstreams['first'] as ModelServer;
  await proveIt();
}, 60_000);
afterAll(async () => {
  await house.close();
});

const bodyOf = (text: string, more: object = {}) => ({
  model: 'first',
  temperature: 0,
  messages: [SYSTEM, { role: 'user' as const, content: text }],
  ...more,
});

async function ask(text: string, more: object = {}) {
  const asked = upstream.requests.length;
  const { data, response } = await house.client.chat.completions.create(bodyOf(text, more)).withResponse();
  const decision = await house.explain(response.headers.get('x-accord-decision'));
  return { data, decision, asked: upstream.requests.length - asked };
}

async function stream(text: string) {
  const asked = upstream.requests.length;
  const { data, response } = await house.client.chat.completions
    .create({ ...bodyOf(text), stream: true })
    .withResponse();
  let said = '';
  for await (const chunk of data) said += chunk.choices[0]?.delta.content ?? '';
  const decision = await house.explain(response.headers.get('x-accord-decision'));
  return { said, decision, asked: upstream.requests.length - asked };
}

async function evidence() {
  const reply = await fetch(`${house.address}/api/cache/verify`);
  return cacheVerifySchema.parse(await reply.json());
}

async function judgeAll(): Promise<void> {
  for (const { id, verdict } of (await evidence()).checks) {
    if (verdict !== null) continue;
    const body = JSON.stringify({ id, verdict: 'right' });
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${house.address}/api/cache/verify`, { method: 'POST', headers, body });
    if (!reply.ok) throw new Error(await reply.text());
  }
}

/** Pairs that mean the same, whose checks a person judges. */
async function proveIt(): Promise<void> {
  for (const noun of NOUNS) {
    await ask(`How do people usually take care of ${noun}`);
    await ask(`how do people usually take care of ${noun}?`);
    await judgeAll();
  }
}

describe('a similar question to a model, behind the client of OpenAI', () => {
  it('was shown to a person in the words of both answers', async () => {
    const [check] = (await evidence()).checks;
    expect(check).toMatchObject({ task: 'v1.chat', verdict: { source: 'person', wrong: false } });
    expect(check?.kept_answer).not.toContain('{');
  });

  it('is answered without asking the model, booked at no cost, and the record says from where', async () => {
    const first = await ask('How do people usually take care of kettles');
    const { data, decision, asked } = await ask('How do people usually take care of kettles ?!');
    expect(asked).toBe(0);
    expect(data).toEqual(first.data);
    expect(decision).toMatchObject({
      cache: { outcome: 'similar', level: 'memory', decision: first.decision.id, threshold: 0.8 },
      attempts: [],
      cost_usd: '0',
    });
    const ledger = await fetch(`${house.address}/api/ledger/entries?request=${decision.id}`);
    if (ledger.ok) expect(JSON.stringify(await ledger.json())).toContain('"cache"');
  });

  it('is streamed from what was streamed before', async () => {
    const first = await stream('How do people usually take care of kettles');
    expect(first.asked).toBe(1);
    const second = await stream('how do people usually take care of kettles?');
    expect(second).toMatchObject({ said: first.said, asked: 0, decision: { cache: { outcome: 'similar' } } });
  });

  it('is asked for when it says the opposite, and the record names the guard', async () => {
    await ask('How do I enable two factor authentication for my work account');
    const { decision, asked } = await ask('How do I disable two factor authentication for my work account');
    expect(asked).toBe(1);
    expect(decision.cache).toMatchObject({
      outcome: 'miss',
      similar: { found: 'nothing', reason: 'guarded', guard: expect.any(String) },
    });
  });

  it.each([
    ['another system prompt', { messages: [{ role: 'user', content: 'how to care for pianos?' }] }],
    ['another limit', { max_tokens: 7 }],
  ])('is not found under %s', async (_, more) => {
    await ask('How to care for pianos');
    const { decision, asked } = await ask('how to care for pianos?', more);
    expect(asked).toBe(1);
    expect(decision.cache.outcome).toBe('miss');
  });

  it('is not looked for where tools are offered', async () => {
    const tools = [{ type: 'function', function: { name: 'pay', parameters: { type: 'object' } } }];
    const { decision } = await ask('How do people usually take care of apples ?!', { tools });
    expect(decision.cache).toMatchObject({ outcome: 'miss' });
    expect(decision.cache).not.toHaveProperty('similar');
  });
});
