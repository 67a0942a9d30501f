import type { RunKind } from '@accord/contract';
import { AccordError, systemClock } from '@accord/kernel';
import type { RunLine, RunLog } from './run-log.ts';
import type { Terminal } from './terminal.ts';

/** Points of a curve, at most about. */
const MOST_POINTS = 500;
const LINES_FOR_A_PERSON = 10;
const KEEP_EVERY_MS = 1000;
/** What a shell expects of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

export type Readings = Readonly<Record<string, number>>;

interface ReportedRun {
  readonly log: RunLog;
  readonly what: RunKind;
  /** How many steps it has. */
  readonly budget: number;
  /** What a step is, in words. */
  readonly unit: string;
  /** Whether the lines of the log are printed, instead of words for a person. */
  readonly json: boolean;
}

export interface RunReport {
  write(line: RunLine): void;
  /** Notes a point of the curves where the last is far enough behind. */
  follow(step: number, readings: () => Readings, more?: Readonly<Record<string, number>>): void;
  /** Notes a point of the curves, whatever was noted before. */
  note(step: number, readings: Readings, more?: Readonly<Record<string, number>>): void;
  /** Has the state written where the last is old enough. */
  keep(write: () => void): void;
  end(step: number, readings: Readings | undefined, ending: { reason: string; complete: boolean }): void;
  /** Notes in the log that the run failed; telling the person is the caller's. */
  fail(error: unknown): void;
}

/** Tells how a run goes: all of it to its log, and to a person now and then. */
export function reportRun(run: ReportedRun, { print, paint }: Terminal): RunReport {
  const { log, what, budget, unit, json } = run;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let printedAt = Number.NEGATIVE_INFINITY;
  let keptAt = Number.NEGATIVE_INFINITY;

  const write: RunReport['write'] = (line) => {
    log.append(line);
    if (json) print(JSON.stringify(line));
  };
  const note: RunReport['note'] = (step, readings, more = {}) => {
    write({ kind: 'progress', step, ...more, ...readings });
    writtenAt = step;
    if (json || step - printedAt < budget / LINES_FOR_A_PERSON) return;
    printedAt = step;
    print(`${paint('dim', `${step} of ${budget}`)}  ${inWords(readings)}`);
  };

  return {
    write,
    note,
    follow(step, readings, more) {
      if (step - writtenAt >= budget / MOST_POINTS) note(step, readings(), more);
    },
    keep(writeState) {
      if (systemClock.monotonic() - keptAt < KEEP_EVERY_MS) return;
      writeState();
      keptAt = systemClock.monotonic();
    },
    end(step, readings, { reason, complete }) {
      if (readings !== undefined && writtenAt !== step) note(step, readings);
      write({ kind: 'end', step, reason });
      if (json) return;
      print(`${paint('bold', inWords(readings ?? {}))}  after ${step} ${unit}`.trimStart());
      if (complete) print(paint('dim', `run ${log.id}`));
      else print(`Stopped. Go on with: accord ${what} --resume ${log.id}`);
    },
    fail(error) {
      const code = error instanceof AccordError ? error.code : 'INTERNAL';
      write({ kind: 'end', step: Math.max(0, writtenAt), reason: 'failed', code });
    },
  };
}

const inWords = (readings: Readings): string =>
  Object.entries(readings)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${Number(value.toPrecision(5))}`)
    .join('  ');

/** Has Ctrl-C end the run at the next step, from before anything of it is seen. A second one ends the process. */
export async function untilInterrupted(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    await run(stop.signal);
    if (stop.signal.aborted) process.exitCode = INTERRUPTED;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
