import { fileURLToPath } from 'node:url';
import { startServer } from '../briefs/child-server.mjs';
import { startAccord, startBare, startPortkey } from './contestants.mjs';
import { BESIDE, ON_ITS_CORE } from './cores.mjs';
import { manyFigures, oneFigures, rawFigure, sizeFigure, streamFigures } from './figures-of-rounds.mjs';
import { startHelper } from './helper-process.mjs';
import { growthOf } from './memory.mjs';
import { inTurns, MANY, ROUND_MS, ROUNDS, warm } from './rounds.mjs';

const WHOLE = { streams: false, durationMs: ROUND_MS };
const STREAM = { streams: true, durationMs: ROUND_MS };

/** Accord, Portkey's gateway and a bare proxy before one upstream, in turns; every request must be in Accord's books. */
export async function besideRivals(say) {
  const running = [];
  const start = async (begin) => {
    const started = await begin;
    running.push(started);
    return started;
  };
  try {
    const upstream = await start(
      startServer(fileURLToPath(new URL('./upstream.mjs', import.meta.url)), {}, BESIDE),
    );
    const load = counting(await start(startHelper('./load.mjs', BESIDE)));
    const bare = await start(startBare(upstream.port));
    const portkey = await start(startPortkey(upstream.port));
    const accord = await start(startAccord(upstream.port));
    const direct = { port: upstream.port, pid: upstream.pid, headers: {} };
    const gateways = { accord, bare, portkey };
    for (const [name, gateway] of Object.entries(gateways)) {
      say(`warming up ${name}`);
      await warm(gateway, load);
    }
    const turns = (contestants, connections, plan) =>
      inTurns(contestants, load, { rounds: ROUNDS, plan: { ...plan, connections }, say });

    say(`whole replies, ${MANY} connections`);
    const many = await turns(gateways, MANY, WHOLE);
    say(`streams, ${MANY} connections`);
    const streams = await turns(gateways, MANY, STREAM);
    say('whole replies, one connection');
    const one = await turns({ direct, ...gateways }, 1, WHOLE);
    say('streams, one connection');
    const first = await turns({ direct, ...gateways }, 1, STREAM);
    say('the pool alone');
    const raw = await rawRate(upstream.port);
    await accord.stopAndAudit(load.answeredBy(accord));
    say('memory');
    const fresh = await start(startAccord(upstream.port));
    const growth = await growthOf(fresh, load);
    await fresh.stopAndAudit(load.answeredBy(fresh));
    return [
      ...manyFigures(many),
      ...oneFigures(one),
      ...streamFigures(streams, first),
      sizeFigure(growth),
      rawFigure(raw),
    ];
  } finally {
    for (const { stop } of running.reverse()) await stop();
  }
}

/** Load that knows how many requests each gateway has answered. */
function counting(load) {
  const answered = new Map();
  return {
    async ask(plan) {
      const result = await load.ask(plan);
      answered.set(plan.port, (answered.get(plan.port) ?? 0) + result.requests);
      return result;
    },
    answeredBy: ({ port }) => answered.get(port) ?? 0,
  };
}

async function rawRate(upstreamPort) {
  const pool = startHelper('./raw-pool.mjs', ON_ITS_CORE, { UPSTREAM: `http://127.0.0.1:${upstreamPort}` });
  try {
    const plan = { connections: MANY, durationMs: ROUND_MS };
    await pool.ask(plan);
    const { requests, seconds } = await pool.ask(plan);
    return requests / seconds;
  } finally {
    await pool.stop();
  }
}
