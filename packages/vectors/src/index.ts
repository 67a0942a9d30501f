export { vectorErrors } from './errors.ts';
export { vectorKnobs, type VectorKnobs } from './knobs.ts';
export { createVectorIndex, type VectorIndexOptions } from './partitioned-index.ts';
export type {
  VectorEntry,
  VectorIndex,
  VectorIndexStats,
  VectorMatch,
  VectorQuery,
  VectorRef,
} from './vector-index.ts';
export { type VectorFormat, vectorCodecs } from './vector-codec.ts';
