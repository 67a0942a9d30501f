import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { figure, median, rounded } from '../report/figures.mjs';
import { SERVER } from '../setup.mjs';
import { startServer } from './child-server.mjs';
import { SHORT_WISHES } from './wishes.mjs';

const BARE = fileURLToPath(new URL('./bare-fastify.mjs', import.meta.url));
const PATH = '/api/briefs';
export const CONNECTIONS = 50;
export const ROUNDS = 5;
export const ROUND_S = 4;
const WARM_S = 4;

const bodies = SHORT_WISHES.map((text) => JSON.stringify({ text }));

/** Requests per second of the whole server and of the bare route, in rounds that take turns. */
export async function ratesBesideBare(settings, say, afterwards) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const servers = [];
  try {
    const env = { APP_ENV: 'production', ACCORD_DATA_DIR: folder, ...settings };
    const accord = await startServer(SERVER, env);
    servers.push(accord);
    const bare = await startServer(BARE);
    servers.push(bare);
    for (const { firstAnswer } of servers) await firstAnswer(PATH, bodies[0]);
    const rates = await alternate(accord, bare, say);
    await assertKept(accord);
    await afterwards?.(accord);
    return rates;
  } finally {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Every brief is read: the six bodies would else come out of the cache. */
export async function httpVersusBare(say) {
  return figuresOf(await ratesBesideBare({ ACCORD_CACHE_ENABLED: 'false' }, say));
}

async function alternate(accord, bare, say) {
  await load(accord, WARM_S);
  await load(bare, WARM_S);
  const rates = { accord: [], bare: [] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare.push(await load(bare, ROUND_S));
    rates.accord.push(await load(accord, ROUND_S));
    say(`round ${round + 1}: ${Math.round(rates.accord[round])}/s, bare ${Math.round(rates.bare[round])}/s`);
  }
  return rates;
}

/**
 * Requests per second that were answered with 2xx.
 *
 * @throws when any was answered otherwise or not at all
 */
async function load({ port, account }, duration) {
  const headers = { 'content-type': 'application/json' };
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    pipelining: 1,
    duration,
    requests: bodies.map((body) => ({ method: 'POST', path: PATH, headers, body })),
  });
  const { non2xx, errors, timeouts, mismatches } = result;
  if (non2xx + errors + timeouts + mismatches > 0) {
    const counts = `${non2xx} answers were not 2xx, ${errors} errors, ${timeouts} timeouts, ${mismatches} mismatches`;
    throw new Error([counts, account()].join('\n').trimEnd());
  }
  return result['2xx'] / result.duration;
}

/** The record of the last decision can be read, and none was dropped under the load. */
async function assertKept(accord) {
  const { meta } = JSON.parse((await accord.call('POST', PATH, bodies[0])).text);
  const explained = await accord.call('GET', `/api/explain/${meta.id}`);
  if (explained.status !== 200) throw new Error(`the decision record was not kept: ${explained.text}`);
  const metrics = (await accord.call('GET', '/metrics')).text;
  const dropped = /^accord_decisions_dropped_total(?:\{[^}]*\})? [1-9].*$/m.exec(metrics);
  if (dropped !== null) throw new Error(`decision records were dropped: ${dropped[0]}`);
}

function figuresOf({ accord, bare }) {
  const ratios = accord.map((rate, round) => rate / bare[round]);
  const bareRate = Math.round(median(bare));
  return [
    figure({
      id: 'http_vs_bare',
      value: rounded(median(ratios)),
      unit: '1',
      target: '>= 0.25',
      baseline: { name: 'bare Fastify route', value: bareRate, unit: 'requests/s' },
      how:
        `Requests per second of POST ${PATH} (production settings, cache off, decision records kept in SQLite, logs to ` +
        `/dev/null) ` +
        `over those of a Fastify route that parses and echoes the same bodies; median of ${ROUNDS} pairs of rounds of ` +
        `${ROUND_S} s by autocannon, ${CONNECTIONS} connections, ${bodies.length} bodies in turn.`,
    }),
    figure({
      id: 'http_rate',
      value: Math.round(median(accord)),
      unit: 'requests/s',
      baseline: { name: 'bare Fastify route', value: bareRate, unit: 'requests/s' },
      how: `Median of the same rounds. autocannon runs on the same machine and takes its share of the cores.`,
    }),
  ];
}
