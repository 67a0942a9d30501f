import { randomInt } from 'node:crypto';
import { readConfiguration } from '@accord/host';
import { AccordError, createIdSource, createRng, systemClock } from '@accord/kernel';
import { hypervolume, optimize, type Outcome, type Progress, referenceProblems } from '@accord/optimize';
import { serverKnobs } from '@accord/server/declarations';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { METHODS, methodOf, type Plan, planOf, problemCalled } from '../optimize-plan.ts';
import { openRunLog, readRun, type RunLine, type RunLog } from '../run-log.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const OPTIONS = {
  method: { type: 'string' },
  preset: { type: 'string' },
  seed: { type: 'string' },
  evaluations: { type: 'string' },
  seconds: { type: 'string' },
  resume: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Points of a curve, at most about. */
const MOST_POINTS = 500;
const LINES_FOR_A_PERSON = 10;
const KEEP_EVERY_MS = 1000;
/** What a shell expects of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

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
    const kept = values.resume === undefined ? undefined : readRun(dataFolder, values.resume);
    if (kept !== undefined) refuseChanges(name, values);
    const plan =
      kept === undefined ? planOf(name, values, knobs) : planOf(kept.start['name'], kept.start, knobs);
    const time = timeOf(values.seconds);
    const method = methodOf(plan, knobs);
    const id = values.resume ?? createIdSource(systemClock, createRng(randomInt(2 ** 32)))();
    const report = reporter(plan, openRunLog(dataFolder, id), terminal, values.json ?? false);

    const stop = new AbortController();
    const onInterrupt = (): void => stop.abort();
    process.once('SIGINT', onInterrupt);
    try {
      if (kept === undefined)
        report.write({ kind: 'start', id, what: 'optimize', ...plan, parameters: method.settings });
      const outcome = await optimize({
        problem: problemCalled(plan.name).create(),
        method,
        seed: plan.seed,
        budget: { evaluations: plan.evaluations, ...time },
        clock: systemClock,
        signal: stop.signal,
        onProgress: report.progress,
        ...(kept === undefined ? {} : { resumeFrom: kept.state }),
      });
      report.end(outcome);
      if (stop.signal.aborted) process.exitCode = INTERRUPTED;
    } catch (error) {
      report.fail(error);
      throw error;
    } finally {
      process.off('SIGINT', onInterrupt);
    }
  },
};

/** @throws UsageError for options that a run that goes on has already */
function refuseChanges(name: string | undefined, values: Readonly<Record<string, unknown>>): void {
  const changed = ['method', 'preset', 'seed', 'evaluations'].find((option) => values[option] !== undefined);
  if (name !== undefined || changed !== undefined)
    throw new UsageError(
      `--resume goes on as the run began; leave out ${changed ? `--${changed}` : `'${name}'`}`,
    );
}

function timeOf(seconds: string | undefined): { ms?: number } {
  if (seconds === undefined) return {};
  const value = Number(seconds);
  if (!(value > 0) || !Number.isFinite(value)) throw new UsageError('--seconds takes a number above 0');
  return { ms: value * 1000 };
}

interface Reporter {
  write(line: RunLine): void;
  progress(progress: Progress): void;
  end(outcome: Outcome): void;
  /** Notes in the log that the run failed; telling the person is the caller's. */
  fail(error: unknown): void;
}

function reporter(plan: Plan, log: RunLog, { print, paint }: Terminal, json: boolean): Reporter {
  const { reference } = problemCalled(plan.name);
  let first = true;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let printedAt = Number.NEGATIVE_INFINITY;
  let keptAt = systemClock.monotonic();

  const write = (line: RunLine): void => {
    log.append(line);
    if (json) print(JSON.stringify(line));
  };
  const readingsOf = (progress: Progress): Readonly<Record<string, number>> =>
    reference === undefined
      ? progress.readings
      : { ...progress.readings, hypervolume: volumeOf(progress, reference) };
  const note = (progress: Progress): void => {
    const { evaluations, generation } = progress;
    const readings = readingsOf(progress);
    write({ kind: 'progress', step: evaluations, generation, ...readings });
    writtenAt = evaluations;
    if (json || evaluations - printedAt < plan.evaluations / LINES_FOR_A_PERSON) return;
    printedAt = evaluations;
    print(`${paint('dim', `${evaluations} of ${plan.evaluations}`)}  ${inWords(readings)}`);
  };

  return {
    write,
    progress(progress) {
      if (first && progress.generation > 0) write({ kind: 'resume', step: progress.evaluations });
      if (first || progress.evaluations - writtenAt >= plan.evaluations / MOST_POINTS) note(progress);
      const now = systemClock.monotonic();
      if (first || now - keptAt >= KEEP_EVERY_MS) {
        log.keepState(progress.state());
        keptAt = now;
      }
      first = false;
    },
    fail(error) {
      const code = error instanceof AccordError ? error.code : 'INTERNAL';
      write({ kind: 'end', step: Math.max(0, writtenAt), reason: 'failed', code });
    },
    end(outcome) {
      log.keepState(outcome.state());
      if (writtenAt !== outcome.evaluations) note(outcome);
      write({ kind: 'end', step: outcome.evaluations, reason: outcome.reason });
      if (json) return;
      print(`${paint('bold', inWords(readingsOf(outcome)))}  after ${outcome.evaluations} evaluations`);
      if (outcome.reason !== 'evaluations') print(`Stopped. Go on with: accord optimize --resume ${log.id}`);
      else print(paint('dim', `run ${log.id}`));
    },
  };
}

/** Of candidates that break a constraint nothing is dominated. */
function volumeOf(progress: Progress, reference: readonly number[]): number {
  const allowed = progress.solutions().filter(({ violation }) => violation === 0);
  return hypervolume(
    allowed.map(({ objectives }) => objectives),
    reference,
  );
}

const inWords = (readings: Readonly<Record<string, number>>): string =>
  Object.entries(readings)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${Number(value.toPrecision(5))}`)
    .join('  ');
