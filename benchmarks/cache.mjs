import { l1Ops } from './cache/l1-ops.mjs';
import { httpCached } from './cache/http-cached.mjs';
import { levels } from './cache/levels.mjs';
import { stampede } from './cache/stampede.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = [
  'l1_ops',
  'l2_p50',
  'l3_ratio',
  'l3_concurrent',
  'http_cached',
  'stampede',
  'stampede_processes',
];

/** The cache beside its rivals. Each part runs alone, so that none disturbs another. */
export async function measure(say) {
  say('hits in memory beside bentocache and cacheable');
  const memory = await l1Ops(say);
  say('many misses at once');
  const misses = await stampede();
  say('the levels below memory');
  const below = await levels(say);
  say('briefs over HTTP');
  const http = await httpCached(say);
  return [...memory, ...misses, ...below, ...http];
}
