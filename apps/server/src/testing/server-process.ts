import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The process as it is started; it runs what `npm run build` made. */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A server in a process of its own. */
export interface ServerProcess {
  readonly address: string;
  /** Answers of 200 as JSON; anything else is an error. */
  post<Reply>(path: string, body: unknown): Promise<Reply>;
  get<Reply>(path: string): Promise<Reply>;
  stop(): Promise<void>;
}

export async function startProcess(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PORT: '0', ACCORD_LOG_LEVEL: 'silent', ...env },
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const address = String(line).replace('Accord is at ', '');
  const replyOf = async <Reply>(path: string, init?: RequestInit): Promise<Reply> => {
    const reply = await fetch(`${address}${path}`, init);
    if (reply.status !== 200) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`);
    return (await reply.json()) as Reply;
  };
  return {
    address,
    post: (path, body) =>
      replyOf(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    get: (path) => replyOf(path),
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
