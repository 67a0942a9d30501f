import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { startServer } from '../briefs/child-server.mjs';
import { figure, median, quantile, rounded } from '../report/figures.mjs';
import { SERVER } from '../setup.mjs';

const BARE = fileURLToPath(new URL('../briefs/bare-fastify.mjs', import.meta.url));
const [STORE, RECALL] = ['/api/v1/memory/store', '/api/v1/memory/recall'];
const BARE_PATH = '/api/briefs';
const RECORDS = 500;
const CONNECTIONS = 50;
const ROUNDS = 5;
const ROUND_S = 4;

/** How long clients wait for what is remembered, 50 of them at once, each asking again as soon as it is answered. */
export async function httpRecallFigure(contents, say) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-memory-'));
  const servers = [];
  try {
    const env = { APP_ENV: 'production', ACCORD_DATA_DIR: folder, ACCORD_MEMORY_KEYS: 'ab'.repeat(32) };
    const accord = await startServer(SERVER, env);
    servers.push(accord);
    const bare = await startServer(BARE);
    servers.push(bare);
    await bare.firstAnswer(BARE_PATH, '{}');
    await storeAll(accord, contents);
    const recalls = bodiesOf((at) => ({ class: 'chat', key: keyOf(at) }));
    const contestants = { accord: [accord, RECALL, recalls], bare: [bare, BARE_PATH, recalls] };
    const rounds = { accord: [], bare: [] };
    for (const one of Object.values(contestants)) await load(...one);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, one] of Object.entries(contestants)) {
        rounds[name].push(await load(...one));
        say(`round ${round + 1}, ${name}: ${told(rounds[name].at(-1))}`);
      }
    }
    return figureOf(rounds);
  } finally {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true });
  }
}

const keyOf = (at) => `record-${at}`;
const bodiesOf = (body) => Array.from({ length: RECORDS }, (_, at) => JSON.stringify(body(at)));
const told = ({ p95, rate }) => `p95 ${rounded(p95)} ms, ${Math.round(rate)}/s`;

async function storeAll(accord, contents) {
  const records = bodiesOf((at) => ({
    class: 'chat',
    key: keyOf(at),
    text: String(contents[at % contents.length]),
  }));
  await accord.firstAnswer(STORE, records[0]);
  for (const record of records.slice(1)) {
    const { status, text } = await accord.call('POST', STORE, record);
    if (status !== 200) throw new Error(`a record was not stored: ${text}`);
  }
}

/** @throws when any was answered otherwise than with 200, or not at all */
async function load({ port, account }, path, bodies) {
  const headers = { 'content-type': 'application/json' };
  const times = [];
  const running = autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    duration: ROUND_S,
    requests: bodies.map((body) => ({ method: 'POST', path, headers, body })),
  });
  running.on('response', (_client, status, _bytes, ms) => {
    if (status === 200) times.push(ms);
  });
  const { non2xx, errors, timeouts, duration } = await running;
  if (non2xx + errors + timeouts > 0) {
    const counts = `${non2xx} answers were not 200, ${errors} errors, ${timeouts} timeouts`;
    throw new Error([counts, account()].join('\n').trimEnd());
  }
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), rate: times.length / duration };
}

function figureOf({ accord, bare }) {
  const of = (rounds, what) => median(rounds.map((round) => round[what]));
  return figure({
    id: 'http_recall_p95',
    value: rounded(of(accord, 'p95')),
    unit: 'ms',
    target: '< 5',
    baseline: { name: 'bare Fastify route', value: rounded(of(bare, 'p95')), unit: 'ms' },
    how:
      `95th percentile of POST ${RECALL} by class and key over ${RECORDS} README sections, ${CONNECTIONS} connections that ask again ` +
      `at once (${Math.round(of(accord, 'rate'))} requests/s, ${rounded(of(accord, 'p50'))} ms at the median), and of a Fastify route ` +
      `that parses and echoes the same bodies (${Math.round(of(bare, 'rate'))} requests/s); median of ${ROUNDS} rounds of ${ROUND_S} s ` +
      'in turns. autocannon runs on the same machine and takes its share of the cores.',
  });
}
