import { type VectorKnobs, vectorKnobs } from '../knobs.ts';

/** The defaults of the knobs, but for what a test is about. */
export function vectorSettings(own: Partial<VectorKnobs> = {}): VectorKnobs {
  const { knobs } = vectorKnobs;
  return {
    max_entries: knobs.max_entries.default,
    exact_entries: knobs.exact_entries.default,
    stored_as: knobs.stored_as.default,
    rescored: knobs.rescored.default,
    hnsw_m: knobs.hnsw_m.default,
    hnsw_ef_construction: knobs.hnsw_ef_construction.default,
    hnsw_ef_search: knobs.hnsw_ef_search.default,
    hnsw_build_share: 1,
    ...own,
  };
}
