import { readConfiguration } from '@accord/host';
import { systemClock } from '@accord/kernel';
import {
  Ppo,
  type PpoProgress,
  type PpoState,
  readCheckpoint,
  ROLLBACK_LEVELS,
  writeCheckpoint,
} from '@accord/optimize';
import { serverKnobs } from '@accord/server/declarations';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { openRun } from '../open-run.ts';
import { policyPathOf, readRun } from '../run-log.ts';
import { millisecondsOf, refuseChanges, RUN_OPTIONS } from '../run-options.ts';
import { type Readings, type RunReport, untilInterrupted } from '../run-report.ts';
import { ENVIRONMENTS, environmentCalled, trainingPlanOf, trainingSettings } from '../train-plan.ts';

const OPTIONS = { ...RUN_OPTIONS, steps: { type: 'string' }, rollback: { type: 'string' } } as const;

export const trainCommand: Command = {
  help: `Usage: accord train <environment> [options]
       accord train --resume ID [--seconds S] [--json]

Trains a policy by PPO, and writes how it went to runs/<id>.jsonl in the data folder, one JSON object a line; the dashboard
draws it. Ctrl-C stops after the rollout under way; --resume goes on, to the bit as if there had been no stop.

${Object.entries(ENVIRONMENTS)
  .map(([name, { about }]) => `  ${name.padEnd(11)}${about}`)
  .join('\n')}

  --preset NAME                      fast, balanced or high-quality; balanced if not given. For formula also shipped, which is
                                     what the policy was trained with that ships, if not given
  --rollback ${Object.keys(ROLLBACK_LEVELS).join('|')}
                                     how much must go wrong before an update is undone; balanced if not given
  --seed N                           1 if not given; the same seed learns the same
  --steps N                          steps of the environment, in whole rollouts; those of the preset, if not given
  --seconds S                        stop after so long, to be resumed
  --json                             print the lines of the log

Example: accord train cartpole --preset fast --seed 7`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const { knobs, dataFolder } = readConfiguration({ appKnobs: [serverKnobs] });
    const [name, ...more] = positionals;
    refuseWords(more);
    const kept = values.resume === undefined ? undefined : readRun(dataFolder, values.resume, 'train');
    if (kept !== undefined) refuseChanges(name, values, ['preset', 'rollback', 'seed', 'steps']);
    const plan =
      kept === undefined
        ? trainingPlanOf(name, values, knobs)
        : trainingPlanOf(kept.start['name'], kept.start, knobs);
    const ms = millisecondsOf(values.seconds) ?? Number.POSITIVE_INFINITY;
    const settings = trainingSettings(plan, knobs);
    const run = {
      what: 'train',
      dataFolder,
      resume: values.resume,
      budget: plan.steps,
      unit: 'steps',
    } as const;
    const { id, statePath: checkpoint, report } = openRun({ ...run, json: values.json }, terminal);

    await untilInterrupted(async (signal) => {
      const training = await environmentCalled(plan.name).load(plan.seed);
      const ppo = new Ppo(training.open, settings, plan.seed);
      try {
        if (kept === undefined) {
          // From the first line on there is something to go on from.
          writeCheckpoint(checkpoint, ppo.save());
          report.write({ kind: 'start', id, what: 'train', ...plan, parameters: settings });
        } else {
          ppo.restore(readCheckpoint(kept.statePath) as PpoState);
          report.write({ kind: 'resume', step: ppo.step });
        }
        const keepPolicy = (): void => {
          if (training.policyOf !== undefined)
            writeCheckpoint(policyPathOf(dataFolder, id), training.policyOf(ppo));
        };
        await train({ ppo, steps: plan.steps, ms, checkpoint, signal, report, keepPolicy });
      } catch (error) {
        report.fail(error);
        throw error;
      }
    });
  },
};

interface Training {
  readonly ppo: Ppo;
  readonly steps: number;
  readonly ms: number;
  readonly checkpoint: string;
  readonly signal: AbortSignal;
  readonly report: RunReport;
  /** Called once all steps are taken. */
  keepPolicy(): void;
}

/** Trains until the steps or the time are used up, or the person interrupts. Other work gets its turn between rollouts. */
async function train({ ppo, steps, ms, checkpoint, signal, report, keepPolicy }: Training): Promise<void> {
  const startedAt = systemClock.monotonic();
  let latest: Readings | undefined;
  const reasonToEnd = (): string | undefined => {
    if (ppo.step >= steps) return 'steps';
    if (signal.aborted) return 'stopped';
    return systemClock.monotonic() - startedAt >= ms ? 'time' : undefined;
  };
  for (;;) {
    await new Promise(setImmediate);
    const reason = reasonToEnd();
    if (reason !== undefined) {
      if (latest !== undefined) writeCheckpoint(checkpoint, ppo.save());
      if (reason === 'steps') keepPolicy();
      return report.end(ppo.step, latest, { reason, complete: reason === 'steps' });
    }
    const progress = ppo.iterate();
    const readings = readingsOf(progress);
    latest = readings;
    const { step, rollback } = progress;
    if (rollback === undefined) report.follow(step, () => readings);
    else {
      report.note(step, readings);
      report.write({ kind: 'rollback', step, reason: rollback });
    }
    report.keep(() => writeCheckpoint(checkpoint, ppo.save()));
  }
}

/** Curves hold finite numbers only, so a figure that there is none of is left out. */
function readingsOf({ reward, entropy, kl, ...rest }: PpoProgress): Readings {
  const { clipFraction: clip_fraction, explainedVariance: explained_variance, rollbacks } = rest;
  const readings = { reward, entropy, kl, clip_fraction, explained_variance, rollbacks };
  const finite = Object.entries(readings).filter((entry): entry is [string, number] =>
    Number.isFinite(entry[1]),
  );
  return Object.fromEntries(finite);
}
