import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The command as it is installed; it runs what `npm run build` made. */
const BIN = fileURLToPath(new URL('../bin/accord.js', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-cli-optimize-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(line: string) {
  const child = spawn(process.execPath, [BIN, 'optimize', ...line.split(' ')], { env: {}, cwd: folder });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const result = Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { child, ended: result.then(([status, out, err]) => ({ status, out, err })) };
}
const accord = (line: string) => start(line).ended;

describe('accord optimize', () => {
  it('finds the front of a reference problem, and says how it went on', async () => {
    const { status, out } = await accord('binh-korn --population 20 --generations 30 --log run.jsonl --json');
    const { end, generation, solutions } = JSON.parse(out) as {
      end: string;
      generation: number;
      solutions: object[];
    };
    expect([status, end, generation, solutions.length]).toEqual([0, 'generations', 30, 20]);
    const lines = readFileSync(join(folder, 'run.jsonl'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(31);
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      kind: 'generation',
      step: 30,
      evaluations: 620,
      front: 20,
    });
  });

  it('keeps where it was when it is interrupted, and goes on to the same end', async () => {
    const long = 'zdt1 --population 20 --generations 4000 --state state.json --json';
    const { child, ended } = start(`${long} --log interrupted.jsonl`);
    const has = (): boolean => {
      try {
        return readFileSync(join(folder, 'interrupted.jsonl'), 'utf8').split('\n').length > 20;
      } catch {
        return false;
      }
    };
    while (!has()) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGINT');
    const first = JSON.parse((await ended).out) as { end: string; generation: number };
    expect(first.end).toBe('stopped');
    const resumed = JSON.parse((await accord(`${long} --resume`)).out) as { generation: number };
    expect(resumed.generation).toBe(4000);
    const whole = JSON.parse((await accord('zdt1 --population 20 --generations 4000 --json')).out) as object;
    expect(resumed).toEqual(whole);
  }, 60_000);

  it.each([
    ['nope', 2, /There are rastrigin/],
    ['zdt1 --algorithm ga', 2, /not for 2 objectives/],
    ['zdt1 --population 3', 1, /OPTIMIZE_SETTING_INVALID/],
    ['zdt1 --preset quick', 2, /fast, balanced, thorough/],
    ['zdt1 --resume', 2, /--state FILE/],
    ['zdt1 --state broken.json --resume', 1, /OPTIMIZE_STATE_INVALID/],
  ])('%s ends with status %i and says why', async (line, status, words) => {
    writeFileSync(join(folder, 'broken.json'), '{"version":1');
    const ended = await accord(line);
    expect(ended.status).toBe(status);
    expect(ended.err).toMatch(words);
  });
});
