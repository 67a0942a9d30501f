import { readFileSync } from 'node:fs';
import { readConfiguration } from '@accord/host';
import { systemClock } from '@accord/kernel';
import { hypervolume, optimize, type Progress, referenceProblems } from '@accord/optimize';
import { serverKnobs } from '@accord/server/declarations';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { METHODS, methodOf, type Plan, planOf, problemCalled } from '../optimize-plan.ts';
import { openRun } from '../open-run.ts';
import { keepState, readRun } from '../run-log.ts';
import { millisecondsOf, refuseChanges, RUN_OPTIONS } from '../run-options.ts';
import { type Readings, untilInterrupted } from '../run-report.ts';

const OPTIONS = {
  ...RUN_OPTIONS,
  method: { type: 'string' },
  evaluations: { type: 'string' },
} as const;

export const optimizeCommand: Command = {
  help: `Usage: accord optimize <problem> [options]
       accord optimize --resume ID [--seconds S] [--json]

Searches a built-in problem, and writes how it went to runs/<id>.jsonl in the data folder, one JSON object a line.
Ctrl-C stops after the generation under way; --resume goes on, to the bit as if there had been no stop.

${Object.entries(referenceProblems)
  .map(([name, { about }]) => `  ${name.padEnd(11)}${about}`)
  .join('\n')}

  --method ${METHODS.join('|')}   ga for one objective, nsga2 for several, if not given
  --preset fast|balanced|thorough    for ga; balanced if not given
  --seed N                           1 if not given; the same seed finds the same
  --evaluations N                    the population times the generations of the settings, if not given
  --seconds S                        stop after so long, to be resumed
  --json                             print the lines of the log

Example: accord optimize rastrigin --preset thorough --seed 7`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const { knobs, dataFolder } = readConfiguration({ appKnobs: [serverKnobs] });
    const [name, ...more] = positionals;
    refuseWords(more);
    const kept = values.resume === undefined ? undefined : readRun(dataFolder, values.resume, 'optimize');
    if (kept !== undefined) refuseChanges(name, values, ['method', 'preset', 'seed', 'evaluations']);
    const plan =
      kept === undefined ? planOf(name, values, knobs) : planOf(kept.start['name'], kept.start, knobs);
    const ms = millisecondsOf(values.seconds);
    const method = methodOf(plan, knobs);
    const { evaluations: budget } = plan;
    const run = { what: 'optimize', dataFolder, resume: values.resume, budget, unit: 'evaluations' } as const;
    const { id, statePath, report } = openRun({ ...run, json: values.json }, terminal);
    const readingsOf = readingsFor(plan);
    let resumed = kept !== undefined;

    await untilInterrupted(async (signal) => {
      try {
        if (kept === undefined)
          report.write({ kind: 'start', id, what: 'optimize', ...plan, parameters: method.settings });
        const outcome = await optimize({
          problem: problemCalled(plan.name).create(),
          method,
          seed: plan.seed,
          budget: { evaluations: budget, ...(ms !== undefined && { ms }) },
          clock: systemClock,
          signal,
          onProgress(progress) {
            const { evaluations, generation } = progress;
            if (resumed) report.write({ kind: 'resume', step: evaluations });
            resumed = false;
            report.follow(evaluations, () => readingsOf(progress), { generation });
            report.keep(() => keepState(statePath, progress.state()));
          },
          ...(kept !== undefined && { resumeFrom: readFileSync(kept.statePath, 'utf8') }),
        });
        keepState(statePath, outcome.state());
        const { evaluations, reason } = outcome;
        report.end(evaluations, readingsOf(outcome), { reason, complete: reason === 'evaluations' });
      } catch (error) {
        report.fail(error);
        throw error;
      }
    });
  },
};

function readingsFor({ name }: Plan): (progress: Progress) => Readings {
  const { reference } = problemCalled(name);
  if (reference === undefined) return ({ readings }) => readings;
  return (progress) => ({ ...progress.readings, hypervolume: volumeOf(progress, reference) });
}

/** Of candidates that break a constraint nothing is dominated. */
function volumeOf(progress: Progress, reference: readonly number[]): number {
  const allowed = progress.solutions().filter(({ violation }) => violation === 0);
  return hypervolume(
    allowed.map(({ objectives }) => objectives),
    reference,
  );
}
