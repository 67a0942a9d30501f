import { setTimeout as pause } from 'node:timers/promises';
import { residentMib } from './cores.mjs';
import { MANY, warm } from './rounds.mjs';

export const REQUESTS = 200_000;
const LONG_MS = 600_000;
const SETTLE_MS = 1000;

/** What a new process that was warmed up is larger by after so many more requests. */
export async function growthOf(gateway, load) {
  const { port, headers, pid } = gateway;
  await warm(gateway, load);
  await pause(SETTLE_MS);
  const before = residentMib(pid);
  const plan = { port, headers, streams: false, connections: MANY, durationMs: LONG_MS, requests: REQUESTS };
  const { requests } = await load.ask(plan);
  if (requests < REQUESTS) throw new Error(`only ${requests} requests were answered in ${LONG_MS} ms`);
  await pause(SETTLE_MS);
  const after = residentMib(pid);
  return { before, after, share: after / before - 1 };
}
