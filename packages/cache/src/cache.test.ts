import { afterEach, describe, expect, it } from 'vitest';
import { gate, HOUR, type Harness, keyOf, kept, openCache, POLICY, turn } from './testing/harness.ts';

let harness: Harness;
const open = (...options: Parameters<typeof openCache>): Harness => {
  harness = openCache(...options);
  return harness;
};
afterEach(async () => harness.cache.close());

const KEY = keyOf('fragrance.brief:balanced:1');
const never = (): never => {
  throw new Error('the source must not be asked');
};

describe('a request', () => {
  it('computes what is not kept, and then finds it in memory, at once', async () => {
    const { cache } = open();
    const first = await cache.getOrCompute(KEY, () => kept({ a: [1] }), POLICY);
    expect(first.source).toEqual({
      kind: 'computed',
      keeping: { kind: 'kept' },
      passed: [{ level: 'memory', why: 'missed' }],
    });
    const second = cache.getOrCompute(KEY, never, POLICY);
    expect(second).not.toBeInstanceOf(Promise);
    expect(await second).toMatchObject({ text: '{"a":[1]}', source: { kind: 'level', level: 'memory' } });
  });

  it('hands out one value, parsed once and frozen to the bottom', async () => {
    const { cache } = open();
    const first = await cache.getOrCompute(KEY, () => kept({ a: [{ b: 1 }] }), POLICY);
    const second = await cache.getOrCompute<{ a: { b: number }[] }>(KEY, never, POLICY);
    expect(second.value).toBe(first.value);
    expect(() => {
      (second.value.a[0] as { b: number }).b = 2;
    }).toThrow(TypeError);
    expect(() => second.value.a.push({ b: 2 })).toThrow(TypeError);
  });

  it('takes JSON text as it is', async () => {
    const { cache } = open();
    const text = '{ "a" : 1.0 }';
    await cache.getOrCompute(KEY, () => ({ text, cacheable: { kind: 'yes' } }), POLICY);
    expect(await cache.get(KEY)).toMatchObject({ text, value: { a: 1 } });
  });

  it('refuses what JSON cannot say', async () => {
    const { cache } = open();
    await expect(cache.getOrCompute(KEY, () => kept(undefined), POLICY)).rejects.toThrow(TypeError);
  });

  it('keeps tenants apart, whatever their names', async () => {
    const { cache } = open();
    await cache.getOrCompute({ tenant: 'a', name: 'bc' }, () => kept(1), POLICY);
    const other = await cache.getOrCompute({ tenant: 'ab', name: 'c' }, () => kept(2), POLICY);
    expect(other.value).toBe(2);
    expect(await cache.get({ tenant: 'a', name: 'c' })).toBeUndefined();
  });

  it('does not keep what is not cacheable, and says why', async () => {
    const { cache } = open();
    const refuse = () => ({ value: 'no', cacheable: { kind: 'no', reason: 'refusal' } }) as const;
    const answer = await cache.getOrCompute(KEY, refuse, POLICY);
    expect(answer.source).toMatchObject({ keeping: { kind: 'not_kept', reason: 'refusal' } });
    expect(await cache.get(KEY)).toBeUndefined();
  });

  it('does not keep a failure', async () => {
    const { cache } = open();
    const fail = () => {
      throw new Error('429');
    };
    await expect(cache.getOrCompute(KEY, fail, POLICY)).rejects.toThrow('429');
    expect((await cache.getOrCompute(KEY, () => kept(1), POLICY)).value).toBe(1);
  });

  it('does without a cache when it is off', async () => {
    const { cache } = open({ knobs: { 'cache.enabled': false } });
    for (const value of [1, 2]) {
      const answer = await cache.getOrCompute(KEY, () => kept(value), POLICY);
      expect(answer.value).toBe(value);
      expect(answer.source).toMatchObject({ keeping: { reason: 'cache_off' } });
    }
  });
});

describe('what a client demands', () => {
  const noStore = { ...POLICY, directives: { noStore: true, noCache: false } };
  const noCache = { ...POLICY, directives: { noStore: false, noCache: true } };

  it('no-store keeps nothing, but may be served what was kept', async () => {
    const { cache } = open();
    await cache.getOrCompute(KEY, () => kept(1), noStore);
    expect(await cache.get(KEY)).toBeUndefined();
    await cache.getOrCompute(KEY, () => kept(2), POLICY);
    expect((await cache.getOrCompute(KEY, never, noStore)).value).toBe(2);
  });

  it('no-store is not waited for by others, who may keep theirs', async () => {
    const { cache } = open();
    const one = gate();
    const secret = cache.getOrCompute(KEY, async () => (await one.opened, kept('secret')), noStore);
    const shown = await cache.getOrCompute(KEY, () => kept('open'), POLICY);
    one.open();
    expect((await secret).value).toBe('secret');
    expect(shown.value).toBe('open');
    expect((await cache.get(KEY))?.value).toBe('open');
  });

  it('no-cache computes anew and replaces what was kept', async () => {
    const { cache } = open();
    await cache.getOrCompute(KEY, () => kept(1), POLICY);
    const answer = await cache.getOrCompute(KEY, () => kept(2), noCache);
    expect(answer).toMatchObject({ value: 2, source: { passed: [{ level: 'memory', why: 'not_asked' }] } });
    expect((await cache.get(KEY))?.value).toBe(2);
  });

  it('no-cache is not given what was begun before it, nor overwritten by that', async () => {
    const { cache } = open();
    const old = gate();
    const before = cache.getOrCompute(KEY, async () => (await old.opened, kept('old')), POLICY);
    const anew = await cache.getOrCompute(KEY, () => kept('new'), noCache);
    old.open();
    expect((await before).value).toBe('old');
    expect(anew.value).toBe('new');
    expect((await cache.get(KEY))?.value).toBe('new');
  });

  it('both keep nothing and read nothing', async () => {
    const { cache } = open();
    await cache.getOrCompute(KEY, () => kept(1), POLICY);
    const both = { ...POLICY, directives: { noStore: true, noCache: true } };
    expect((await cache.getOrCompute(KEY, () => kept(2), both)).value).toBe(2);
    expect((await cache.get(KEY))?.value).toBe(1);
  });
});

describe('many who ask for the same at once', () => {
  it('make one call, and get one answer', async () => {
    const { cache } = open();
    let calls = 0;
    const compute = async () => {
      calls += 1;
      await turn();
      return kept(calls);
    };
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async () => cache.getOrCompute(KEY, compute, POLICY)),
    );
    expect(calls).toBe(1);
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([1]));
    expect(answers.filter(({ source }) => source.kind === 'joined')).toHaveLength(999);
    expect((await cache.stats()).counts).toMatchObject({ computed: 1, joined: 999 });
  });

  it('get one failure', async () => {
    const { cache } = open();
    const one = gate<never>();
    const asked = Array.from({ length: 3 }, async () =>
      cache.getOrCompute(KEY, async () => one.opened, POLICY),
    );
    one.fail(new Error('no model'));
    const ended = await Promise.allSettled(asked);
    expect(ended.map((end) => (end.status === 'rejected' ? String(end.reason) : end.status))).toEqual(
      Array.from({ length: 3 }, () => 'Error: no model'),
    );
  });

  it('go on when one of them leaves, also the first', async () => {
    const { cache } = open();
    const one = gate<number>();
    const leaver = new AbortController();
    const first = cache.getOrCompute(KEY, async () => kept(await one.opened), {
      ...POLICY,
      signal: () => leaver.signal,
    });
    const second = cache.getOrCompute(KEY, never, POLICY);
    leaver.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    one.open(5);
    expect((await second).value).toBe(5);
    expect((await cache.get(KEY))?.value).toBe(5);
  });

  it('end the work when all have left, and who comes then begins anew', async () => {
    const { cache } = open();
    const one = gate<number>();
    const leavers = [new AbortController(), new AbortController()];
    let signal: AbortSignal | undefined;
    const compute = async (given: AbortSignal) => {
      signal = given;
      return kept(await one.opened);
    };
    const asked = leavers.map(async ({ signal }) =>
      cache.getOrCompute(KEY, compute, { ...POLICY, signal: () => signal }),
    );
    const ended = Promise.allSettled(asked);
    await turn();
    leavers[0]?.abort();
    expect(signal?.aborted).toBe(false);
    leavers[1]?.abort();
    expect(signal?.aborted).toBe(true);
    await ended;
    expect((await cache.getOrCompute(KEY, () => kept('new'), POLICY)).value).toBe('new');
    one.open(1);
    await turn();
    expect((await cache.get(KEY))?.value).toBe('new');
  });

  it('do not wait when they have left before they came', async () => {
    const { cache } = open();
    const policy = { ...POLICY, signal: () => AbortSignal.abort(new Error('gone')) };
    await expect(cache.getOrCompute(KEY, async () => new Promise(() => undefined), policy)).rejects.toThrow(
      'gone',
    );
  });
});

describe('the life of an answer', () => {
  it('ends after its time in memory', async () => {
    const { cache, clock } = open({ knobs: { 'cache.ttl.grace_s': 0 } });
    await cache.getOrCompute(KEY, () => kept(1), POLICY);
    clock.advance(299_999);
    expect((await cache.getOrCompute(KEY, never, POLICY)).value).toBe(1);
    clock.advance(1);
    expect((await cache.getOrCompute(KEY, () => kept(2), POLICY)).value).toBe(2);
  });

  it('is served stale within the grace and computed anew behind it, once', async () => {
    const { cache, clock } = open({ knobs: { 'cache.l1.ttl_s': 86_400 } });
    await cache.getOrCompute(KEY, () => kept('old'), POLICY);
    clock.advance(HOUR);
    const one = gate();
    let calls = 0;
    const compute = async () => {
      calls += 1;
      await one.opened;
      return kept('new');
    };
    for (let time = 0; time < 3; time++) {
      const answer = await cache.getOrCompute<string>(KEY, compute, POLICY);
      expect(answer.value).toBe('old');
      expect(answer.source).toMatchObject({ level: 'memory', freshness: 'stale' });
    }
    one.open();
    await expect.poll(async () => (await cache.get(KEY))?.value).toBe('new');
    expect(calls).toBe(1);
  });

  it('stays stale when it cannot be computed anew, until the grace is over', async () => {
    const { cache, clock, backgroundFailures } = open({ knobs: { 'cache.l1.ttl_s': 86_400 } });
    await cache.getOrCompute(KEY, () => kept('old'), POLICY);
    clock.advance(HOUR);
    const fail = () => {
      throw new Error('no model');
    };
    expect((await cache.getOrCompute(KEY, fail, POLICY)).value).toBe('old');
    await expect.poll(() => backgroundFailures.map(String)).toEqual(['Error: no model']);
    expect((await cache.getOrCompute(KEY, fail, POLICY)).value).toBe('old');
    clock.advance(600_000);
    await expect(cache.getOrCompute(KEY, fail, POLICY)).rejects.toThrow('no model');
  });
});

describe('statistics', () => {
  it('count hits, misses and what was saved', async () => {
    const { cache, clock } = open();
    const compute = () => {
      clock.advance(40);
      return kept(1);
    };
    await cache.getOrCompute(KEY, compute, POLICY);
    for (let time = 0; time < 3; time++) await cache.getOrCompute(KEY, never, POLICY);
    const stats = await cache.stats();
    expect(stats.levels.memory).toMatchObject({ counts: { hits: 3, misses: 1 }, hitRate: 0.75 });
    expect(stats).toMatchObject({ hitRate: 0.75, savedMs: 120 });
    expect(stats.savedUsd).toBeCloseTo(3000e-9, 12);
    expect(stats.levels.memory.usage?.entries).toBe(1);
  });
});
