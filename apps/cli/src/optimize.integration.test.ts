import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The command as it is installed; it runs what `npm run build` made. */
const BIN = fileURLToPath(new URL('../bin/accord.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-optimize-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Line = Readonly<Record<string, unknown>>;

function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [BIN, 'optimize', ...args], { env: { ACCORD_DATA_DIR: folder } });
  const ended = Promise.all([
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]).then(([status, out, err]) => ({ status, out, err }));
  return { child, ended };
}

const linesOf = (printed: string): Line[] =>
  printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
const logOf = (id: unknown): string => join(folder, 'runs', `${String(id)}.jsonl`);
const stateOf = (id: unknown): string =>
  readFileSync(join(folder, 'runs', `${String(id)}.state.json`), 'utf8');

describe('accord optimize', () => {
  it('searches, prints the lines of its log, and keeps them', async () => {
    const { status, out } = await start('rastrigin', '--seed', '5', '--json').ended;
    const lines = linesOf(out);
    expect(status).toBe(0);
    expect(lines[0]).toMatchObject({
      kind: 'start',
      what: 'optimize',
      name: 'rastrigin',
      method: 'ga',
      seed: 5,
    });
    expect(lines.at(-1)).toMatchObject({ kind: 'end', reason: 'evaluations' });
    const progress = lines.filter(({ kind }) => kind === 'progress');
    expect(Number(progress.at(-1)?.['best'])).toBeLessThan(Number(progress[0]?.['best']) / 5);
    expect(readFileSync(logOf(lines[0]?.['id']), 'utf8')).toBe(out);
  });

  it('stops at Ctrl-C and goes on, to the bit as a run that was not stopped', async () => {
    const options = ['zdt1', '--seed', '2', '--evaluations', '40000', '--json'];
    const { child, ended } = start(...options);
    child.stdout.once('data', () => child.kill('SIGINT'));
    const stopped = await ended;
    const [first] = linesOf(stopped.out);
    expect([stopped.status, linesOf(stopped.out).at(-1)?.['reason']]).toEqual([130, 'stopped']);
    // What a killed process left of a line must not spoil what follows.
    writeFileSync(logOf(first?.['id']), '{"kind":"prog', { flag: 'a' });

    const resumed = await start('--resume', String(first?.['id']), '--json').ended;
    expect(resumed.status).toBe(0);
    expect(linesOf(resumed.out)[0]).toMatchObject({ kind: 'resume' });
    const whole = linesOf((await start(...options).ended).out);
    expect(stateOf(first?.['id'])).toBe(stateOf(whole[0]?.['id']));
  });

  it.each([
    [['sphere'], /built-in problems are zdt1/],
    [[], /built-in problems are/],
    [['zdt1', '--method', 'hill'], /--method is one of ga/],
    [['zdt1', '--seed', ''], /--seed takes a whole number/],
    [['zdt1', '--seconds', '0'], /--seconds takes/],
    [['--resume', '../../etc/passwd'], /not the id of a run/],
    [['--resume', 'nothing'], /no run nothing/],
  ])('refuses %j, and leaves no run', async (args, message) => {
    const { status, err } = await start(...args).ended;
    expect([status, existsSync(join(folder, 'runs')) ? readdirSync(join(folder, 'runs')) : []]).toEqual([
      2,
      [],
    ]);
    expect(err).toMatch(message);
  });

  it('refuses a method that the problem is not for, with its code', async () => {
    const { status, out, err } = await start('zdt1', '--method', 'ga', '--json').ended;
    expect(status).toBe(1);
    expect(linesOf(out).at(-1)).toEqual({
      kind: 'end',
      step: 0,
      reason: 'failed',
      code: 'OPTIMIZE_SETTINGS_INVALID',
    });
    expect(err).toMatch(/OPTIMIZE_SETTINGS_INVALID/);
  });
});
