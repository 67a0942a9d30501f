import { randomInt } from 'node:crypto';
import type { RunKind } from '@accord/contract';
import { createIdSource, createRng, systemClock } from '@accord/kernel';
import { openRunLog, statePathOf } from './run-log.ts';
import { reportRun, type RunReport } from './run-report.ts';
import type { Terminal } from './terminal.ts';

interface RunToOpen {
  readonly what: RunKind;
  readonly dataFolder: string;
  /** The id of the run that goes on; a new one is given when there is none. */
  readonly resume: string | undefined;
  /** How many steps it has. */
  readonly budget: number;
  /** What a step is, in words. */
  readonly unit: string;
  readonly json: boolean | undefined;
}

interface OpenRun {
  readonly id: string;
  readonly statePath: string;
  readonly report: RunReport;
}

/** Where a run keeps its state, and how it is told of. */
export function openRun(
  { what, dataFolder, resume, budget, unit, json }: RunToOpen,
  terminal: Terminal,
): OpenRun {
  const id = resume ?? createIdSource(systemClock, createRng(randomInt(2 ** 32)))();
  const log = openRunLog(dataFolder, id);
  const report = reportRun({ log, what, budget, unit, json: json ?? false }, terminal);
  return { id, statePath: statePathOf(dataFolder, id, what), report };
}
