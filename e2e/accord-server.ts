import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface AccordServer {
  readonly address: string;
  stop(): Promise<void>;
}

export interface AccordServerOptions {
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is done with the data folder before the server starts. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** Starts the built server as a person would, on a free port and with state of its own. */
export async function startAccord({ env, prepare }: AccordServerOptions = {}): Promise<AccordServer> {
  const main = join(root, 'apps/server/dist/main.js');
  const page = join(root, 'apps/dashboard/dist/index.html');
  for (const built of [main, page]) {
    if (!existsSync(built)) throw new Error(`${built} is missing; run npm run build first`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'accord-e2e-'));
  await prepare?.(folder);
  const child = spawn(process.execPath, [main], {
    cwd: root,
    env: { ...process.env, PORT: String(await freePort()), ACCORD_DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    address: await addressOf(child),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const address = /Accord is at (\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const bound = probe.address();
      probe.close(() =>
        typeof bound === 'object' && bound ? resolve(bound.port) : reject(new Error('no port')),
      );
    });
  });
}
