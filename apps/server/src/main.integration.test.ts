import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** The process as it is started; it runs what `npm run build` made. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-main-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (env: Readonly<Record<string, string>>) =>
  spawn(process.execPath, [MAIN], { env: { ACCORD_DATA_DIR: folder, PORT: '0', ...env } });

it.each(['SIGTERM', 'SIGINT'] as const)('says where it is, serves, and ends well at %s', async (signal) => {
  const child = start({ ACCORD_LOG_LEVEL: 'silent' });
  const exited = once(child, 'exit');
  const [line] = await once(createInterface(child.stdout), 'line');
  const address = /^Accord is at (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
  const reply = await fetch(`${address}/api/briefs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'A quiet woody scent' }),
  });
  expect(reply.status).toBe(200);
  child.kill(signal);
  expect(await exited).toEqual([0, null]);
});

it.each([
  [{ APP_ENV: 'prod' }, 'CONFIG_ENVIRONMENT_UNKNOWN'],
  [{ PORT: 'http' }, 'KNOB_INVALID'],
  [{ ACCORD_LOG_LEVLE: 'info' }, 'KNOB_UNKNOWN'],
  [{ ACCORD_ROLES_INTERPRETER_DRIVER: 'openai' }, 'CONFIG_ROLE_INCOMPLETE'],
])('does not start with %o, and says why', async (env, code) => {
  const child = start(env);
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(status).toBe(1);
  expect(said).toMatch(new RegExp(`^accord: ${code}: `));
});
