import type { Meta } from '@accord/contract';
import { cacheVerifySchema } from '@accord/contract';
import { startModelServer } from '@accord/engine/testing/model-server';
import { afterEach, describe, expect, it } from 'vitest';
import { DOWN, type House, openHouse, saying, type WordReply } from './testing/house.ts';
import { expectTold } from './testing/told.ts';

/** A looser promise, so that a few dozen checks prove it. */
const LOOSE = { ACCORD_SEMANTIC_DELTA: '0.2', ACCORD_SEMANTIC_ALPHA: '0.2' };
const SERVE = { ...LOOSE, ACCORD_SEMANTIC_MODE: 'serve' };

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});
const open = async (env: Readonly<Record<string, string>>): Promise<House> =>
  (house = await openHouse({ env }));

const CACHED = { cache: { noStore: false, noCache: false } };
const ask = async (opened: House, text: string): Promise<WordReply> =>
  opened.call(text, 'fast', { path: '/api/similar', caller: CACHED });
const NOUNS = [
  'apples bread cheese butter sugar coffee garlic pepper honey olives',
  'rivers forests deserts islands glaciers canyons valleys meadows lakes beaches',
  'violins trumpets drums flutes pianos guitars harps cellos organs clarinets',
  'tigers eagles whales spiders horses rabbits wolves dolphins penguins turtles',
]
  .join(' ')
  .split(' ');
const pairOf = (noun: string): readonly [string, string] => [
  `How do people usually take care of ${noun}`,
  `how do people usually take care of ${noun}?`,
];
const proveIt = async (opened: House): Promise<void> => {
  for (const noun of NOUNS) for (const text of pairOf(noun)) await ask(opened, text);
};
const similarIn = ({ cache }: Meta): unknown => (cache.outcome === 'miss' ? cache.similar : undefined);

describe('a similar question, through the whole house', () => {
  it('is looked for and compared, and not served, unless serving is switched on', async () => {
    const opened = await open(LOOSE);
    await proveIt(opened);
    const { meta } = await ask(opened, 'How do people usually take care of apples ?!');
    expect(meta.cache.outcome).toBe('miss');
    expect(similarIn(meta)).toMatchObject({ found: 'candidate', standing: 'serving', checked: true });
    const evidence = cacheVerifySchema.parse(opened.accord.cache.verify());
    expect(evidence.mode).toBe('observe');
    expect(evidence.scopes).toMatchObject([
      { task: 'test.similar', tenant: 'local', standing: 'serving', cases: [{ wrong: 0 }] },
    ]);
  });

  it('is served without asking a model, once enough is proven, and the record says so', async () => {
    const opened = await open(SERVE);
    await proveIt(opened);
    const asked = opened.servers.interpreter.requests.length;
    const { said, meta } = await ask(opened, 'How do people usually take care of violins ?!');
    expect(said.words.at(-1)).toBe('interpreter');
    expect(meta.cache).toMatchObject({
      outcome: 'similar',
      level: 'memory',
      threshold: 0.8,
      bound: expect.any(Number),
      decision: expect.any(String),
    });
    if (meta.cache.outcome === 'similar' && !meta.cache.checked) {
      expect(opened.servers.interpreter.requests.length).toBe(asked);
    }
    expectTold(opened, meta);
    expect((await opened.accord.cache.stats()).similar).toBeGreaterThan(0);
    const metrics = await opened.accord.metrics.print();
    expect(metrics).toContain('accord_cache_semantic_lookups_total{outcome="served"}');
  });

  it('is refused by a guard when it says the opposite, and the near-miss is told', async () => {
    const opened = await open(SERVE);
    await ask(opened, 'How do I enable two factor authentication for my work account');
    const { meta } = await ask(opened, 'How do I disable two factor authentication for my work account');
    expect(similarIn(meta)).toMatchObject({ found: 'nothing', reason: 'guarded', guard: expect.any(String) });
    const [miss] = opened.accord.cache.verify().near_misses;
    expect(miss?.question).toContain('disable');
    expect(miss?.kept_question).toContain('enable');
  });

  it('takes the place of an answer when every engine is down, where it is proven', async () => {
    const opened = await open(SERVE);
    await proveIt(opened);
    for (const server of Object.values(opened.servers)) server.behave(DOWN);
    const { said, meta } = await ask(opened, 'How do people usually take care of drums ?!');
    expect(said.words.at(-1)).toBe('interpreter');
    expect(meta.cache.outcome).toBe('similar');
    await expect(ask(opened, 'What is the tallest building of Busan')).rejects.toMatchObject({
      code: 'SERVING_EMERGENCY',
    });
  });

  it('is not given in an emergency where nothing is proven', async () => {
    const opened = await open(SERVE);
    await ask(opened, pairOf('apples')[0]);
    for (const server of Object.values(opened.servers)) server.behave(DOWN);
    await expect(ask(opened, pairOf('apples')[1])).rejects.toMatchObject({ code: 'SERVING_EMERGENCY' });
  });

  it('that turns out wrong speaks against it, and a person is believed', async () => {
    const opened = await open(LOOSE);
    await ask(opened, pairOf('apples')[0]);
    opened.servers.interpreter.behave(saying('another'));
    await ask(opened, pairOf('apples')[1]);
    const [check] = opened.accord.cache.verify().checks;
    expect(check).toMatchObject({ verdict: { source: 'comparer', wrong: true } });
    expect(opened.accord.cache.judge({ id: check?.id ?? 0, verdict: 'right' }).verdict).toEqual({
      source: 'person',
      wrong: false,
    });
    expect(() => opened.accord.cache.judge({ id: 12_345, verdict: 'right' })).toThrow(
      expect.objectContaining({ code: 'CACHE_CHECK_UNKNOWN' }),
    );
  });

  it('is found by an embedding model of a server; while that fails, requests go on without', async () => {
    const embedding = await startModelServer({ model: 'embedder' });
    try {
      const opened = await open({
        ...LOOSE,
        ACCORD_SEMANTIC_EMBEDDING_DRIVER: 'openai',
        ACCORD_SEMANTIC_EMBEDDING_BASE_URL: embedding.baseUrl,
        ACCORD_SEMANTIC_EMBEDDING_MODEL: 'embedder',
      });
      await ask(opened, pairOf('apples')[0]);
      expect(embedding.requests.map(({ path }) => path)).toContain('/embeddings');
      expect(opened.accord.cache.verify().scopes).toMatchObject([
        { basis: expect.stringContaining('openai/embedder') },
      ]);
      embedding.behave(DOWN);
      const { meta } = await ask(opened, pairOf('bread')[0]);
      expect(meta.cache).toMatchObject({ outcome: 'miss', stored: true });
    } finally {
      await embedding.close();
    }
  });

  it('is refused as a setting when it is not fully named', async () => {
    const rules = { ACCORD_ROLES_CREATIVE_DRIVER: 'rules', ACCORD_SEMANTIC_JUDGE_ROLE: 'creative' };
    await expect(open(rules)).rejects.toMatchObject({
      code: 'CONFIG_ROLE_INCOMPLETE',
      field: 'semantic.judge.role',
    });
  });
});
