import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer } from '../briefs/child-server.mjs';
import { figure, median, quantile, rounded } from '../report/figures.mjs';
import { SERVER } from '../setup.mjs';

const JOBS = '/api/formulas/jobs';
const BRIEF = JSON.stringify({ text: 'A quiet woody scent for autumn evenings, nothing powdery' });
const PROBES = {
  health: { method: 'GET', path: '/health' },
  brief: { method: 'POST', path: '/api/briefs', body: BRIEF },
};
/** Each kind of probe is sent so often, whether those before it were answered or not. */
const EVERY_MS = 20;
const WARM_S = 3;
const IDLE_S = 20;
/** Searches follow each other for at least so long. */
const SEARCHED_S = 20;
const P99 = 0.99;

/** How long the server takes to answer others while it searches in its threads. */
export async function serverWhileSearching(say) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const server = await startServer(SERVER, { APP_ENV: 'production', ACCORD_DATA_DIR: folder });
  const agent = new Agent({ keepAlive: true });
  const ask = (what) => call({ port: server.port, agent }, what);
  try {
    await server.firstAnswer('/api/briefs', BRIEF);
    await probe(ask, delay(WARM_S * 1000));
    const idle = await probe(ask, delay(IDLE_S * 1000));
    say(`idle: ${told(idle)}`);
    const searched = { searches: 0, evaluations: 0 };
    const busy = await probe(ask, searchAgainAndAgain(ask, searched));
    say(`while ${countOf(searched)} ran: ${told(busy)}`);
    await assertHits(ask);
    return figure({
      id: 'health_p99_while_searching',
      value: rounded(worst(busy, P99)),
      unit: 'ms',
      target: '< 50',
      baseline: { name: 'without a search', value: rounded(worst(idle, P99)), unit: 'ms' },
      how:
        `The 99th percentile of the time from sending to the whole answer, of GET /health or of a brief from the cache, whichever ` +
        `is longer, while nsga2 searches at preset thorough follow each other (${countOf(searched)}, ` +
        `${searched.evaluations} formulas smelt) in the threads of the same server; ${busy.health.length} probes of each kind, one ` +
        `every ${EVERY_MS} ms whether or not those before were answered. While searching: ${told(busy)}. Without: ${told(idle)}. ` +
        `The probes come from the same machine.`,
    });
  } finally {
    agent.destroy();
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

const countOf = ({ searches }) => (searches === 1 ? '1 search' : `${searches} searches`);

const worst = (ms, share) => Math.max(quantile(ms.health, share), quantile(ms.brief, share));

const told = (ms) =>
  Object.entries(ms)
    .map(
      ([name, times]) =>
        `${name} p50 ${rounded(median(times))} ms, p99 ${rounded(quantile(times, P99))} ms, longest ${rounded(Math.max(...times))} ms`,
    )
    .join('; ');

/** Milliseconds of each probe that was sent until something is over. @throws when one was not answered with 200 */
async function probe(ask, over) {
  const during = new AbortController();
  const ended = over.finally(() => during.abort());
  const ms = { health: [], brief: [] };
  const sent = [];
  while (!during.signal.aborted) {
    for (const [name, what] of Object.entries(PROBES)) {
      const startedAt = performance.now();
      sent.push(ask(what).then(() => ms[name].push(performance.now() - startedAt)));
    }
    await delay(EVERY_MS);
  }
  await ended;
  await Promise.all(sent);
  return ms;
}

/** @throws when a search did not run to its end */
async function searchAgainAndAgain(ask, searched) {
  const until = performance.now() + SEARCHED_S * 1000;
  while (performance.now() < until) {
    const order = {
      text: 'A fresh citrus scent for summer mornings, with bergamot',
      algorithm: 'nsga2',
      preset: 'thorough',
      seed: searched.searches + 1,
    };
    const job = JSON.parse(await ask({ method: 'POST', path: '/api/formulas', body: JSON.stringify(order) }));
    // The stream of its events ends when it does.
    await ask({ method: 'GET', path: `${JOBS}/${job.id}/events` });
    const { state, outcome } = JSON.parse(await ask({ method: 'GET', path: `${JOBS}/${job.id}` }));
    if (state !== 'done' || outcome.stopped) throw new Error(`a search ended as ${state}`);
    searched.searches += 1;
    searched.evaluations += outcome.evaluations;
  }
}

/** The briefs must have come from the cache. */
async function assertHits(ask) {
  const stats = JSON.parse(await ask({ method: 'GET', path: '/api/cache/stats' }));
  if (!(stats.hit_rate > 0.99)) throw new Error(`only ${stats.hit_rate} of the briefs were hits`);
}

function call({ port, agent }, { method, path, body }) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      reply
        .on('end', () => {
          if (reply.statusCode < 300) resolve(text);
          else reject(new Error(`${method} ${path} was answered with ${reply.statusCode}: ${text}`));
        })
        .on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}
