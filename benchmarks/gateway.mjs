import { besideRivals } from './gateway/beside-rivals.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = [
  'json_vs_portkey',
  'json_vs_bare',
  'added_p50',
  'p99',
  'sse_vs_portkey',
  'first_chunk',
  'rss_growth',
];

/** The OpenAI-compatible endpoint beside other gateways. */
export async function measure(say) {
  return besideRivals(say);
}
