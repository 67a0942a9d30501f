import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunQuery, RunReply, RunsQuery, RunsReply, RunState, RunSummary } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import { hostErrors } from './errors.ts';
import { readRunLog, type RunLines, type RunStep } from './run-log.ts';

/** The searches and trainings that are kept in the data folder. */
export interface RunsDesk {
  list(query: RunsQuery): Promise<RunsReply>;
  /** @throws RUN_NOT_FOUND, RUN_UNREADABLE */
  find(id: string, query: RunQuery): Promise<RunReply>;
}

const LOG = '.jsonl';
/** Ids hold the time, so that they sort in the order in which runs began. */
const RUN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MOST_CURVES = 32;
/** Numbers of a `progress` line that say how far it is, not how good. */
const NOT_CURVES: ReadonlySet<string> = new Set(['step', 'generation']);

/** Where runs keep their logs and their states. */
export const runsFolderOf = (dataFolder: string): string => join(dataFolder, 'runs');

export const isRunId = (text: string): boolean => RUN_ID.test(text);

export function runsDesk(dataFolder: string): RunsDesk {
  const folder = runsFolderOf(dataFolder);
  const pathOf = (id: string): string => join(folder, `${id}${LOG}`);
  return {
    async list({ limit }) {
      const ids = (await idsIn(folder)).sort().reverse();
      const looked = ids.slice(0, limit);
      const found: (RunSummary | undefined)[] = [];
      for (const id of looked) found.push(await summaryIn(pathOf(id), id));
      const runs = found.filter((run) => run !== undefined);
      return { runs, kept: ids.length, unreadable: looked.length - runs.length };
    },
    async find(id, { points }) {
      if (!isRunId(id)) throw new AccordError(hostErrors.RUN_NOT_FOUND);
      return runOf(id, await readRunLog(pathOf(id), 'whole'), points);
    },
  };
}

async function idsIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith(LOG))
      .map((name) => name.slice(0, -LOG.length))
      .filter(isRunId);
  } catch (error) {
    // There was no run yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function summaryIn(path: string, id: string): Promise<RunSummary | undefined> {
  try {
    return summaryOf(id, await readRunLog(path, 'ends'));
  } catch (error) {
    if (error instanceof AccordError) return undefined;
    throw error;
  }
}

function summaryOf(id: string, { start, lines, updatedAt }: RunLines): RunSummary {
  const { what, name, method, preset, seed, evaluations, steps } = start;
  const last = lines.at(-1);
  return {
    id,
    what,
    name,
    method,
    preset: preset ?? null,
    seed: seed ?? null,
    state: stateAfter(last),
    code: last?.code ?? null,
    step: (lines.findLast(({ kind }) => kind !== 'end') ?? last)?.step ?? 0,
    budget: evaluations ?? steps ?? null,
    started_at: Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16),
    updated_at: updatedAt,
  };
}

function stateAfter(last: RunStep | undefined): RunState {
  if (last?.kind !== 'end') return 'open';
  if (last.reason === 'failed') return 'failed';
  return last.reason === 'stopped' || last.reason === 'time' ? 'stopped' : 'finished';
}

function runOf(id: string, log: RunLines, points: number): RunReply {
  const lines = withoutRepeats(log.lines);
  const progress = thinned(
    lines.filter(({ kind }) => kind === 'progress'),
    points,
  );
  const names = new Set(progress.flatMap((line) => Object.keys(line).filter((name) => isCurve(line, name))));
  return {
    ...summaryOf(id, log),
    parameters: log.start.parameters ?? {},
    steps: progress.map(({ step }) => step),
    curves: [...names].slice(0, MOST_CURVES).map((name) => ({
      name,
      values: progress.map((line) => (isCurve(line, name) ? Number(line[name]) : null)),
    })),
    rollbacks: lines
      .filter(({ kind }) => kind === 'rollback')
      .slice(-points)
      .map(({ step, reason = '' }) => ({ step, reason })),
  };
}

const isCurve = (line: RunStep, name: string): boolean =>
  typeof line[name] === 'number' && !NOT_CURVES.has(name);

/** A run that was killed goes on from a state before its last lines, and writes them once more. */
function withoutRepeats(lines: readonly RunStep[]): RunStep[] {
  const kept: RunStep[] = [];
  for (const line of lines) {
    if (line.kind === 'resume') while ((kept.at(-1)?.step ?? 0) > line.step) kept.pop();
    kept.push(line);
  }
  return kept;
}

/** As many at most, evenly spaced, the first and the last among them. */
function thinned<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  if (most === 1) return items.slice(-1);
  const spacing = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, place) => items[Math.round(place * spacing)] as Item);
}
