import { embedding } from './semantic/embedding.mjs';
import { guards } from './semantic/guards.mjs';
import { indexes } from './semantic/indexes.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = ['exact_p95', 'hnsw_p95', 'embed_p50', 'guards_p50'];

/** What finding similar questions costs, and what it misses. Each part runs alone. */
export async function measure(say) {
  say('embedding questions');
  const embedded = await embedding();
  say('guards');
  const judged = guards();
  say('indexes of 100,000 questions');
  const searched = await indexes(say);
  return [...embedded, ...judged, ...searched];
}
