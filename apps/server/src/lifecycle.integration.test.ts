import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@accord/contract';
import { openSqlite } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keys } from '@accord/accounts';
import { openAccord } from '@accord/host';
import { serverKnobs } from './knobs.ts';
import { type RunningServer, startServer } from './start.ts';
import { type SlowRoute, stubDomain } from './testing/stub-domain.ts';

let folder: string;
let server: RunningServer;
let slow: SlowRoute;
let lines: Record<string, unknown>[];
let agent: Agent;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  const stub = stubDomain();
  slow = stub.slow;
  server = await startServer({
    env: { PORT: '0', ACCORD_DATA_DIR: folder, ...env },
    domains: [stub.domain],
    dashboardFolder: join(folder, 'dashboard'),
    logDestination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-lifecycle-'));
  lines = [];
  agent = new Agent({ keepAlive: true });
});
afterEach(async () => {
  agent.destroy();
  rmSync(folder, { recursive: true });
});

/** Sends over a kept-alive connection, as browsers and proxies do. */
function send(path: string): { answered: Promise<{ status: number; body: string }>; leave(): void } {
  const outgoing = request(`${server.address}${path}`, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  outgoing.end('{"text":"x"}');
  const answered = once(outgoing, 'response').then(async ([response]: IncomingMessage[]) => {
    const chunks: Buffer[] = [];
    if (response !== undefined) for await (const chunk of response) chunks.push(chunk);
    return { status: response?.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
  });
  answered.catch(() => {});
  return { answered, leave: () => void outgoing.destroy() };
}

async function openKeys(): Promise<{ readonly keys: Keys; close(): Promise<void> }> {
  const accord = await openAccord({
    env: { ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' },
    appKnobs: [serverKnobs],
    domains: [],
  });
  return { keys: accord.accounts.keys, close: () => accord.close() };
}

const idsOf = (path: string): string[] => {
  const database = openSqlite({ path, knobs: { busy_timeout_ms: 1000 }, readonly: true });
  const ids = database.prepare<[], string>('SELECT id FROM decisions').pluck().all();
  database.close();
  return ids;
};

describe('a running server', () => {
  it('is where it says, and keeps what it decided', async () => {
    await start();
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { status, body } = await send('/api/echo').answered;
    expect(status).toBe(200);
    await server.stop();
    expect(idsOf(join(folder, 'accord.db'))).toEqual([JSON.parse(body).meta.id]);
  });

  it('stops the work of a client that went away', async () => {
    await start();
    const client = send('/api/slow');
    await slow.started;
    client.leave();
    await slow.aborted;
    await server.stop();
  });

  it('refuses with the time to come again while the process lags, the least urgent first', async () => {
    await start({
      ACCORD_RESILIENCE_SHEDDING_LOW_LAG_MS: '1',
      ACCORD_RESILIENCE_SHEDDING_DEFAULT_LAG_MS: '60000',
      ACCORD_RESILIENCE_SHEDDING_HIGH_LAG_MS: '60000',
    });
    const ask = (priority: string): Promise<Response> =>
      fetch(`${server.address}/api/echo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-accord-priority': priority },
        body: '{"text":"x"}',
      });
    const refused = async (): Promise<Response> => {
      const end = performance.now() + 100;
      while (performance.now() < end);
      return ask('low');
    };
    await expect.poll(async () => (await refused()).status, { timeout: 15_000 }).toBe(503);
    const reply = await refused();
    expect(await reply.json()).toMatchObject({ code: 'OVERLOADED' });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await ask('high')).status).toBe(200);
    await server.stop();
  });

  it('finishes what is in flight before it stops, and takes nothing new', async () => {
    await start();
    const client = send('/api/slow');
    await slow.started;
    const stopped = server.stop();
    await expect(fetch(`${server.address}/health`)).rejects.toThrow();
    slow.release();
    expect((await client.answered).status).toBe(200);
    await stopped;
  });

  it('cuts off what does not finish within the grace', async () => {
    await start({ ACCORD_SERVER_SHUTDOWN_GRACE_S: '0.1' });
    const client = send('/api/slow');
    await slow.started;
    await server.stop();
    await slow.aborted;
    await expect(client.answered).rejects.toThrow();
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, grace_s: 0.1 }));
  });

  it('answers what is no HTTP with problem details', async () => {
    await start();
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
    socket.end('NONSENSE\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    const [head, body] = Buffer.concat(chunks).toString().split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
    expect(JSON.parse(body ?? '') as Problem).toMatchObject({ code: 'REQUEST_MALFORMED', status: 400 });
    await server.stop();
  });

  it('can be reached from elsewhere only once there is a key that is good for something', async () => {
    const beyond = { ACCORD_SERVER_HOST: '0.0.0.0' };
    await expect(start(beyond)).rejects.toMatchObject({ code: 'SERVER_NEEDS_KEY' });
    const { keys, close } = await openKeys();
    const { id } = await keys.create({ tenant: 'acme', role: 'user', name: 'revoked' });
    await keys.revoke(id);
    await expect(start(beyond)).rejects.toMatchObject({ code: 'SERVER_NEEDS_KEY' });
    const { secret } = await keys.create({ tenant: 'acme', role: 'user', name: 'good' });
    await close();

    await start(beyond);
    const port = new URL(server.address).port;
    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}/api/modes`, { headers });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: `Bearer ${secret}` })).status).toBe(200);
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, host: '0.0.0.0' }));
    await server.stop();
  });

  it('refuses a port that is taken, and leaves nothing open', async () => {
    await start();
    const port = new URL(server.address).port;
    const second = startServer({
      env: { PORT: port, ACCORD_DATA_DIR: join(folder, 'second') },
      domains: [],
      dashboardFolder: folder,
    });
    await expect(second).rejects.toMatchObject({ code: 'SERVER_ADDRESS_UNAVAILABLE' });
    expect(existsSync(join(folder, 'second', 'accord.db-wal'))).toBe(false);
    await server.stop();
  });
});
