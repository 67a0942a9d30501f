import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedis } from '@accord/cache/testing/redis-server';
import { type ModelServer, startModelServer } from '@accord/engine/testing/model-server';
import { openAccord } from '@accord/host';
import { type PostgresServer, startPostgres } from '@accord/storage/testing/postgres-server';
import { afterEach, expect, it } from 'vitest';
import { serverKnobs } from './knobs.ts';
import { type ServerProcess, startProcess } from './testing/server-process.ts';

/** Of letters that nothing else in the output would have in this order. */
const planted = (): string => randomBytes(24).toString('hex');

const UPSTREAM_KEY = `sk-${planted()}`;
const REDIS_PASSWORD = planted();
const ENCRYPTION_KEY = randomBytes(32).toString('hex');
const COLLECTOR_TOKEN = planted();
const QUERY_SECRET = planted();
const DATABASE_PASSWORD = planted();

let folder: string;
let redis: RedisServer;
let postgres: PostgresServer | undefined;
let model: ModelServer;
let server: ServerProcess;
let goodKey: string;
let revokedKey: string;
/** Never issued, though of the form of a key: what a client mistypes is near to what is secret. */
const unknownKey = `accord_${'ab'.repeat(8)}_${randomBytes(32).toString('base64url')}`;
/** Everything that was sent back, heads and bodies. */
let replies: string[];

async function start(database: 'SQLite' | 'PostgreSQL'): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'accord-secrets-'));
  replies = [];
  redis = await startRedis(['--requirepass', REDIS_PASSWORD]);
  model = await startModelServer();
  postgres = database === 'PostgreSQL' ? await startPostgres() : undefined;
  const env = {
    ACCORD_DATA_DIR: folder,
    ...(postgres && { ACCORD_STORAGE_POSTGRES_URL: withPassword(await postgres.url('secrets')) }),
  };
  await issueKeys(env);
  server = await startProcess({
    ...env,
    ACCORD_LOG_LEVEL: 'debug',
    ACCORD_CACHE_REDIS_URL: `redis://:${REDIS_PASSWORD}@127.0.0.1:${redis.port}`,
    ACCORD_CACHE_ENCRYPTION_MODE: 'aes-256-gcm',
    ACCORD_CACHE_ENCRYPTION_KEY: ENCRYPTION_KEY,
    // Nobody listens there, so that each batch of traces fails.
    ACCORD_TELEMETRY_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    ACCORD_TELEMETRY_OTLP_HEADERS: `authorization=${COLLECTOR_TOKEN}`,
    ...boundTo(model.baseUrl),
  });
}
afterEach(async () => {
  await server.stop();
  await model.close();
  await redis.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

/** The server lets everyone in, and a client sends the password all the same where it is asked. */
function withPassword(address: string): string {
  const url = new URL(address);
  url.password = DATABASE_PASSWORD;
  return url.href;
}

const boundTo = (baseUrl: string): Record<string, string> =>
  Object.fromEntries(
    ['INTERPRETER', 'VALIDATOR', 'CREATIVE'].flatMap((role) => [
      [`ACCORD_ROLES_${role}_DRIVER`, 'openai'],
      [`ACCORD_ROLES_${role}_BASE_URL`, baseUrl],
      [`ACCORD_ROLES_${role}_API_KEY`, UPSTREAM_KEY],
    ]),
  );

async function issueKeys(env: Readonly<Record<string, string>>): Promise<void> {
  const accord = await openAccord({
    env: { ...env, ACCORD_LOG_LEVEL: 'silent' },
    appKnobs: [serverKnobs],
  });
  const { keys } = accord.accounts;
  const issued = async (name: string) => keys.create({ tenant: 'acme', role: 'admin', name });
  const [good, revoked] = [await issued('good'), await issued('revoked')];
  await keys.revoke(revoked.id);
  goodKey = good.secret;
  revokedKey = revoked.secret;
  await accord.close();
}

/** Sends as it is told, and keeps what came back. */
async function send(method: string, path: string, key: string | undefined, body?: string): Promise<string> {
  const outgoing = request(`${server.address}${path}`, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
  });
  const text = await new Promise<string>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      let said = JSON.stringify(response.headers);
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        said += chunk;
      });
      response.once('end', () => resolve(said));
    });
    outgoing.end(body);
  });
  replies.push(text);
  return text;
}

const CHAT = '{"model":"accord/fast","messages":[{"role":"user","content":"Rose"}]}';
const wish = (text: string): string => JSON.stringify({ text, mode: 'balanced' });

async function goThroughEverything(): Promise<void> {
  for (const key of [goodKey, revokedKey, unknownKey, UPSTREAM_KEY, undefined]) {
    for (const path of [
      '/api/health',
      '/api/modes',
      '/metrics',
      '/api/cache/stats',
      '/v1/models',
      '/nowhere',
    ]) {
      await send('GET', `${path}?api_key=${QUERY_SECRET}`, key);
    }
    await send('POST', '/api/briefs', key, '{"text":');
    await send('PUT', '/api/briefs', key, '{}');
    await send('POST', '/v1/chat/completions', key, '{"model":"accord/fast"');
  }
  const answer = await send('POST', '/api/briefs', goodKey, wish('a rose in the rain'));
  await send('POST', '/v1/chat/completions', goodKey, CHAT);
  // A model server that tells its caller which key was wrong, as some do.
  const refusals = [401, 403, 500].map((status) => ({
    kind: 'status' as const,
    status,
    message: `Incorrect API key provided: ${UPSTREAM_KEY}`,
  }));
  for (const fault of [...refusals, { kind: 'cut' as const }, { kind: 'reset' as const }]) {
    model.behave({ fault });
    await send('POST', '/api/briefs', goodKey, wish(`a rose in the rain, ${fault.kind}`));
    await send('POST', '/v1/chat/completions', goodKey, CHAT.replace('Rose', fault.kind));
    await send('GET', '/api/health', goodKey);
  }
  await redis.kill();
  await send('POST', '/api/briefs', goodKey, wish('without Redis'));
  await redis.restart();
  await send('POST', '/api/briefs', goodKey, wish('with Redis again'));
  await send('GET', '/api/health', goodKey);
  if (postgres !== undefined) {
    await postgres.kill();
    for (const key of [goodKey, unknownKey]) {
      await send('GET', '/api/health', key);
      await send('GET', '/api/ledger/spend', key);
      await send('POST', '/v1/chat/completions', key, CHAT);
    }
    await postgres.restart();
  }
  for (const said of [answer, ...replies]) {
    const id = /"id":"([0-9a-f-]{36})"/.exec(said)?.[1];
    if (id !== undefined) await send('GET', `/api/explain/${id}`, goodKey);
  }
  await send('GET', '/metrics', goodKey);
}

function filesBelow(path: string): Buffer {
  const names = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(names.map((entry) => readFileSync(join(entry.parentPath, entry.name))));
}

it.each(['SQLite', 'PostgreSQL'] as const)(
  'no secret is in what is written or sent with %s, whatever goes wrong',
  {
    timeout: 120_000,
  },
  async (database) => {
    await start(database);
    await goThroughEverything();
    // Requests got as far as they were meant to: let in, upstream, and recorded.
    expect(model.requests.some(({ headers }) => headers.authorization === `Bearer ${UPSTREAM_KEY}`)).toBe(
      true,
    );
    expect(replies.join('')).toContain('"task":"fragrance.brief"');
    expect(replies.join('')).toContain('KEY_INVALID');
    const whileUp = filesBelow(folder);
    await server.stop();

    const places: Readonly<Record<string, Buffer>> = {
      'the log': Buffer.from(server.said()),
      'the replies': Buffer.from(replies.join('\n')),
      'the data folder': whileUp,
      'the data folder at rest': filesBelow(folder),
    };
    expect(server.said()).toContain('"path":"/api/briefs"');
    const secrets: Readonly<Record<string, string>> = {
      'a key': goodKey.slice(24),
      'a revoked key': revokedKey.slice(24),
      'a key that is none': unknownKey.slice(24),
      'the key of the model server': UPSTREAM_KEY,
      'the password of Redis': REDIS_PASSWORD,
      'the password of the database': DATABASE_PASSWORD,
      'the key of the cache': ENCRYPTION_KEY,
      'the token of the collector': COLLECTOR_TOKEN,
      'what stands in a query': QUERY_SECRET,
    };
    for (const [place, bytes] of Object.entries(places)) {
      for (const [secret, text] of Object.entries(secrets)) {
        expect(bytes.includes(text), `${secret} is in ${place}`).toBe(false);
      }
    }
  },
);
