import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { resolveKnobs } from '@accord/knobs';
import {
  cartPole,
  type Environment,
  Ppo,
  PPO_PRESETS,
  type PpoPreset,
  type PpoProgress,
  type PpoState,
  ppoKnobs,
  readCheckpoint,
  writeCheckpoint,
} from '@accord/optimize';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';

const ENVIRONMENTS: Readonly<Record<string, () => Environment>> = { cartpole: cartPole };

export const trainCommand: Command = {
  help: `Usage: accord train <environment> [--preset P] [--seed N] [--folder F] [--resume]

Trains a policy by PPO. Environments: ${Object.keys(ENVIRONMENTS).join(', ')}. The curves go to F/<environment>-<seed>.jsonl,
the whole state to F/<environment>-<seed>.checkpoint after every rollout; Ctrl-C ends after the rollout under way.

  --preset P   ${Object.keys(PPO_PRESETS).join(', ')} (balanced)
  --seed N     the seed of everything random (1)
  --folder F   where the run is kept (data/runs)
  --resume     go on from the checkpoint`,

  async run(args, { print }) {
    const { values, positionals } = readArguments(args, {
      preset: { type: 'string', default: 'balanced' },
      seed: { type: 'string', default: '1' },
      folder: { type: 'string', default: join('data', 'runs') },
      resume: { type: 'boolean', default: false },
    });
    const [name = '', ...rest] = positionals;
    refuseWords(rest);
    const open = Object.hasOwn(ENVIRONMENTS, name) ? ENVIRONMENTS[name] : undefined;
    if (open === undefined) throw new UsageError(`Environments are ${Object.keys(ENVIRONMENTS).join(', ')}`);
    const settings = settingsOf(values.preset);
    if (!/^\d{1,9}$/.test(values.seed)) throw new UsageError('--seed takes a number');
    const seed = Number(values.seed);
    mkdirSync(values.folder, { recursive: true });
    const id = `${name}-${seed}`;
    const path = join(values.folder, `${id}.checkpoint`);
    const log = (line: object): void =>
      appendFileSync(join(values.folder, `${id}.jsonl`), `${JSON.stringify(line)}\n`);
    const ppo = new Ppo(open, settings, seed);
    if (values.resume) {
      ppo.restore(readCheckpoint(path) as PpoState);
      log({ kind: 'resume', step: ppo.step });
    } else log({ kind: 'start', id, what: 'train', name, method: 'ppo', seed, parameters: settings });
    const budget = settings.iterations * settings.rollout_steps;
    const reason = await train(ppo, budget, (progress) => {
      writeCheckpoint(path, ppo.save());
      for (const line of linesOf(progress)) log(line);
      print(
        `${progress.step} steps  reward ${progress.reward?.toFixed(1) ?? '–'}  KL ${progress.kl.toFixed(4)}`,
      );
    });
    log({ kind: 'end', step: ppo.step, reason });
  },
};

function settingsOf(preset: string) {
  if (!Object.hasOwn(PPO_PRESETS, preset))
    throw new UsageError(`Presets are ${Object.keys(PPO_PRESETS).join(', ')}`);
  return { ...resolveKnobs([ppoKnobs], []).of(ppoKnobs), ...PPO_PRESETS[preset as PpoPreset] };
}

/** Trains until the budget of steps is used or the person interrupts. Other work gets its turn between rollouts. */
async function train(ppo: Ppo, budget: number, tell: (progress: PpoProgress) => void): Promise<string> {
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  process.once('SIGINT', stop);
  try {
    while (ppo.step < budget) {
      await new Promise(setImmediate);
      if (stopped) return 'stopped';
      tell(ppo.iterate());
    }
    return 'budget';
  } finally {
    process.off('SIGINT', stop);
  }
}

/** Curves hold finite numbers only, so a figure that there is none of is left out. */
function linesOf({ step, rollback, ...curves }: PpoProgress): object[] {
  const {
    reward,
    entropy,
    kl,
    clipFraction: clip_fraction,
    explainedVariance: explained_variance,
    rollbacks,
  } = curves;
  const numbers = Object.entries({ reward, entropy, kl, clip_fraction, explained_variance, rollbacks });
  const finite = Object.fromEntries(numbers.filter(([, value]) => Number.isFinite(value)));
  const progress = { kind: 'progress', step, ...finite };
  return rollback === undefined ? [progress] : [progress, { kind: 'rollback', step, reason: rollback }];
}
