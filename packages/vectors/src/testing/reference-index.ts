import type { VectorMatch, VectorQuery } from '../vector-index.ts';

interface Held {
  readonly id: string;
  readonly unit: readonly number[];
}

/** The index in a few lines, in double precision and without expiry: what the real one is compared with. */
export function referenceIndex() {
  const byNamespace = new Map<string, Map<string, Held>>();
  const of = (namespace: string): Map<string, Held> => byNamespace.get(namespace) ?? new Map<string, Held>();
  return {
    add(namespace: string, id: string, vector: Float32Array): void {
      byNamespace.set(namespace, of(namespace).set(id, { id, unit: unitOf(vector) }));
    },
    remove: (namespace: string, id: string): boolean => of(namespace).delete(id),
    clear(namespace: string): number {
      const { size } = of(namespace);
      byNamespace.delete(namespace);
      return size;
    },
    size: () => [...byNamespace.values()].reduce((sum, { size }) => sum + size, 0),
    search({ namespace, vector, limit }: VectorQuery): VectorMatch[] {
      const wanted = unitOf(vector);
      return [...of(namespace).values()]
        .map(({ id, unit }) => ({
          id,
          similarity: unit.reduce((sum, value, at) => sum + value * (wanted[at] ?? 0), 0),
        }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, limit);
    },
  };
}

function unitOf(vector: Float32Array): number[] {
  const length = Math.hypot(...vector);
  return Array.from(vector, (value) => value / length);
}
