import { manualClock } from '@accord/kernel/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cache } from './cache.ts';
import { gate, type HarnessOptions, keyOf, kept, openCache, POLICY, turn } from './testing/harness.ts';
import { type SharedStore, sharedStore, type TestLevel } from './testing/shared-store.ts';

const KEY = keyOf('search:rose');
const other = keyOf('search:rose', 'other');
const opened: Cache[] = [];
afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
});

const clock = manualClock();
const open = (options: HarnessOptions): Cache => {
  const { cache } = openCache({ clock, ...options });
  opened.push(cache);
  return cache;
};

/** Processes with a level of their own each and one that they share. */
function processes(count: number, knobs: HarnessOptions['knobs'] = {}) {
  const shared: SharedStore = sharedStore({ clock });
  return {
    shared,
    each: Array.from({ length: count }, (_, at) => {
      const disk = sharedStore({ clock, name: 'sqlite', capabilities: ['persistent'] });
      const levels: readonly [TestLevel, TestLevel] = [disk.level(), shared.level()];
      const cache = open({ levels, bus: shared.bus(), reporter: `p${at}`, knobs });
      return { cache, disk, own: levels[0], redis: levels[1] };
    }),
  };
}

const valueIn = async (cache: Cache): Promise<unknown> => (await cache.get(KEY))?.value;

describe('what an invalidation reaches', () => {
  const selectors = [
    ['key', { by: 'key', key: KEY }],
    ['tag', { by: 'tag', tag: 'doc:1', tenant: 'tenant' }],
    ['pattern', { by: 'pattern', pattern: 'search:*', tenant: 'tenant' }],
    ['all', { by: 'all', tenant: 'tenant' }],
    ['event', { by: 'event', event: 'document.updated', fields: { id: '1' }, tenant: 'tenant' }],
  ] as const;
  const events = { 'document.updated': [{ by: 'tag', tag: 'doc:{id}' }] } as const;

  it.each(selectors)('by %s: every level, with true counts, and no other tenant', async (_, selector) => {
    const disk = sharedStore({ clock, name: 'sqlite', capabilities: ['persistent'] });
    const redis = sharedStore({ clock });
    const cache = open({ levels: [disk.level(), redis.level()], events });
    for (const key of [KEY, other]) await cache.set(key, kept(1, ['doc:1']), POLICY);
    const done = await cache.invalidate(selector);
    expect(done).toEqual({ removed: { memory: 1, sqlite: 1, redis: 1 }, unreached: [] });
    expect(await cache.get(KEY)).toBeUndefined();
    expect((await cache.get(other))?.value).toBe(1);
    expect(await cache.invalidate(selector)).toMatchObject({ removed: { memory: 0, sqlite: 0, redis: 0 } });
  });

  it('refuses an event that nobody declared, and one without its field', async () => {
    const cache = open({ events });
    const event = { by: 'event', event: 'x', fields: {}, tenant: undefined } as const;
    await expect(cache.invalidate(event)).rejects.toMatchObject({ code: 'CACHE_EVENT_UNKNOWN' });
    const updated = { ...event, event: 'document.updated' } as const;
    await expect(cache.invalidate(updated)).rejects.toMatchObject({ code: 'CACHE_EVENT_INCOMPLETE' });
  });
});

describe('what is under way when an invalidation comes', () => {
  it('a computation is neither kept nor joined by later callers', async () => {
    const { each } = processes(1);
    const { cache } = each[0] as (typeof each)[0];
    const old = gate();
    const before = cache.getOrCompute(KEY, async () => (await old.opened, kept('old')), POLICY);
    await turn();
    await turn();
    await turn();
    await cache.invalidate({ by: 'key', key: KEY });
    const after = cache.getOrCompute(KEY, () => kept('new'), POLICY);
    old.open();
    expect(await before).toMatchObject({
      value: 'old',
      source: { keeping: { kind: 'not_kept', reason: 'invalidated_meanwhile' } },
    });
    expect((await after).value).toBe('new');
    expect(await valueIn(cache)).toBe('new');
  });

  it('a computation is not kept when only its answer says that it has the tag', async () => {
    const { each } = processes(1);
    const { cache } = each[0] as (typeof each)[0];
    const old = gate();
    const before = cache.getOrCompute(KEY, async () => (await old.opened, kept('old', ['doc:1'])), POLICY);
    for (let at = 0; at < 3; at++) await turn();
    await cache.invalidate({ by: 'tag', tag: 'doc:1', tenant: 'tenant' });
    const after = await cache.getOrCompute(KEY, () => kept('new', ['doc:1']), POLICY);
    old.open();
    expect((await before).value).toBe('old');
    expect(after.value).toBe('new');
    expect(await valueIn(cache)).toBe('new');
  });

  it('a computation is kept when a tag was invalidated that it does not have', async () => {
    const { each } = processes(1);
    const { cache } = each[0] as (typeof each)[0];
    const slow = gate();
    const before = cache.getOrCompute(KEY, async () => (await slow.opened, kept('well', ['doc:2'])), POLICY);
    for (let at = 0; at < 3; at++) await turn();
    await cache.invalidate({ by: 'tag', tag: 'doc:1', tenant: 'tenant' });
    slow.open();
    expect((await before).source).toMatchObject({ keeping: { kind: 'kept' } });
    expect(await valueIn(cache)).toBe('well');
  });

  it('a computation that is in doubt is not kept over a later one', async () => {
    const { each } = processes(1);
    const { cache } = each[0] as (typeof each)[0];
    const slow = gate();
    const before = cache.getOrCompute(KEY, async () => (await slow.opened, kept('earlier')), POLICY);
    for (let at = 0; at < 3; at++) await turn();
    await cache.invalidate({ by: 'tag', tag: 'doc:1', tenant: 'tenant' });
    await cache.getOrCompute(KEY, () => kept('later'), POLICY);
    slow.open();
    await before;
    expect(await valueIn(cache)).toBe('later');
  });

  it('a look into a slow level is not promoted', async () => {
    const { each, shared } = processes(2);
    const [one, two] = each as [(typeof each)[0], (typeof each)[0]];
    await one.cache.set(KEY, kept('old'), POLICY);
    const hold = two.redis.hold('get');
    const looking = two.cache.get(KEY);
    await hold.begun;
    await one.cache.invalidate({ by: 'key', key: KEY });
    hold.release();
    await looking;
    expect(await valueIn(two.cache)).toBeUndefined();
    expect(two.disk.entries.size + shared.entries.size).toBe(0);
  });

  it('a write to the shared level is waited for, and removed after it', async () => {
    const { each, shared } = processes(2);
    const [one, two] = each as [(typeof each)[0], (typeof each)[0]];
    const hold = one.redis.hold('set');
    await one.cache.getOrCompute(KEY, () => kept('old'), POLICY);
    await hold.begun;
    let ended = false;
    const invalidating = two.cache.invalidate({ by: 'key', key: KEY }).then((done) => {
      ended = true;
      return done;
    });
    for (let at = 0; at < 10; at++) await turn();
    expect(ended).toBe(false);
    hold.release();
    expect((await invalidating).unreached).toEqual([]);
    expect(shared.entries.size).toBe(0);
    for (const { cache } of each) expect(await valueIn(cache)).toBeUndefined();
  });

  it('what a third process read between the two removals is removed there, too', async () => {
    const { each, shared } = processes(3);
    const [one, two, three] = each as [(typeof each)[0], (typeof each)[0], (typeof each)[0]];
    const slow = one.redis.hold('set');
    await one.cache.getOrCompute(KEY, () => kept('old'), POLICY);
    await slow.begun;
    // The invalidation has told all; the last removal is held back while the old write lands and is read.
    const invalidating = two.cache.invalidate({ by: 'key', key: KEY });
    for (let at = 0; at < 10; at++) await turn();
    const last = two.redis.hold('invalidate');
    slow.release();
    await last.begun;
    expect(shared.entries.size).toBe(1);
    expect(await valueIn(three.cache)).toBe('old');
    last.release();
    await invalidating;
    expect(await valueIn(three.cache)).toBeUndefined();
    expect(three.disk.entries.size + shared.entries.size).toBe(0);
  });

  it('nor what it read from a file that processes share without saying so', async () => {
    const disk = sharedStore({ clock, name: 'sqlite', capabilities: ['persistent'] });
    const hub = sharedStore({ clock });
    const each = Array.from({ length: 3 }, (_, at) => {
      const level = disk.level();
      return { level, cache: open({ levels: [level], bus: hub.bus(), reporter: `p${at}` }) };
    });
    const [one, two, three] = each as [(typeof each)[0], (typeof each)[0], (typeof each)[0]];
    const slow = one.level.hold('set');
    await one.cache.getOrCompute(KEY, () => kept('old'), POLICY);
    await slow.begun;
    const removal = one.level.hold('invalidate');
    const invalidating = two.cache.invalidate({ by: 'key', key: KEY });
    for (let at = 0; at < 10; at++) await turn();
    slow.release();
    await removal.begun;
    expect(await valueIn(three.cache)).toBe('old');
    removal.release();
    await invalidating;
    for (const { cache } of each) expect(await valueIn(cache)).toBeUndefined();
  });

  it('what is read while it is not yet removed is not promoted', async () => {
    const { each } = processes(1);
    const { cache, own } = each[0] as (typeof each)[0];
    await cache.set(KEY, kept('old'), POLICY);
    const hold = own.hold('invalidate');
    const invalidating = cache.invalidate({ by: 'key', key: KEY });
    await hold.begun;
    const during = await cache.getOrCompute(KEY, () => kept('new'), POLICY);
    expect(during.value).toBe('new');
    hold.release();
    await invalidating;
    expect(['new', undefined]).toContain(await valueIn(cache));
  });
});

describe('processes', () => {
  it('serve the old value nowhere once an invalidation has returned', async () => {
    const { each } = processes(4);
    const [one] = each as [(typeof each)[0]];
    await one.cache.set(KEY, kept('old'), POLICY);
    for (const { cache } of each) expect(await valueIn(cache)).toBe('old');
    await one.cache.invalidate({ by: 'pattern', pattern: 'search:*', tenant: undefined });
    for (const { cache } of each) expect(await valueIn(cache)).toBeUndefined();
  });
});

describe('a level that cannot remove', () => {
  const quick = { 'cache.guard.rest_ms': 5, 'cache.guard.settle_timeout_ms': 500 };

  it('is named, serves nothing of it here meanwhile, and is emptied when it is back', async () => {
    const { each, shared } = processes(1, quick);
    const { cache, redis } = each[0] as (typeof each)[0];
    await cache.set(KEY, kept('old'), POLICY);
    redis.break(new Error('gone'), ['invalidate']);
    const { unreached } = await cache.invalidate({ by: 'key', key: KEY });
    expect(unreached).toEqual([{ where: 'redis', reason: 'gone' }]);
    expect(await valueIn(cache)).toBeUndefined();
    expect((await cache.health())['invalidations']?.status).toBe('DEGRADED');
    redis.break(undefined);
    await expect.poll(() => shared.entries.size).toBe(0);
    await expect.poll(async () => (await cache.health())['invalidations']?.status).toBe('HEALTHY');
  });

  it('counts as unreached when an older write does not end', async () => {
    const { each } = processes(1, { ...quick, 'cache.guard.settle_timeout_ms': 20 });
    const { cache, redis } = each[0] as (typeof each)[0];
    const hold = redis.hold('set');
    await cache.getOrCompute(KEY, () => kept('old'), POLICY);
    await hold.begun;
    const { unreached } = await cache.invalidate({ by: 'key', key: KEY });
    expect(unreached.map(({ where }) => where)).toEqual(['redis']);
    hold.release();
    await expect.poll(async () => (await cache.health())['invalidations']?.status).toBe('HEALTHY');
    expect(await valueIn(cache)).toBeUndefined();
  });
});
