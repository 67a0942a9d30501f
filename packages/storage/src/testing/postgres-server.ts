import { type ChildProcess, spawn, spawnSync, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** A real PostgreSQL on a port of its own, which can be made to fail. */
export interface PostgresServer {
  /** Of a database of that name, which is made when it is missing. */
  url(database: string): Promise<string>;
  /** Ends it at once; what was committed is kept. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 30_000;
const DEBIAN = '/usr/lib/postgresql';
/** PostgreSQL refuses to be started by root. */
const NOBODY = 65_534;

export async function startPostgres(): Promise<PostgresServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'accord-postgres-'));
  const as: SpawnOptions = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (as.uid !== undefined) chownSync(folder, NOBODY, NOBODY);
  initialise(folder, as);
  let server = await launch(folder, port, as);
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    // Of the immediate kind: it ends its children, too.
    server.kill('SIGQUIT');
    await ended;
  };
  return {
    async url(database) {
      const client = await connected(port);
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
      await client.end();
      return urlOf(port, database);
    },
    kill,
    async restart() {
      await kill();
      server = await launch(folder, port, as);
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const urlOf = (port: number, database: string): string =>
  `postgres://accord:secret-of-postgres@127.0.0.1:${port}/${database}`;

function initialise(folder: string, as: SpawnOptions): void {
  const settings = [
    '--username',
    'accord',
    '--auth',
    'trust',
    '--locale',
    'C',
    '--encoding',
    'UTF8',
    '--no-sync',
  ];
  const { status, stderr } = spawnSync(binary('initdb'), ['-D', folder, ...settings], {
    ...as,
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`initdb ended with ${status}: ${stderr}`);
}

async function launch(folder: string, port: number, as: SpawnOptions): Promise<ChildProcess> {
  const where = ['-D', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'];
  const light = ['-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'shared_buffers=16MB'];
  const server = spawn(binary('postgres'), [...where, ...light], { ...as, cwd: folder, stdio: 'ignore' });
  process.once('exit', () => server.kill('SIGQUIT'));
  const since = performance.now();
  for (;;) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
    try {
      await (await connected(port)).end();
      return server;
    } catch (error) {
      if (performance.now() - since > STARTS_WITHIN_MS) throw error;
    }
    await sleep(50);
  }
}

async function connected(port: number): Promise<Client> {
  const client = new Client({ connectionString: urlOf(port, 'postgres') });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function binary(name: string): string {
  // oxlint-disable-next-line node/no-process-env -- a test looks for a program
  const path = (process.env['PATH'] ?? '').split(delimiter);
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort().reverse() : [];
  const folders = [...path, ...versions.map((version) => join(DEBIAN, version, 'bin'))];
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined)
    throw new Error(`${name} is not installed: run script/postgres, or install it by hand`);
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}
