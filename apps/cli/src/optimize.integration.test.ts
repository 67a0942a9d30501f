import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@accord/kernel';
import { nsga2, optimize, type ParetoSettings } from '@accord/optimize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { optimizeCommand } from './commands/optimize.ts';
import { problemCalled } from './optimize-plan.ts';
import {
  callCommand,
  interrupted,
  type Line,
  linesOf,
  startCommand,
  type StartedCommand,
} from './testing/run-command.ts';
import { UsageError } from './usage-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-optimize-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const call = (...args: readonly string[]): Promise<string> => callCommand(optimizeCommand, folder, args);
const start = (...args: readonly string[]): StartedCommand => startCommand(folder, ['optimize', ...args]);
const logOf = (id: unknown): string => join(folder, 'runs', `${String(id)}.jsonl`);
const stateOf = (id: unknown): string =>
  readFileSync(join(folder, 'runs', `${String(id)}.state.json`), 'utf8');

/** What a search that was never stopped has come to after so many evaluations. */
async function stateOfWhole({ parameters, seed, evaluations }: Line, until: number): Promise<string> {
  const stop = new AbortController();
  const outcome = await optimize({
    problem: problemCalled('zdt1').create(),
    method: nsga2(parameters as ParetoSettings),
    seed: Number(seed),
    budget: { evaluations: Number(evaluations) },
    clock: systemClock,
    signal: stop.signal,
    onProgress: (progress) => {
      if (progress.evaluations >= until) stop.abort();
    },
  });
  return outcome.state();
}

const UNKNOWN = '01990000-0000-7000-8000-000000000000';

describe('accord optimize', () => {
  it('searches, prints the lines of its log, and keeps them', async () => {
    const out = await call('rastrigin', '--seed', '5', '--json');
    const lines = linesOf(out);
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
    // Never over by itself, so that it does not matter how fast the machine is.
    const stopped = await interrupted(start('zdt1', '--seed', '2', '--evaluations', '1000000000', '--json'));
    const id = String(linesOf(stopped.out)[0]?.['id']);
    expect([stopped.status, linesOf(stopped.out).at(-1)?.['reason']]).toEqual([130, 'stopped']);
    // What a killed process left of a line must not spoil what follows.
    writeFileSync(logOf(id), '{"kind":"prog', { flag: 'a' });

    const resumed = await interrupted(start('--resume', id, '--json'));
    expect([resumed.status, linesOf(resumed.out).at(-1)?.['reason']]).toEqual([130, 'stopped']);
    expect(linesOf(resumed.out)[0]).toEqual({
      kind: 'resume',
      step: linesOf(stopped.out).at(-1)?.['step'],
    });
    const until = Number(linesOf(resumed.out).at(-1)?.['step']);
    expect(stateOf(id)).toBe(await stateOfWhole(linesOf(stopped.out)[0] ?? {}, until));
  }, 60_000);

  it.each([
    [['sphere'], /built-in problems are zdt1/],
    [[], /built-in problems are/],
    [['zdt1', '--method', 'hill'], /--method is one of ga/],
    [['zdt1', '--seed', ''], /--seed takes a whole number/],
    [['zdt1', '--seconds', '0'], /--seconds takes/],
    [['--resume', '../../etc/passwd'], /not the id of a run/],
    [['--resume', UNKNOWN], /There is no run/],
    [['zdt1', '--resume', UNKNOWN], /There is no run/],
  ])('refuses %j, and leaves no run', async (args, message) => {
    const refused = await call(...args).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UsageError);
    expect(String(refused)).toMatch(message);
    expect(existsSync(join(folder, 'runs')) ? readdirSync(join(folder, 'runs')) : []).toEqual([]);
  });

  it('refuses a method that the problem is not for, with its code', async () => {
    const code = 'OPTIMIZE_SETTINGS_INVALID';
    const { status, out, err } = await start('zdt1', '--method', 'ga', '--json').ended;
    expect(status).toBe(1);
    expect(linesOf(out).at(-1)).toEqual({ kind: 'end', step: 0, reason: 'failed', code });
    expect(err).toContain(code);
  });
});
