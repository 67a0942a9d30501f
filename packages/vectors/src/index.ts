export {
  type DurableIndexOptions,
  type DurableVectorIndex,
  type LoadReport,
  /** @public for rooms whose vectors are kept by nothing else */
  openDurableIndex,
} from './durable-index.ts';
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
