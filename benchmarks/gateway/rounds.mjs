import { setTimeout as pause } from 'node:timers/promises';
import { cpuMs } from './cores.mjs';

const QUIET_MS = 200;
const QUIET_CPU_MS = 20;
const PATIENCE_MS = 30_000;

export const ROUNDS = 5;
export const ROUND_MS = 3000;

/** Connections of a round that asks for throughput. */
export const MANY = 50;

const WARM_REQUESTS = 20_000;
const WARM_STREAMS = 3000;
const WARM_MS = 15_000;

/** Until its code is compiled: so many requests of both kinds, or as many as it answers in some time. */
export async function warm({ port, headers, pid }, load) {
  const plan = { port, headers, connections: MANY, durationMs: WARM_MS };
  await load.ask({ ...plan, streams: false, requests: WARM_REQUESTS });
  await load.ask({ ...plan, streams: true, requests: WARM_STREAMS });
  await quiet(pid);
}

/**
 * Rounds of each contestant in turn.
 *
 * @param contestants by name, each with port, headers and pid
 * @returns by name, what each round came to, with the time of computing that a request took
 */
export async function inTurns(contestants, load, { rounds, plan, say }) {
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      const result = await oneRound(contestant, load, plan);
      results[name].push(result);
      say(`round ${round + 1}, ${name}: ${told(result)}`);
    }
  }
  return results;
}

const told = ({ rate, cpuUs, p50Ms, p99Ms, firstP50Ms }) =>
  [
    `${Math.round(rate)}/s`,
    `${cpuUs.toFixed(1)} µs of computing each`,
    `p50 ${p50Ms.toFixed(3)} ms`,
    `p99 ${p99Ms.toFixed(2)} ms`,
    ...(firstP50Ms === undefined ? [] : [`first chunk ${firstP50Ms.toFixed(3)} ms`]),
  ].join(', ');

/** One round, and what its gateway does after it, so that it does not disturb the next. */
async function oneRound({ port, headers, pid, account }, load, plan) {
  const before = cpuMs(pid);
  const result = await load.ask({ port, headers, ...plan }).catch((error) => {
    throw new Error([error.message, account?.() ?? ''].join('\n').trimEnd());
  });
  const rate = result.requests / result.seconds;
  await quiet(pid);
  return { ...result, rate, cpuUs: (1000 * (cpuMs(pid) - before)) / result.requests };
}

/** Until a process computes next to nothing: what is put off until after the load belongs to who put it off. */
async function quiet(pid) {
  const startedAt = performance.now();
  for (let last = cpuMs(pid); performance.now() - startedAt < PATIENCE_MS; ) {
    await pause(QUIET_MS);
    const now = cpuMs(pid);
    if (now - last < QUIET_CPU_MS) return;
    last = now;
  }
  throw new Error(`the gateway was still busy ${PATIENCE_MS} ms after the load`);
}
