import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A real Redis on a port of its own, which can be made to fail. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Ends it at once, with all it keeps. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Lets it stand still: connected, but without an answer. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 10_000;

export async function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  const binary = redisBinary();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'accord-redis-'));
  let server = await launch(binary, port, folder, settings);
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill();
      server = await launch(binary, port, folder, settings);
    },
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Three masters that share the slots; the address names all three. */
export async function startRedisCluster(): Promise<{
  readonly url: string;
  readonly servers: readonly RedisServer[];
  stop(): Promise<void>;
}> {
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const servers = await Promise.all([0, 1, 2].map(async () => startRedis(settings)));
  await joinAll(servers.map(({ port }) => port));
  return {
    url: servers.map(({ url }) => url).join(','),
    servers,
    async stop() {
      await Promise.all(servers.map(async (server) => server.stop()));
    },
  };
}

const SLOTS = 16_384;

async function joinAll(ports: readonly number[]): Promise<void> {
  const clients = ports.map((port) => new Redis(port, '127.0.0.1'));
  const share = Math.ceil(SLOTS / ports.length);
  for (const [at, client] of clients.entries()) {
    await client.cluster('ADDSLOTSRANGE', at * share, Math.min(SLOTS, (at + 1) * share) - 1);
    await client.cluster('SET-CONFIG-EPOCH', at + 1);
    await client.cluster('MEET', '127.0.0.1', ports[0] ?? 0);
  }
  await until(async () => {
    const states = await Promise.all(clients.map(async (client) => client.cluster('INFO')));
    return states.every(
      (state) => state.includes('cluster_state:ok') && state.includes('cluster_known_nodes:3'),
    );
  });
  for (const client of clients) client.disconnect();
}

async function launch(
  binary: string,
  port: number,
  folder: string,
  settings: readonly string[],
): Promise<ChildProcess> {
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const forgetful = ['--save', '', '--appendonly', 'no', '--daemonize', 'no', '--loglevel', 'warning'];
  // Of an earlier start, which must not be found again.
  rmSync(join(folder, 'nodes.conf'), { force: true });
  const server = spawn(binary, [...where, ...forgetful, ...settings], { stdio: 'ignore' });
  process.once('exit', () => server.kill('SIGKILL'));
  const client = new Redis(port, '127.0.0.1', {
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
    ...passwordIn(settings),
  });
  client.on('error', () => undefined);
  try {
    await until(async () => {
      if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
      return client.status === 'ready';
    });
  } finally {
    client.disconnect();
  }
  return server;
}

/** What a client of the server must say, where the settings ask for it. */
function passwordIn(settings: readonly string[]): { readonly password?: string } {
  const at = settings.indexOf('--requirepass');
  const password = at === -1 ? undefined : settings[at + 1];
  return password === undefined ? {} : { password };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const since = performance.now();
  while (!(await isSo())) {
    if (performance.now() - since > STARTS_WITHIN_MS) throw new Error('Redis did not come up');
    await sleep(20);
  }
}

function redisBinary(): string {
  // oxlint-disable-next-line node/no-process-env -- a test looks for a program
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error('redis-server is not installed: run script/redis, or install it by hand');
  return found;
}

async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    // A node of a cluster takes the port 10,000 above its own as well.
    if (typeof address === 'object' && address !== null && address.port <= 55_535) return address.port;
  }
}
