import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_KINDS, type RunKind } from '@accord/contract';
import { isRunId, runsFolderOf } from '@accord/host';
import { UsageError } from './usage-error.ts';

/** What a run leaves in the folder of runs: its log, one JSON object a line, and beside it the state to go on from. */
export interface RunLog {
  readonly id: string;
  append(line: RunLine): void;
}

/** The first line says what the run is; `progress` lines hold a number for each curve. */
export type RunLine = { readonly kind: 'start' | 'progress' | 'rollback' | 'resume' | 'end' } & Readonly<
  Record<string, unknown>
>;

/** Where each kind of run keeps its state. */
const STATES: Readonly<Record<RunKind, string>> = { optimize: 'state.json', train: 'checkpoint' };

export interface KeptRun {
  readonly start: Readonly<Record<string, unknown>>;
  readonly statePath: string;
}

export const statePathOf = (dataFolder: string, id: string, what: RunKind): string =>
  join(runsFolderOf(dataFolder), `${id}.${STATES[what]}`);

/** Where a training leaves its policy, if it leaves one. */
export const policyPathOf = (dataFolder: string, id: string): string =>
  join(runsFolderOf(dataFolder), `${id}.policy`);

export function openRunLog(dataFolder: string, id: string): RunLog {
  const folder = runsFolderOf(dataFolder);
  const log = join(folder, `${id}.jsonl`);
  mkdirSync(folder, { recursive: true });
  // What a killed process left of its last line must not swallow the next.
  if (existsSync(log) && !readFileSync(log, 'utf8').endsWith('\n')) appendFileSync(log, '\n');
  return {
    id,
    append: (line) => appendFileSync(log, `${JSON.stringify(line)}\n`),
  };
}

/** Replaces the state as a whole, so that a crash leaves the last one or this one. */
export function keepState(path: string, state: string): void {
  writeFileSync(`${path}.new`, state, { flush: true });
  renameSync(`${path}.new`, path);
}

/** @throws UsageError when there is no such run of that kind, or nothing of it to go on from */
export function readRun(dataFolder: string, id: string, what: RunKind): KeptRun {
  if (!isRunId(id)) throw new UsageError(`'${id}' is not the id of a run`);
  const folder = runsFolderOf(dataFolder);
  const log = join(folder, `${id}.jsonl`);
  if (!existsSync(log)) throw new UsageError(`There is no run ${id} in ${folder}`);
  const [first = ''] = readFileSync(log, 'utf8').split('\n', 1);
  const start = startOf(first, id);
  const kind = RUN_KINDS.find((known) => known === start['what']);
  if (kind !== what && kind !== undefined)
    throw new UsageError(`Run ${id} goes on with: accord ${kind} --resume ${id}`);
  const statePath = statePathOf(dataFolder, id, what);
  if (!existsSync(statePath)) throw new UsageError(`Run ${id} kept no state to go on from in ${folder}`);
  return { start, statePath };
}

function startOf(line: string, id: string): Readonly<Record<string, unknown>> {
  try {
    const start: unknown = JSON.parse(line);
    if (typeof start === 'object' && start !== null) return start as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new UsageError(`The log of run ${id} does not begin with what it is: ${String(cause)}`);
  }
  throw new UsageError(`The log of run ${id} does not begin with what it is`);
}
