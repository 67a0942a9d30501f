import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../briefs/child-server.mjs';
import { SERVER } from '../setup.mjs';
import { ON_ITS_CORE } from './cores.mjs';
import { MODEL, NONCE_CHARS, PATH, requestBody } from './protocol.mjs';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));
const CLI = beside('../../apps/cli/dist/main.js');
const PORTKEY = beside('../node_modules/@portkey-ai/gateway/build/start-server.js');
const FIRST_BODY = requestBody(''.padStart(NONCE_CHARS, '0'), false);

/** @returns the gateway once it answers, with the headers that its clients send */
async function started(server, headers) {
  try {
    await server.firstAnswer(PATH, FIRST_BODY, headers);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, headers };
}

export async function startBare(upstreamPort) {
  const env = { UPSTREAM: `http://127.0.0.1:${upstreamPort}`, NODE_ENV: 'production' };
  return started(await startServer(beside('./bare-proxy.mjs'), env, ON_ITS_CORE), {});
}

export async function startPortkey(upstreamPort) {
  const command = [...ON_ITS_CORE, '--import', beside('./only-here.mjs')];
  const server = await startServer(PORTKEY, { NODE_ENV: 'production' }, command);
  return started(server, {
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
    authorization: 'Bearer none',
  });
}

/**
 * Accord as it runs in production, with a key that has limits and a budget, a model with a price, and records of
 * decisions. Answers are not kept. When it is stopped, its books must balance, with one reservation for each request.
 */
export async function startAccord(upstreamPort) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const env = {
    APP_ENV: 'production',
    ACCORD_DATA_DIR: folder,
    ACCORD_GATEWAY_CACHE: 'off',
    ACCORD_ROLES_INTERPRETER_DRIVER: 'openai',
    ACCORD_ROLES_INTERPRETER_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
    ACCORD_ROLES_INTERPRETER_MODEL: MODEL,
    ACCORD_ROLES_INTERPRETER_INPUT_USD_PER_MILLION: '0.15',
    ACCORD_ROLES_INTERPRETER_OUTPUT_USD_PER_MILLION: '0.6',
  };
  const { secret } = accordCommand(env, ['keys', 'create', ...KEY, '--json']);
  const headers = { authorization: `Bearer ${secret}` };
  const server = await started(await startServer(SERVER, env, ON_ITS_CORE), headers);
  return {
    ...server,
    /** @throws when a record was dropped, or the books do not hold exactly `requests` and the first one */
    async stopAndAudit(requests) {
      const { text } = await server.call('GET', '/metrics', undefined, headers);
      await server.stop();
      assertKept(text);
      assertBooked(accordCommand(env, ['ledger', 'audit', '--json']), requests + 1);
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const KEY =
  '--tenant bench --name load --role admin --per-minute 100000000 --per-hour 1000000000 --budget-day 1000000'.split(
    ' ',
  );

const accordCommand = (env, words) =>
  JSON.parse(execFileSync(process.execPath, [CLI, ...words], { env: { PATH: process.env.PATH, ...env } }));

function assertKept(metrics) {
  if (!metrics.includes('accord_decisions_waiting')) throw new Error(`these are no metrics: ${metrics}`);
  const dropped = /^accord_decisions_dropped_total(?:\{[^}]*\})? [1-9].*$/m.exec(metrics);
  if (dropped !== null) throw new Error(`decision records were dropped: ${dropped[0]}`);
}

function assertBooked({ settled, recovered, open, findings }, requests) {
  if (findings.length > 0) throw new Error(`the books do not balance: ${findings.join('; ')}`);
  if (settled === requests && recovered === 0 && open === 0) return;
  throw new Error(`of ${requests} requests, ${settled} are booked, ${open} are open, ${recovered} were lost`);
}
