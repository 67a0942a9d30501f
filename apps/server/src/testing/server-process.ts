import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The process as it is started; it runs what `npm run build` made. */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface ServerProcess {
  readonly address: string;
  /** Everything that it wrote to its standard output and error so far. */
  said(): string;
  /** Answers of 200 as JSON; anything else is an error. */
  post<Reply>(path: string, body: unknown): Promise<Reply>;
  get<Reply>(path: string): Promise<Reply>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

export async function startProcess(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN], { env: { PORT: '0', ...env }, stdio: 'pipe' });
  const exited = once(child, 'exit');
  let said = '';
  const address = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /Accord is at (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (status) => reject(new Error(`the server ended with ${status}:\n${said}`)));
  });
  const base = await address;
  const replyOf = async <Reply>(path: string, init?: RequestInit): Promise<Reply> => {
    const reply = await fetch(`${base}${path}`, init);
    if (reply.status !== 200) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`);
    return (await reply.json()) as Reply;
  };
  return {
    address: base,
    said: () => said,
    post: (path, body) =>
      replyOf(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    get: (path) => replyOf(path),
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
