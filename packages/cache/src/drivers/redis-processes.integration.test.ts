import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../testing/redis-server.ts';

/** Built, because a process of its own does not run from the sources. */
const SHARING = fileURLToPath(new URL('../../dist/testing/sharing-process.js', import.meta.url));

interface Answer {
  readonly id: number;
  readonly text?: string;
  readonly error?: string;
}

/** A process that is asked over its input and output, by many at once. */
class Sharing {
  readonly ready: Promise<Answer>;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  constructor(url: string, database: string) {
    this.#process = spawn(process.execPath, [SHARING, url, 'test:', database], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.ready = new Promise((resolve) => this.#waiting.set(0, resolve));
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  async ask(order: { readonly do: string; readonly name: string; readonly text?: string }): Promise<Answer> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#process.stdin.write(`${JSON.stringify({ ...order, id })}\n`);
    });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}

let server: RedisServer;
let folder: string;
beforeAll(async () => {
  server = await startRedis();
  folder = mkdtempSync(join(tmpdir(), 'accord-cache-'));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe('two processes with one Redis', () => {
  it('show an invalidation to ten clients at once', { timeout: 60_000 }, async () => {
    const processes = [0, 1].map((at) => new Sharing(server.url, join(folder, `${at}.db`)));
    await Promise.all(processes.map(async ({ ready }) => ready));
    const [one, another] = processes as [Sharing, Sharing];
    const clients = Array.from({ length: 10 }, (_, at) => (at % 2 ? one : another));
    const seen = async (): Promise<(string | undefined)[]> =>
      Promise.all(clients.map(async (client) => (await client.ask({ do: 'get', name: 'k' })).text));
    try {
      for (let round = 0; round < 30; round++) {
        const [writer, remover] = round % 2 ? [one, another] : [another, one];
        await writer.ask({ do: 'set', name: 'k', text: `value ${round}` });
        expect(await seen()).toEqual(clients.map(() => `value ${round}`));
        expect((await remover.ask({ do: 'invalidate', name: 'k' })).error).toBeUndefined();
        expect(await seen()).toEqual(clients.map(() => undefined));
      }
    } finally {
      for (const process of processes) process.kill();
    }
  });

  it('tell a process that was down what it missed', { timeout: 60_000 }, async () => {
    const path = join(folder, 'restarted.db');
    const staying = new Sharing(server.url, join(folder, 'staying.db'));
    const before = new Sharing(server.url, path);
    await Promise.all([staying.ready, before.ready]);
    for (const name of ['kept', 'removed']) {
      await staying.ask({ do: 'set', name, text: `of ${name}` });
      expect((await before.ask({ do: 'get', name })).text).toBe(`of ${name}`);
    }
    before.kill();
    expect((await staying.ask({ do: 'invalidate', name: 'removed' })).error).toBeUndefined();
    const after = new Sharing(server.url, path);
    try {
      await after.ready;
      expect((await after.ask({ do: 'get', name: 'removed' })).text).toBeUndefined();
      expect((await after.ask({ do: 'get', name: 'kept' })).text).toBe('of kept');
    } finally {
      staying.kill();
      after.kill();
    }
  });
});
