import { CONNECTIONS, ratesBesideBare, ROUND_S, ROUNDS } from '../briefs/http-versus-bare.mjs';
import { figure, median, rounded } from '../report/figures.mjs';

/** Requests per second of briefs that come out of the cache, over those of a bare route. */
export async function httpCached(say) {
  const { accord, bare } = await ratesBesideBare({}, say, assertHits);
  return [
    figure({
      id: 'http_cached',
      value: rounded(median(accord.map((rate, round) => rate / bare[round]))),
      unit: '1',
      target: '>= 0.5',
      baseline: { name: 'bare Fastify route', value: Math.round(median(bare)), unit: 'requests/s' },
      how:
        'Requests per second of POST /api/briefs answered from the cache (production settings, decision records kept) over ' +
        `those of a Fastify route that parses and echoes the same bodies; median of ${ROUNDS} pairs of rounds of ${ROUND_S} s by ` +
        `autocannon, ${CONNECTIONS} connections, 6 bodies in turn.`,
    }),
  ];
}

/** The load must have been answered from the cache. */
async function assertHits(accord) {
  const stats = JSON.parse((await accord.call('GET', '/api/cache/stats')).text);
  if (!(stats.hit_rate > 0.99)) throw new Error(`only ${stats.hit_rate} of the requests were hits`);
}
