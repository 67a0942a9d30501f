import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMULA_TRAINING, formulaTraining, readDesignLaboratory } from '@accord/fragrance/design';
import {
  cartPole,
  Ppo,
  type PpoSettings,
  type PpoState,
  readCheckpoint,
  writeCheckpoint,
} from '@accord/optimize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { optimizeCommand } from './commands/optimize.ts';
import { trainCommand } from './commands/train.ts';
import {
  callCommand,
  interrupted,
  linesOf,
  startCommand,
  type StartedCommand,
} from './testing/run-command.ts';
import { UsageError } from './usage-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-train-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const call = (...args: readonly string[]): Promise<string> => callCommand(trainCommand, folder, args);
const start = (...args: readonly string[]): StartedCommand => startCommand(folder, ['train', ...args]);
const logOf = (id: string): string => join(folder, 'runs', `${id}.jsonl`);
const lastLine = (id: string) => linesOf(readFileSync(logOf(id), 'utf8')).at(-1);
const checkpointOf = (id: string): string => join(folder, 'runs', `${id}.checkpoint`);

const SHORT = ['cartpole', '--preset', 'fast', '--steps', '1000'];
/** Never over by itself, so that it does not matter how fast the machine is. */
const ENDLESS = ['cartpole', '--preset', 'fast', '--seed', '3', '--steps', '100000000'];

const idIn = (out: string): string => String(linesOf(out)[0]?.['id']);

describe('accord train', () => {
  it('trains, prints the lines of its log, and keeps them', async () => {
    const out = await call(...SHORT, '--rollback', 'conservative', '--json');
    const lines = linesOf(out);
    expect(lines[0]).toMatchObject({
      kind: 'start',
      what: 'train',
      name: 'cartpole',
      method: 'ppo',
      preset: 'fast',
      seed: 1,
      steps: 1024,
      rollback: 'conservative',
      parameters: { epochs: 5, iterations: 2, rollback_kl: 0.05 },
    });
    const curves = ['reward', 'entropy', 'kl', 'clip_fraction', 'explained_variance', 'rollbacks'];
    expect(Object.keys(lines[1] ?? {})).toEqual(['kind', 'step', ...curves]);
    expect(lines.map(({ kind, step }) => [kind, step])).toEqual([
      ['start', undefined],
      ['progress', 512],
      ['progress', 1024],
      ['end', 1024],
    ]);
    expect(readFileSync(logOf(idIn(out)), 'utf8')).toBe(out);
    expect(readCheckpoint(checkpointOf(idIn(out)))).toMatchObject({ step: 1024 });
  });

  it('stops at Ctrl-C from the first line on, and goes on to the bit as a run that was not stopped', async () => {
    const stopped = await interrupted(start(...ENDLESS, '--json'));
    const id = idIn(stopped.out);
    expect([stopped.status, linesOf(stopped.out).at(-1)?.['reason']]).toEqual([130, 'stopped']);
    // What a killed process left of a line must not spoil what follows.
    writeFileSync(logOf(id), '{"kind":"prog', { flag: 'a' });

    const resumed = await interrupted(start('--resume', id, '--json'));
    const [first, ...rest] = linesOf(resumed.out);
    expect(resumed.status).toBe(130);
    expect(first).toEqual({ kind: 'resume', step: linesOf(stopped.out).at(-1)?.['step'] });
    expect(rest.at(-1)).toMatchObject({ kind: 'end', reason: 'stopped' });

    const kept = readCheckpoint(checkpointOf(id)) as PpoState;
    const whole = new Ppo(cartPole, linesOf(stopped.out)[0]?.['parameters'] as PpoSettings, 3);
    while (whole.step < kept.step) whole.iterate();
    expect(JSON.stringify(kept)).toBe(JSON.stringify(whole.save()));
  }, 60_000);

  it('trains the policy for formulas with what the one that ships was trained with', async () => {
    const steps = FORMULA_TRAINING.rollout_steps;
    const out = await call('formula', '--steps', String(steps), '--json');
    const [start] = linesOf(out);
    expect(start).toMatchObject({
      name: 'formula',
      preset: 'shipped',
      seed: 1,
      parameters: { ...FORMULA_TRAINING, iterations: 1 },
    });
    const training = formulaTraining({ laboratory: readDesignLaboratory(), seed: 1 });
    const settings = start?.['parameters'] as PpoSettings;
    const kept = readFileSync(join(folder, 'runs', `${idIn(out)}.policy`), 'utf8');
    const path = join(folder, 'again.policy');
    const ppo = new Ppo(training.open, settings, 1);
    ppo.iterate();
    writeCheckpoint(path, training.policyOf(ppo));
    expect(readCheckpoint(path)).toMatchObject({ trained: { seed: 1, briefs: 256, steps } });
    expect(readFileSync(path, 'utf8') === kept).toBe(true);
  }, 180_000);

  it('says how to go on, also for a run that was killed as it began', async () => {
    const { status, out } = await interrupted(start(...ENDLESS));
    const id = /accord train --resume ([\w-]+)$/m.exec(out)?.[1] ?? '';
    expect([status, existsSync(checkpointOf(id))]).toEqual([130, true]);

    const killed = idIn((await interrupted(start(...ENDLESS, '--json'), 'SIGKILL')).out);
    const resumed = await call('--resume', killed, '--seconds', '0.001', '--json');
    expect(linesOf(resumed).map(({ kind, reason }) => reason ?? kind)).toEqual(
      expect.arrayContaining(['resume', 'time']),
    );
  }, 60_000);

  it('refuses a checkpoint that is cut off or of another run, and leaves it as it is', async () => {
    const one = idIn(await call(...SHORT, '--json'));
    const other = idIn(await call(...SHORT, '--seed', '2', '--json'));
    const whole = readFileSync(checkpointOf(one));
    for (const [kept, code] of [
      [whole.subarray(0, -100), 'PPO_CHECKPOINT_INVALID'],
      [readFileSync(checkpointOf(other)), 'PPO_CHECKPOINT_FOREIGN'],
    ] as const) {
      writeFileSync(checkpointOf(one), kept);
      await expect(call('--resume', one)).rejects.toMatchObject({ code });
      expect(lastLine(one)).toMatchObject({ kind: 'end', reason: 'failed', code });
      expect(readFileSync(checkpointOf(one)).equals(kept)).toBe(true);
    }
    writeFileSync(checkpointOf(one), whole);
    expect(await call('--resume', one)).toMatch(`run ${one}`);
    await expect(callCommand(optimizeCommand, folder, ['--resume', one])).rejects.toThrow(
      `Run ${one} goes on with: accord train --resume ${one}`,
    );
  });

  it.each([
    [['pendulum'], /built-in environments are cartpole/],
    [['cartpole', '--preset', 'slow'], /--preset is one of fast, balanced/],
    [['cartpole', '--rollback', 'never'], /--rollback is one of conservative, balanced, aggressive/],
    [['cartpole', '--steps', '0'], /--steps takes a whole number/],
    [['cartpole', '--seed', 'one'], /--seed takes a whole number/],
    [['--resume', '../../etc/passwd'], /not the id of a run/],
    [['--resume', '01990000-0000-7000-8000-000000000000'], /There is no run/],
  ])('refuses %j, and leaves no run', async (args, message) => {
    const refused = await call(...args).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UsageError);
    expect(String(refused)).toMatch(message);
    expect(existsSync(join(folder, 'runs')) ? readdirSync(join(folder, 'runs')) : []).toEqual([]);
  });
});
