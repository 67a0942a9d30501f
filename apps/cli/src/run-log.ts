import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './usage-error.ts';

/** What a run leaves in `<data>/runs`: its log, one JSON object a line, and beside it the state to go on from. */
export interface RunLog {
  readonly id: string;
  append(line: RunLine): void;
  /** Replaces the state as a whole, so that a crash leaves the last one or this one. */
  keepState(state: string): void;
}

/** The first line says what the run is; `progress` lines hold a number for each curve. */
export type RunLine = { readonly kind: 'start' | 'progress' | 'resume' | 'end' } & Readonly<
  Record<string, unknown>
>;

export interface KeptRun {
  readonly start: Readonly<Record<string, unknown>>;
  readonly state: string;
}

const RUN_ID = /^[\w-]{1,64}$/;

export function openRunLog(dataFolder: string, id: string): RunLog {
  const folder = join(dataFolder, 'runs');
  const log = join(folder, `${id}.jsonl`);
  mkdirSync(folder, { recursive: true });
  // What a killed process left of its last line must not swallow the next.
  if (existsSync(log) && !readFileSync(log, 'utf8').endsWith('\n')) appendFileSync(log, '\n');
  return {
    id,
    append: (line) => appendFileSync(log, `${JSON.stringify(line)}\n`),
    keepState(state) {
      const path = join(folder, `${id}.state.json`);
      writeFileSync(`${path}.new`, state, { flush: true });
      renameSync(`${path}.new`, path);
    },
  };
}

/** @throws UsageError when there is no such run, or nothing of it to go on from */
export function readRun(dataFolder: string, id: string): KeptRun {
  if (!RUN_ID.test(id)) throw new UsageError(`'${id}' is not the id of a run`);
  const path = join(dataFolder, 'runs', id);
  if (!existsSync(`${path}.jsonl`) || !existsSync(`${path}.state.json`))
    throw new UsageError(`There is no run ${id} to go on with in ${join(dataFolder, 'runs')}`);
  const [first = ''] = readFileSync(`${path}.jsonl`, 'utf8').split('\n', 1);
  return { start: startOf(first, id), state: readFileSync(`${path}.state.json`, 'utf8') };
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
