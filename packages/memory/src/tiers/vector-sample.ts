import { type VectorFormat, vectorCodecs } from '@accord/vectors';
import type { CoarseVectors, EmbeddingStats } from '../stats-report.ts';

/** The vectors that were stored last, as they were given: of what is kept, the full precision is gone. */
export interface VectorSample {
  add(vector: Float32Array): void;
  stats(): EmbeddingStats;
}

const KEPT = 200;
const FEWEST = 20;
const NEAREST = 10;

export function vectorSample(): VectorSample {
  const vectors: Float32Array[] = [];
  let next = 0;
  return {
    add(vector) {
      // One length at a time: vectors of two are not compared.
      if (vectors[0] !== undefined && vectors[0].length !== vector.length) vectors.length = 0;
      const length = Math.sqrt(dot(vector, vector));
      vectors[next % KEPT] = vector.map((value) => value / length);
      next = (Math.min(next, vectors.length - 1) + 1) % KEPT;
    },
    stats: () => ({
      sample: vectors.length,
      fp16: vectors.length < FEWEST ? undefined : lossOf(vectors, 'fp16'),
      int8: vectors.length < FEWEST ? undefined : lossOf(vectors, 'int8'),
    }),
  };
}

function lossOf(vectors: readonly Float32Array[], format: VectorFormat): CoarseVectors {
  const { encode, decode } = vectorCodecs[format];
  const coarse = vectors.map((vector) => decode(encode(vector)) ?? vector);
  let squares = 0;
  let numbers = 0;
  let shared = 0;
  let wanted = 0;
  for (const [at, vector] of vectors.entries()) {
    for (const [index, value] of vector.entries()) squares += (value - (coarse[at]?.[index] ?? 0)) ** 2;
    numbers += vector.length;
    const exact = nearestTo(vector, vectors, at);
    const found = new Set(nearestTo(vector, coarse, at));
    wanted += exact.length;
    shared += exact.filter((id) => found.has(id)).length;
  }
  return { error: Math.sqrt(squares / numbers), recall_at_10: shared / wanted };
}

function nearestTo(vector: Float32Array, among: readonly Float32Array[], except: number): number[] {
  return among
    .map((other, at) => ({ at, similarity: dot(vector, other) }))
    .filter(({ at }) => at !== except)
    .sort((a, b) => b.similarity - a.similarity || a.at - b.at)
    .slice(0, NEAREST)
    .map(({ at }) => at);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
