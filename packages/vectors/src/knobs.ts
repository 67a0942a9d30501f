import { choice, defineKnobs, integer, type KnobValues, number } from '@accord/knobs';
import { VECTOR_FORMATS } from './vector-codec.ts';

/** Indexes of embeddings. */
export const vectorKnobs = defineKnobs('vectors', {
  max_entries: integer({
    default: 200_000,
    range: [1, 2_000_000],
    unit: 'entries',
    effect: 'Keeps more vectors in each index; each takes about 2 KB of memory at 384 dimensions.',
    scope: 'process',
  }),
  exact_entries: integer({
    default: 100_000,
    range: [0, 2_000_000],
    unit: 'entries',
    effect:
      'Compares with every vector of a namespace up to this many; beyond, a graph (HNSW) is built, which is faster and may miss some.',
    scope: 'process',
  }),
  stored_as: choice({
    choices: VECTOR_FORMATS,
    default: 'fp16',
    effect:
      'Keeps vectors on disk in single precision, in half the room (fp16) or in a quarter (int8); coarser ones find a little less. What was kept otherwise is not used any more.',
    scope: 'process',
  }),
  rescored: integer({
    default: 64,
    range: [1, 4096],
    unit: 'candidates',
    effect:
      'Compares more of the nearest candidates in full precision, so that fewer are missed; a little slower.',
    scope: 'process',
  }),
  hnsw_m: integer({
    default: 16,
    range: [2, 128],
    unit: 'links',
    effect: 'Links each vector of the graph to more others: finds more, takes more memory and time.',
    scope: 'process',
  }),
  hnsw_ef_construction: integer({
    default: 200,
    range: [8, 4096],
    unit: 'candidates',
    effect: 'Looks at more candidates while the graph is built: a better graph, built more slowly.',
    scope: 'process',
  }),
  hnsw_ef_search: integer({
    default: 64,
    range: [8, 4096],
    unit: 'candidates',
    effect: 'Looks at more candidates in each search of the graph: finds more, more slowly.',
    scope: 'process',
  }),
  hnsw_build_share: number({
    default: 0.25,
    range: [0.01, 1],
    unit: 'share of time',
    effect:
      'Builds the graph faster, in turns of the thread that also serves; requests wait longer meanwhile.',
    scope: 'process',
  }),
});

export type VectorKnobs = KnobValues<typeof vectorKnobs>;
