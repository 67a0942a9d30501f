import { systemClock } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { createVectorIndex, type VectorIndexOptions } from './partitioned-index.ts';
import { describeVectorIndex } from './testing.ts';
import { vectorSettings } from './testing/settings.ts';

function open(own: Partial<VectorIndexOptions> = {}) {
  return createVectorIndex({
    dimensions: 8,
    knobs: vectorSettings(),
    clock: systemClock,
    whenFull: 'refuse',
    onGraphFailure: (error) => {
      throw error;
    },
    ...own,
  });
}

for (const [name, exactEntries] of [
  ['an index that compares all', 1000],
  ['an index with a graph from the first entry on', 0],
  ['an index with a graph beyond a few entries', 10],
] as const) {
  describeVectorIndex(name, async () => {
    const standing = { now: Date.UTC(2026, 0, 1) };
    const clock = { ...systemClock, now: () => standing.now };
    const index = open({ clock, knobs: vectorSettings({ max_entries: 1000, exact_entries: exactEntries }) });
    return {
      index,
      pass: (milliseconds) => {
        standing.now += milliseconds;
      },
      now: clock.now,
      close: async () => index.close(),
    };
  });
}

const at = (index: number): Float32Array =>
  Float32Array.from({ length: 8 }, (_, place) => (index >> place) & 1 || 0.25);

describe('a full index', () => {
  it('refuses what is new, replaces what it has, and has room again after a removal', () => {
    const index = open({ knobs: vectorSettings({ max_entries: 2 }) });
    index.add({ namespace: 'a', id: '1', vector: at(1) });
    index.add({ namespace: 'a', id: '2', vector: at(2) });
    const add = () => index.add({ namespace: 'a', id: '3', vector: at(3) });
    expect(add).toThrow(expect.objectContaining({ code: 'VECTORS_FULL' }));
    index.add({ namespace: 'a', id: '2', vector: at(4) });
    index.remove({ namespace: 'a', id: '1' });
    expect(add()).toEqual([]);
  });

  it('lets the oldest go where it may', () => {
    const index = open({ knobs: vectorSettings({ max_entries: 2 }), whenFull: 'evict-oldest' });
    index.add({ namespace: 'a', id: '1', vector: at(1) });
    index.add({ namespace: 'b', id: '2', vector: at(2) });
    index.add({ namespace: 'a', id: '1', vector: at(1) });
    expect(index.add({ namespace: 'c', id: '3', vector: at(3) })).toEqual([{ namespace: 'b', id: '2' }]);
    expect(index.has({ namespace: 'b', id: '2' })).toBe(false);
    expect(index.stats()).toMatchObject({ entries: 2, namespaces: 2 });
  });

  it('uses the place of what was removed again, so its memory stays the same', () => {
    const index = open({ knobs: vectorSettings({ max_entries: 1024 }) });
    for (let id = 0; id < 1024; id++) index.add({ namespace: 'a', id: `${id}`, vector: at(id) });
    const { bytes } = index.stats();
    for (let id = 0; id < 3000; id++) {
      index.remove({ namespace: 'a', id: `${id}` });
      index.add({ namespace: 'a', id: `${id + 1024}`, vector: at(id) });
    }
    expect(index.stats()).toMatchObject({ entries: 1024, bytes });
  });

  it('is full before the number when many namespaces take blocks of their own', () => {
    const index = open({ knobs: vectorSettings({ max_entries: 1000 }), whenFull: 'evict-oldest' });
    let evicted = 0;
    for (let id = 0; id < 200; id++)
      evicted += index.add({ namespace: `${id}`, id: 'x', vector: at(id) }).length;
    expect(evicted).toBe(200 - 1024 / 16);
    expect(index.stats().entries).toBe(1024 / 16);
  });
});

describe('the way to a graph and back', () => {
  const add = (index: ReturnType<typeof open>, from: number, to: number): void => {
    for (let id = from; id < to; id++) index.add({ namespace: 'a', id: `${id}`, vector: at(id) });
  };
  const ids = (index: ReturnType<typeof open>): string[] =>
    index.search({ namespace: 'a', vector: at(1), limit: 1000 }).map(({ id }) => id);

  it('builds one beyond a size, and finds all meanwhile', async () => {
    const index = open({ knobs: vectorSettings({ exact_entries: 100 }) });
    add(index, 0, 100);
    expect(index.stats()).toMatchObject({ graphs: 0, waiting: 0 });
    add(index, 100, 200);
    expect(index.stats().waiting).toBe(200);
    expect(ids(index)).toHaveLength(200);
    await index.settled();
    expect(index.stats()).toMatchObject({ graphs: 1, waiting: 0 });
    add(index, 200, 220);
    expect(ids(index)).toHaveLength(220);
    index.close();
  });

  it('gives it up when few are left', async () => {
    const index = open({ knobs: vectorSettings({ exact_entries: 100 }) });
    add(index, 0, 200);
    await index.settled();
    for (let id = 0; id < 150; id++) index.remove({ namespace: 'a', id: `${id}` });
    expect(index.stats()).toMatchObject({ graphs: 0, entries: 50 });
    expect(ids(index)).toHaveLength(50);
    index.close();
  });

  it('builds it anew when more was removed from it than is left', async () => {
    const index = open({ knobs: vectorSettings({ exact_entries: 10, rescored: 512 }) });
    add(index, 0, 200);
    await index.settled();
    for (let id = 0; id < 150; id++) index.remove({ namespace: 'a', id: `${id}` });
    await index.settled();
    expect(index.stats()).toMatchObject({ graphs: 1, entries: 50, waiting: 0 });
    expect(ids(index)).toHaveLength(50);
    index.close();
  });

  it('leaves the thread to others in between', async () => {
    const index = open({ knobs: vectorSettings({ exact_entries: 10, hnsw_build_share: 0.25 }) });
    add(index, 0, 2000);
    let turns = 0;
    const settled = index.settled().then(() => 'settled');
    const turn = () => new Promise<string>((resolve) => setImmediate(() => resolve('turn')));
    while ((await Promise.race([settled, turn()])) === 'turn') turns += 1;
    expect(turns).toBeGreaterThan(5);
    index.close();
  });
});
