import { createRng, systemClock } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { graphOpener } from './graph.ts';
import { buildGraph } from './graph-building.ts';
import type { KeptVector } from './kept-vector.ts';
import { createVectorIndex, type VectorIndexOptions } from './partitioned-index.ts';
import { referenceIndex } from './testing/reference-index.ts';
import { vectorSettings } from './testing/settings.ts';
import type { VectorIndex } from './vector-index.ts';

const DIMENSIONS = 64;
const TOPICS = 40;

/** Around one of some topics, at the distance at which texts on one topic are. */
function vectorOf(number: number): Float32Array {
  const topic = createRng(-1 - (number % TOPICS));
  const own = createRng(number);
  return Float32Array.from({ length: DIMENSIONS }, () => topic.next() - 0.5 + (own.next() - 0.5) * 0.8);
}

function open(own: Partial<VectorIndexOptions> = {}): VectorIndex {
  return createVectorIndex({
    dimensions: DIMENSIONS,
    knobs: vectorSettings({ exact_entries: 100 }),
    clock: systemClock,
    whenFull: 'refuse',
    onGraphFailure: (error) => {
      throw error;
    },
    ...own,
  });
}

/** Share of the ten nearest that were found, over 50 queries. */
function recall(index: VectorIndex, reference: ReturnType<typeof referenceIndex>): number {
  let found = 0;
  for (let number = 0; number < 50; number++) {
    const query = { namespace: 'a', vector: vectorOf(1_000_000 + number), limit: 10 };
    const ids = new Set(index.search(query).map(({ id }) => id));
    found += reference.search(query).filter(({ id }) => ids.has(id)).length;
  }
  return found / 500;
}

describe('an index with a graph', () => {
  it('finds at least 99 of 100 of the nearest, and as many after half was replaced', {
    timeout: 60_000,
  }, async () => {
    const index = open();
    const reference = referenceIndex();
    const put = (id: number, number: number): void => {
      index.add({ namespace: 'a', id: `${id}`, vector: vectorOf(number) });
      reference.add('a', `${id}`, vectorOf(number));
    };
    for (let id = 0; id < 2000; id++) put(id, id);
    await index.settled();
    expect(index.stats().graphs).toBe(1);
    expect(recall(index, reference)).toBeGreaterThanOrEqual(0.99);
    for (let id = 0; id < 2000; id += 2) put(id, 10_000 + id);
    await index.settled();
    expect(index.stats()).toMatchObject({ graphs: 1, entries: 2000, waiting: 0 });
    expect(recall(index, reference)).toBeGreaterThanOrEqual(0.99);
    index.close();
  });

  it('finds, while it is built, what the rows hold at that moment and nothing else', {
    timeout: 60_000,
  }, async () => {
    const index = open({ knobs: vectorSettings({ exact_entries: 100, hnsw_build_share: 0.3 }) });
    const rng = createRng(9);
    const held = new Map<string, number>();
    const put = (number: number): void => {
      const id = `${rng.below(900)}`;
      index.add({ namespace: 'a', id, vector: vectorOf(number) });
      held.set(id, number);
    };
    for (let number = 0; number < 1500; number++) put(number);
    for (let number = 2000; number < 2600; number++) {
      put(number);
      const gone = `${rng.below(900)}`;
      expect(index.remove({ namespace: 'a', id: gone })).toBe(held.delete(gone));
      const [id, kept] = [...held][rng.below(held.size)] ?? ['', 0];
      const matches = index.search({ namespace: 'a', vector: vectorOf(kept), limit: 50 });
      expect(matches[0]).toMatchObject({ id, similarity: expect.closeTo(1, 5) });
      expect(matches.filter((match) => !held.has(match.id))).toEqual([]);
      if (number % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      // Until here the graph grows under the searches; from here on it has all but what is new.
      if (number > 2400) await index.settled();
    }
    index.close();
  });
});

describe('a graph that cannot be built', () => {
  const kept = (id: string): KeptVector => ({ namespace: 'a', id, expiresAt: undefined, row: 0 });
  const parts = { clock: systemClock, share: 1, vectorOf: () => new Float32Array(DIMENSIONS) };

  it('is told once, and leaves nothing waiting', async () => {
    const failures: unknown[] = [];
    const building = buildGraph(
      {
        ...parts,
        open: async () => Promise.reject(new Error('no such library')),
        onFailure: (error) => failures.push(error),
      },
      [kept('1')],
    );
    await building.settled();
    building.add(kept('2'));
    building.remove(kept('1'));
    await building.settled();
    expect(failures).toEqual([new Error('no such library')]);
    expect(building.graph()).toBeUndefined();
    expect(building.waiting.size).toBe(0);
  });

  it('is let go of when the library fails in the middle', async () => {
    const failures: unknown[] = [];
    const whole = await graphOpener(DIMENSIONS, vectorSettings())();
    let added = 0;
    const building = buildGraph(
      {
        ...parts,
        open: async () => ({
          ...whole,
          add: () => {
            added += 1;
            if (added === 2) throw new Error('out of memory');
          },
        }),
        onFailure: (error) => failures.push(error),
      },
      [kept('1'), kept('2'), kept('3')],
    );
    await building.settled();
    expect(failures).toEqual([new Error('out of memory')]);
    expect(building.graph()).toBeUndefined();
  });

  it('is not told when it was stopped before', async () => {
    const failures: unknown[] = [];
    const building = buildGraph(
      {
        ...parts,
        open: async () => Promise.reject(new Error('too late')),
        onFailure: (error) => failures.push(error),
      },
      [kept('1')],
    );
    building.stop();
    await building.settled();
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toEqual([]);
  });
});
