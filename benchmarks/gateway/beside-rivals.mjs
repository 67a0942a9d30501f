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

/**
 * Accord, Portkey's gateway and a bare proxy before one upstream, in turns. Where what is built has no gateway, the others
 * are measured all the same, and Accord's figures are missing.
 */
export async function besideRivals(say) {
  const running = [];
  const start = async (begin) => {
    const started = await begin;
    if (started !== undefined) running.push(started);
    return started;
  };
  try {
    const upstream = await start(
      startServer(fileURLToPath(new URL('./upstream.mjs', import.meta.url)), {}, BESIDE),
    );
    const load = await start(startHelper('./load.mjs', BESIDE));
    const bare = await start(startBare(upstream.port));
    const portkey = await start(startPortkey(upstream.port));
    const accord = await start(startAccord(upstream.port));
    if (accord === undefined) say('what is built has no /v1/chat/completions: Accord is left out');
    const direct = { port: upstream.port, pid: upstream.pid, headers: {} };
    const gateways = { ...(accord && { accord }), bare, portkey };
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
    const common = [rawFigure(raw)];
    if (accord === undefined) return common;
    say('memory');
    const growth = await growthOf(accord, load);
    return [
      ...manyFigures(many),
      ...oneFigures(one),
      ...streamFigures(streams, first),
      sizeFigure(growth),
      ...common,
    ];
  } finally {
    for (const { stop } of running.reverse()) await stop();
  }
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
