import { type Charge, NO_PRICES, priceOfMillion } from '@accord/accounts';
import { type ModelServer, startModelServer } from '@accord/engine/testing';
import { createRng, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { createBooking, type EmbeddedText, type GuardedEngine } from '@accord/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allKnobs } from './declarations.ts';
import { openEmbedding } from './embedding.ts';

let server: ModelServer;
let charges: Charge[];
beforeEach(async () => {
  server = await startModelServer({ model: 'embedder' });
  charges = [];
});
afterEach(async () => server.close());

function open(values: Readonly<Record<string, string>>): GuardedEngine {
  const named = Object.entries(values).map(([name, value]) => [`semantic.embedding.${name}`, value] as const);
  const booking = createBooking(
    {
      reserve: async () => ({ settle: (made) => void charges.push(...made) }),
      post: () => {},
    },
    systemClock,
  );
  return openEmbedding(
    {
      knobs: resolveKnobs(allKnobs, [{ origin: 'test', values: new Map(named) }]),
      clock: systemClock,
      rng: createRng(1),
      prices: { ...NO_PRICES, priceOf: () => priceOfMillion(0.02, 0.02, 0) },
      onBreakerChange: () => {},
    },
    { booking, nextId: () => 'a call' },
  );
}

const embed = (guarded: GuardedEngine, text: string): Promise<EmbeddedText> =>
  guarded.embed(text, () => new AbortController().signal);

describe('openEmbedding', () => {
  it('embeds in this process by default', async () => {
    const { model, vector } = await embed(open({}), 'a wood after rain');
    expect(model).toBe('hashed-384-v1');
    expect(vector).toHaveLength(384);
    expect(server.requests).toEqual([]);
    expect(charges).toEqual([]);
  });

  it('asks the model of a server, with the key, behind the guards of every model', async () => {
    const guarded = open({
      driver: 'openai',
      base_url: server.baseUrl,
      model: 'embedder',
      api_key: 'secret',
    });
    const { model, vector } = await embed(guarded, 'a wood after rain');
    expect(model).toBe('embedder');
    expect(vector).toHaveLength(8);
    expect(server.requests[0]).toMatchObject({ headers: { authorization: 'Bearer secret' } });
    expect(guarded.state()).toMatchObject({ breaker: { kind: 'closed' } });
    const asked = server.requests.length;
    await Promise.all(['moss', 'rain', 'cedar', 'tea', 'smoke'].map((each) => embed(guarded, each)));
    expect(server.requests.length).toBe(asked + 1);
    // Each call once, however many texts it was for.
    expect(charges).toHaveLength(2);
    expect(charges[0]).toMatchObject({
      engine: 'openai/embedder',
      model: 'embedder',
      basis: 'reported',
      outcome: 'completed',
    });
    expect(charges[0]?.cost).toBe((charges[0]?.tokens.input ?? 0) * 20_000);
    expect(charges[0]?.tokens.input).toBeGreaterThan(0);
    await guarded.close();
  });

  it.each([
    [{ driver: 'openai', model: 'embedder' }, 'semantic.embedding.base_url'],
    [{ driver: 'openai', base_url: 'file:///etc/passwd', model: 'embedder' }, 'semantic.embedding.base_url'],
    [{ driver: 'openai', base_url: 'http://127.0.0.1:1/v1' }, 'semantic.embedding.model'],
  ])('refuses %j, which names no model', (values, field) => {
    expect(() => open(values)).toThrow(expect.objectContaining({ code: 'CONFIG_ROLE_INCOMPLETE', field }));
  });
});
