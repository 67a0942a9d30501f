import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { memoryVerifySchema, recalledSchema } from '@accord/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The command as it is installed; it runs what `npm run build` made. */
const BIN = fileURLToPath(new URL('../bin/accord.js', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-cli-memory-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function accord(line: string, piped = '') {
  const child = spawn(process.execPath, [BIN, 'memory', ...line.split(' ')], {
    env: { ACCORD_DATA_DIR: folder },
  });
  child.stdin.end(piped);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [status, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, out, err };
}

describe('accord memory', () => {
  it('remembers what is piped in, recalls it, and forgets it', async () => {
    expect((await accord('store contract --class legal --as-json', '{"clause":[7,"않는다"]}')).status).toBe(
      0,
    );
    const recalled = await accord('recall contract --class legal --json');
    expect(recalledSchema.parse(JSON.parse(recalled.out))).toMatchObject({
      class: 'legal',
      json: { clause: [7, '않는다'] },
      form: 'original',
    });
    const verified = memoryVerifySchema.parse(JSON.parse((await accord('verify --json')).out));
    expect(verified).toMatchObject({ holds: true, tenants: [{ tenant: 'local', records: 1 }] });
    expect((await accord('forget contract --class legal')).out).toMatch(/^forgot 1 version; .* 1 content$/m);
  }, 60_000);

  it.each([
    ['nonsense', 2, /store, recall/],
    ['recall', 2, /Which KEY/],
    ['recall k --at yesterday', 2, /--at takes a moment/],
    ['store k --as-json --text {', 2, /not JSON/],
    ['store k --text a --class diary', 1, /MEMORY_CLASS_UNKNOWN/],
  ])('%s ends with status %i and says why', async (line, status, words) => {
    const ended = await accord(line);
    expect(ended.status).toBe(status);
    expect(ended.err).toMatch(words);
  });
});
