import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { systemClock } from '@accord/kernel';
import { localCaller } from '@accord/runtime';
import { figure, median, rounded } from '../report/figures.mjs';
import { runtimeAround, wordTask } from './house.mjs';

const CONCURRENT = 4;
const CALL_MS = 40;
const CAPACITY = (1000 * CONCURRENT) / CALL_MS;
const TIMES = 3;
const ROUND_MS = 3000;
const ROUNDS = 3;
const WITHIN_MS = 1000;

/** Good answers per second at three times what an upstream can carry, over those at what it can carry. */
export async function overloadGoodput() {
  const upstream = await startUpstream();
  const engine = openaiEngine({
    name: 'openai',
    baseUrl: upstream.baseUrl,
    model: 'bench',
    apiKey: '',
    maxAnswerBytes: 1e6,
    clock: systemClock,
  });
  const decisions = {
    append: () => {},
    find: () => undefined,
    health: () => ({ status: 'HEALTHY', detail: '' }),
    close: async () => {},
  };
  const { runtime, close } = runtimeAround(engine, decisions);
  const caller = { ...localCaller, withinMs: WITHIN_MS };
  const ask = async () => {
    const { meta } = await runtime.run(wordTask, 'x', { mode: 'fast', caller });
    return meta.value.reliability === 'normal';
  };
  try {
    await saturate(ask);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ capacity: await saturate(ask), overload: await flood(ask) });
    }
    return [
      figure({
        id: 'overload_goodput',
        value: rounded(median(rounds.map(({ capacity, overload }) => overload / capacity))),
        unit: '1',
        target: '>= 0.9',
        baseline: {
          name: 'as many callers as it serves at once',
          value: Math.round(median(rounds.map(({ capacity }) => capacity))),
          unit: 'answers/s',
        },
        how:
          `Answers of normal reliability per second at ${TIMES} times the ${CAPACITY} requests a second that a server over HTTP ` +
          `can carry (${CONCURRENT} at once, ${CALL_MS} ms each, the rest wait in it), each wanted within ${WITHIN_MS} ms, over ` +
          `those of ${CONCURRENT} callers in a closed loop; defaults, median of ${ROUNDS} pairs of rounds of ${ROUND_MS / 1000} s.`,
      }),
    ];
  } finally {
    await close();
    await engine.close();
    await upstream.stop();
  }
}

async function saturate(ask) {
  const startedAt = performance.now();
  let good = 0;
  const caller = async () => {
    while (performance.now() - startedAt < ROUND_MS) if (await ask()) good += 1;
  };
  await Promise.all(Array.from({ length: CONCURRENT }, caller));
  return (1000 * good) / (performance.now() - startedAt);
}

/** Requests come at a fixed rate, whatever becomes of them; what is refused counts as nothing. */
async function flood(ask) {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  let [sent, good] = [0, 0];
  const running = [];
  const one = async () => {
    const isGood = await ask().catch(() => false);
    if (isGood && elapsed() <= ROUND_MS) good += 1;
  };
  while (elapsed() < ROUND_MS) {
    for (; sent < (elapsed() * CAPACITY * TIMES) / 1000; sent += 1) {
      running.push(one());
    }
    await pause(5);
  }
  await Promise.all(running);
  return (1000 * good) / ROUND_MS;
}

async function startUpstream() {
  const waiting = [];
  let busy = 0;
  const body = JSON.stringify({
    model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content: '{"word":"x"}' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
  });
  const serve = async (incoming, reply) => {
    incoming.resume();
    if (busy >= CONCURRENT) await new Promise((turn) => waiting.push(turn));
    // Who has gone meanwhile is not worked for.
    if (reply.destroyed) return void waiting.shift()?.();
    busy += 1;
    await pause(CALL_MS);
    busy -= 1;
    waiting.shift()?.();
    reply.setHeader('content-type', 'application/json').end(body);
  };
  const server = createServer((incoming, reply) => void serve(incoming, reply));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
