import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The process as it is started; it runs what `npm run build` made. */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface ServerProcess {
  readonly address: string;
  /** Everything that it wrote to its standard output and error so far. */
  said(): string;
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
  return {
    address: await address,
    said: () => said,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
