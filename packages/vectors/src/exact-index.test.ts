import { createRng, systemClock } from '@accord/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVectorIndex } from './partitioned-index.ts';
import { referenceIndex } from './testing/reference-index.ts';
import { vectorSettings } from './testing/settings.ts';

const NAMESPACES = ['a', 'b', 'c'] as const;

function open(dimensions: number, rescored: number) {
  return createVectorIndex({
    dimensions,
    knobs: vectorSettings({ rescored }),
    clock: systemClock,
    whenFull: 'refuse',
    onGraphFailure: (error) => {
      throw error;
    },
  });
}

const namespace = fc.constantFrom(...NAMESPACES);
const id = fc.integer({ min: 0, max: 40 }).map(String);
const seed = fc.integer();
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), namespace, id, seed }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), namespace, id, seed }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('search' as const), namespace, id, seed }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const), namespace, id, seed }) },
);

/** Nearly normal numbers, some of them zero, at lengths far apart. */
function vectorOf(seed: number, dimensions: number): Float32Array {
  const rng = createRng(seed);
  const length = 10 ** (rng.below(13) - 6);
  const vector = Float32Array.from({ length: dimensions }, () =>
    rng.below(3) === 0 ? 0 : (rng.next() + rng.next() + rng.next() - 1.5) * length,
  );
  vector[rng.below(dimensions)] = length;
  return vector;
}

describe('the exact index', () => {
  it('answers as a few lines in double precision do, whatever is added and removed', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.constantFrom(1, 3, 31, 32, 33, 100, 384),
        fc.integer({ min: 1, max: 60 }),
        (steps, dimensions, limit) => {
          const index = open(dimensions, 64);
          const reference = referenceIndex();
          for (const { do: what, namespace, id, seed } of steps) {
            const vector = vectorOf(seed, dimensions);
            if (what === 'add') {
              index.add({ namespace, id, vector });
              reference.add(namespace, id, vector);
            } else if (what === 'remove') {
              expect(index.remove({ namespace, id })).toBe(reference.remove(namespace, id));
            } else if (what === 'clear') {
              expect(index.clear(namespace)).toBe(reference.clear(namespace));
            } else {
              const query = { namespace, vector, limit };
              const [found, expected] = [index.search(query), reference.search(query)];
              expect(found.map(({ similarity }) => similarity)).toEqual(
                expected.map(({ similarity }) => expect.closeTo(similarity, 5)),
              );
              // Each has the similarity that the reference gives to it; equal ones may come in another order.
              const all = reference.search({ ...query, limit: 1000 });
              for (const { id, similarity } of found) {
                expect(all.find((match) => match.id === id)?.similarity).toBeCloseTo(similarity, 5);
              }
              expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
            }
            expect(index.stats().entries).toBe(reference.size());
          }
        },
      ),
      { numRuns: 150, seed: 42 },
    );
  });

  it('misses at most one of a thousand of the ten nearest, by rescoring 64 of 2000', () => {
    const [dimensions, entries, queries] = [384, 2000, 100];
    const index = open(dimensions, 64);
    const reference = referenceIndex();
    for (let at = 0; at < entries; at++) {
      const vector = clustered(at, dimensions);
      index.add({ namespace: 'a', id: `${at}`, vector });
      reference.add('a', `${at}`, vector);
    }
    let missed = 0;
    for (let at = 0; at < queries; at++) {
      const query = { namespace: 'a', vector: clustered(entries + at, dimensions), limit: 10 };
      const found = new Set(index.search(query).map(({ id }) => id));
      missed += reference.search(query).filter(({ id }) => !found.has(id)).length;
    }
    expect(missed).toBeLessThanOrEqual((queries * 10) / 1000);
  });
});

/** Around one of 50 centres, as texts are around topics. */
function clustered(seed: number, dimensions: number): Float32Array {
  const centre = vectorOf(-1 - (seed % 50), dimensions);
  const own = vectorOf(seed, dimensions);
  const [c, o] = [Math.hypot(...centre), Math.hypot(...own)];
  return centre.map((value, at) => value / c + (0.7 * (own[at] ?? 0)) / o);
}
