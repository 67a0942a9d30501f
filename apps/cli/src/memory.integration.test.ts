import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  deviceReportSchema,
  memoryMigrationStatusSchema,
  memoryVerifySchema,
  recalledSchema,
} from '@accord/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The command as it is installed; it runs what `npm run build` made. */
const BIN = fileURLToPath(new URL('../bin/accord.js', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-cli-memory-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const accord = async (line: string, piped?: string) => command(`memory ${line}`, piped);

async function command(line: string, piped = '') {
  const child = spawn(process.execPath, [BIN, ...line.split(' ')], {
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

  it('takes over JSON lines, with writes to both, until it is finished', async () => {
    const path = join(folder, 'notes.jsonl');
    writeFileSync(
      path,
      Array.from({ length: 50 }, (_, at) => `{"id":"n${at}","said":"moss ${at}"}\n`).join(''),
    );
    expect((await accord(`migrate start ${path} --class ops_log --canary 1`)).out).toMatch(
      /^copied 50 records/,
    );
    const status: unknown = JSON.parse((await accord('migrate status --json')).out);
    expect(memoryMigrationStatusSchema.array().parse(status)).toMatchObject([
      { tenant: 'local', class: 'ops_log', source: path, mode: 'legacy', canary: 1, divergence_rate: null },
    ]);
    await accord('store n7 --class ops_log --as-json', '{"id":"n7","said":"later"}');
    expect(readFileSync(path, 'utf8')).toMatch(/"later"\}\n$/);
    expect((await accord('migrate cut-over --class ops_log')).out).toMatch(/^0 of 50 keys differ/);
    expect((await accord('recall n7 --class ops_log')).out).toContain('later');
  }, 120_000);

  it('measures the lines of a file', async () => {
    const path = join(folder, 'chat.jsonl');
    const lineAt = (at: number) => `{"role":"user","turn":${at},"said":"where is order ${at * 37}?"}\n`;
    writeFileSync(path, Array.from({ length: 120 }, (_, at) => lineAt(at)).join(''));
    const figures: unknown = JSON.parse((await accord(`bench ${path} --json`)).out);
    expect(figures).toMatchObject({ corpus: 'lines', l2_by_size: [{ up_to_bytes: 256 }] });
    expect((figures as { readonly l2_ratio: number }).l2_ratio).toBeGreaterThan(1);
  }, 60_000);

  it.each([
    ['nonsense', 2, /store, recall/],
    ['recall', 2, /Which KEY/],
    ['recall k --at yesterday', 2, /--at takes a moment/],
    ['store k --as-json --text {', 2, /not JSON/],
    ['store k --text a --class diary', 1, /MEMORY_CLASS_UNKNOWN/],
    ['migrate nowhere', 2, /start, copy/],
    ['migrate start notes --canary 2', 2, /share from 0 to 1/],
    ['bench nothing.jsonl', 2, /cannot be read/],
  ])('%s ends with status %i and says why', async (line, status, words) => {
    const ended = await accord(line);
    expect(ended.status).toBe(status);
    expect(ended.err).toMatch(words);
  });
});

describe('accord device', () => {
  it('reports the machine, and batches from the base that is given', async () => {
    const report = deviceReportSchema.parse(JSON.parse((await command('device --batch 3 --json')).out));
    expect(report.batch).toMatchObject({ base: 3 });
    expect((await command('device --batch 0')).err).toMatch(/whole number/);
  }, 60_000);
});
