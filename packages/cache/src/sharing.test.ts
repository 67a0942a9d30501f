import { manualClock } from '@accord/kernel/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cache } from './cache.ts';
import { gate, HOUR, type HarnessOptions, keyOf, kept, openCache, POLICY, turn } from './testing/harness.ts';
import { flightHub } from './testing/shared-flights.ts';
import { sharedStore } from './testing/shared-store.ts';

const KEY = keyOf('search:rose');
const clock = manualClock();
const opened: Cache[] = [];
afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
});

function processes(count: number, knobs: HarnessOptions['knobs'] = {}) {
  const shared = sharedStore({ clock });
  const hub = flightHub();
  const each = Array.from({ length: count }, (_, at) => {
    const redis = shared.level();
    const { cache } = openCache({
      clock,
      levels: [redis],
      bus: shared.bus(),
      flights: hub.flights(),
      reporter: `p${at}`,
      ...(knobs && { knobs }),
    });
    opened.push(cache);
    return { cache, redis };
  });
  return { shared, hub, each };
}
const turns = async (count: number): Promise<void> => {
  for (let at = 0; at < count; at++) await turn();
};

describe('a flight that processes share', () => {
  it('makes one call of many', async () => {
    const { each, hub } = processes(4);
    let calls = 0;
    const compute = async () => {
      calls += 1;
      await turns(3);
      return kept(calls);
    };
    const answers = await Promise.all(
      each.flatMap(({ cache }) =>
        Array.from({ length: 250 }, async () => cache.getOrCompute(KEY, compute, POLICY)),
      ),
    );
    expect(calls).toBe(1);
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([1]));
    const sources = new Set(
      answers.map(({ source }) => (source.kind === 'joined' ? source.process : source.kind)),
    );
    expect(sources).toContain('other');
    await expect.poll(() => hub.held).toBe(0);
  });

  it('is not begun for what another has landed between the look and the boarding', async () => {
    const { each, hub } = processes(2, { 'cache.guard.read_timeout_ms': 5000 });
    const [one, two] = each as [(typeof each)[0], (typeof each)[0]];
    const hold = two.redis.hold('get');
    const late = two.cache.getOrCompute(KEY, () => kept('twice'), POLICY);
    await hold.begun;
    await one.cache.getOrCompute(KEY, () => kept('once'), POLICY);
    await expect.poll(() => hub.held).toBe(0);
    hold.release();
    expect(await late).toMatchObject({ value: 'once', source: { kind: 'level', level: 'redis' } });
  });

  it('is left by what may not be shared: then each computes', async () => {
    const { each } = processes(2);
    let calls = 0;
    const compute = async () => {
      calls += 1;
      await turns(3);
      return { value: calls, cacheable: { kind: 'no', reason: 'low' } } as const;
    };
    const answers = await Promise.all(
      each.map(async ({ cache }) => cache.getOrCompute(KEY, compute, POLICY)),
    );
    expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([1, 2]));
  });

  it('fails only who computed', async () => {
    const { each } = processes(2);
    const [one, two] = each as [(typeof each)[0], (typeof each)[0]];
    const failing = gate<never>();
    const first = one.cache.getOrCompute(KEY, async () => failing.opened, POLICY);
    await turns(5);
    const second = two.cache.getOrCompute(KEY, () => kept('well'), POLICY);
    await turns(5);
    failing.fail(new Error('no model'));
    await expect(first).rejects.toThrow('no model');
    expect((await second).value).toBe('well');
  });

  it('is taken over when its holder dies', async () => {
    const { each, hub } = processes(2);
    const [one, two] = each as [(typeof each)[0], (typeof each)[0]];
    const hanging = one.cache.getOrCompute(KEY, async () => new Promise(() => undefined), {
      ...POLICY,
      signal: () => AbortSignal.timeout(200),
    });
    const dead = Promise.resolve(hanging).then(
      () => 'answered',
      () => 'gone',
    );
    await turns(5);
    const second = two.cache.getOrCompute(KEY, () => kept('well'), POLICY);
    await turns(5);
    hub.kill();
    expect((await second).value).toBe('well');
    expect(await dead).toBe('gone');
  });

  it('is not followed any more by who comes after an invalidation, also by a tag that only the answer tells', async () => {
    const { each } = processes(3);
    const [one, two, three] = each as [(typeof each)[0], (typeof each)[0], (typeof each)[0]];
    const old = gate();
    const computing = one.cache.getOrCompute(
      KEY,
      async () => (await old.opened, kept('old', ['doc:1'])),
      POLICY,
    );
    await turns(5);
    const following = two.cache.getOrCompute(KEY, () => kept('own'), POLICY);
    await turns(5);
    await three.cache.invalidate({ by: 'tag', tag: 'doc:1', tenant: 'tenant' });
    const after = await three.cache.getOrCompute(KEY, () => kept('new', ['doc:1']), POLICY);
    expect(after.value).toBe('new');
    old.open();
    expect((await computing).value).toBe('old');
    expect(['old', 'own']).toContain((await following).value);
    for (const { cache } of each) expect((await cache.get(KEY))?.value).not.toBe('old');
  });

  it('is not followed by who demands a new answer', async () => {
    const { each } = processes(2);
    const [one, two] = each as [(typeof each)[0], (typeof each)[0]];
    const old = gate();
    const computing = one.cache.getOrCompute(KEY, async () => (await old.opened, kept('old')), POLICY);
    await turns(5);
    const directives = { noStore: false, noCache: true };
    const anew = await two.cache.getOrCompute(KEY, () => kept('new'), { ...POLICY, directives });
    expect(anew.value).toBe('new');
    old.open();
    await computing;
  });
});

describe('a level that fails', () => {
  const knobs = {
    'cache.guard.read_timeout_ms': 20,
    'cache.guard.rest_ms': 10,
    'cache.guard.rest_max_ms': 10,
  };

  it('fails no request, is told of, rests, and is used again when it is well', async () => {
    const { each } = processes(1, knobs);
    const { cache, redis } = each[0] as (typeof each)[0];
    redis.break(new Error('connection lost'));
    const passed = [];
    for (let at = 0; at < 4; at++) {
      const answer = await cache.getOrCompute(keyOf(`k${at}`), () => kept(at), POLICY);
      passed.push(answer.source.passed.at(-1));
    }
    expect(passed[0]?.why).toBe('failed');
    expect(passed.at(-1)?.why).toBe('resting');
    expect((await cache.health())['redis']).toEqual({
      status: 'DEGRADED',
      detail: 'left out for reading: connection lost',
    });
    redis.break(undefined);
    await expect
      .poll(async () => {
        clock.advance(15);
        await cache.getOrCompute(keyOf(`n${clock.now()}`), () => kept(1), POLICY);
        return (await cache.health())['redis']?.status;
      })
      .toBe('HEALTHY');
  });

  it('is tried by whoever looks at its health, when nobody asks for anything', async () => {
    const { each } = processes(1, { ...knobs, 'cache.guard.failures': 1 });
    const { cache, redis } = each[0] as (typeof each)[0];
    redis.break(new Error('connection lost'), ['get']);
    await cache.getOrCompute(KEY, () => kept(1), POLICY);
    expect((await cache.health())['redis']?.status).toBe('DEGRADED');
    redis.break(undefined);
    clock.advance(15);
    await expect.poll(async () => (await cache.health())['redis']?.status).toBe('HEALTHY');
  });

  it('is not waited for when it is slow', async () => {
    const { each } = processes(1, knobs);
    const { cache, redis } = each[0] as (typeof each)[0];
    const hold = redis.hold('get');
    const answer = await cache.getOrCompute(KEY, () => kept(1), POLICY);
    expect(answer.source.passed).toContainEqual({ level: 'redis', why: 'slow' });
    hold.release();
  });

  it('hides what it could not replace', async () => {
    const { each } = processes(1, { ...knobs, 'cache.l1.ttl_s': 1, 'cache.guard.failures': 100 });
    const { cache, redis } = each[0] as (typeof each)[0];
    await cache.set(KEY, kept('old'), POLICY);
    redis.break(new Error('full'), ['set']);
    await cache.set(KEY, kept('new'), POLICY);
    expect((await cache.get(KEY))?.value).toBe('new');
    clock.advance(1000);
    expect(await cache.get(KEY)).toBeUndefined();
    redis.break(undefined);
    await cache.set(KEY, kept('newer'), POLICY);
    clock.advance(1000);
    expect((await cache.get(KEY))?.value).toBe('newer');
  });

  it('shows a mistake in its code', async () => {
    const { each } = processes(1);
    const { cache, redis } = each[0] as (typeof each)[0];
    redis.break(new TypeError('not a function'), ['get']);
    await expect(cache.getOrCompute(KEY, () => kept(1), POLICY)).rejects.toThrow(TypeError);
  });
});

describe('levels together', () => {
  it('promote what is found below to all above, and survive a restart', async () => {
    const disk = sharedStore({ clock, name: 'sqlite', capabilities: ['persistent'] });
    const redis = sharedStore({ clock });
    const start = (): Cache => {
      const { cache } = openCache({ clock, levels: [disk.level(), redis.level()] });
      opened.push(cache);
      return cache;
    };
    await start().set(KEY, kept('value'), POLICY);
    const again = start();
    expect(await again.get(KEY)).toMatchObject({
      value: 'value',
      source: { level: 'sqlite', passed: [{ level: 'memory', why: 'missed' }] },
    });
    expect((await again.get(KEY))?.source).toMatchObject({ level: 'memory' });
    await disk.level().invalidate({ by: 'all', tenant: undefined });
    const third = start();
    expect((await third.get(KEY))?.source).toMatchObject({ level: 'redis' });
    await expect.poll(() => disk.entries.size).toBe(1);
  });

  it('prefer what another process has renewed further down to what is stale above', async () => {
    const disk = sharedStore({ clock, name: 'sqlite', capabilities: ['persistent'] });
    const redis = sharedStore({ clock });
    const { cache } = openCache({ clock, levels: [disk.level(), redis.level()] });
    opened.push(cache);
    await cache.set(KEY, kept('old'), POLICY);
    clock.advance(HOUR);
    const other = openCache({ clock, levels: [redis.level()] }).cache;
    opened.push(other);
    await other.set(KEY, kept('renewed'), POLICY);
    expect(await cache.get(KEY)).toMatchObject({ value: 'renewed', source: { level: 'redis' } });
    await expect.poll(() => [...disk.entries.values()].map(({ entry }) => entry.text)).toEqual(['"renewed"']);
  });

  it('do not promote an old entry that was on its way when a new answer was demanded', async () => {
    const { each } = processes(1, { 'cache.guard.read_timeout_ms': 5000 });
    const { cache, redis } = each[0] as (typeof each)[0];
    await cache.set(KEY, kept('old'), POLICY);
    clock.advance(300_000);
    const hold = redis.hold('get');
    const looking = cache.get(KEY);
    await hold.begun;
    const policy = { ...POLICY, directives: { noStore: false, noCache: true } };
    await cache.getOrCompute(KEY, () => kept('new'), policy);
    hold.release();
    expect((await looking)?.value).toBe('old');
    expect((await cache.get(KEY))?.value).toBe('new');
  });
});
