import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../briefs/child-server.mjs';
import { SERVER } from '../setup.mjs';
import { ON_ITS_CORE } from './cores.mjs';
import { MODEL, NONCE_CHARS, PATH, requestBody } from './protocol.mjs';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));
const PORTKEY = beside('../node_modules/@portkey-ai/gateway/build/start-server.js');
const FIRST_BODY = requestBody(''.padStart(NONCE_CHARS, '0'), false);

/** @returns the gateway once it answers, with the headers that its clients send */
async function started(server, headers) {
  await server.firstAnswer(PATH, FIRST_BODY, headers);
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

/** Accord as it runs in production. Undefined where what is built has no such endpoint. */
export async function startAccord(upstreamPort) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const env = {
    APP_ENV: 'production',
    ACCORD_DATA_DIR: folder,
    ACCORD_GATEWAY_CACHE: 'off',
    ACCORD_ROLES_INTERPRETER_DRIVER: 'openai',
    ACCORD_ROLES_INTERPRETER_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
    ACCORD_ROLES_INTERPRETER_MODEL: MODEL,
  };
  const server = await startServer(SERVER, env, ON_ITS_CORE);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  await server.firstAnswer('/api/briefs', JSON.stringify({ text: 'rain' }));
  const { status } = await server.call('POST', PATH, FIRST_BODY);
  if (status === 404) return void (await stop());
  return { ...(await started(server, {})), stop };
}
