import { type Clock, createRng, restoreRng, type RestorableRng } from '@accord/kernel';
import { scatter, variationOf } from './breeding.ts';
import { type Evaluator, evaluatorHere } from './evaluation.ts';
import type { Method, Search } from './method.ts';
import { createPace } from './pace.ts';
import type { Population } from './population.ts';
import { checkProblem, type Problem } from './problem.ts';
import { invalidSettings } from './settings.ts';
import { readState, type Standing, writeState } from './state.ts';

export interface Budget {
  /** Most evaluations; a generation that would exceed it is not begun. */
  readonly evaluations: number;
  /** Most milliseconds; no generation is begun after it. With this the result depends on the machine. */
  readonly ms?: number;
}

export interface OptimizeOptions {
  readonly problem: Problem;
  readonly method: Method;
  readonly seed: number;
  readonly budget: Budget;
  readonly clock: Clock;
  /** Where candidates are evaluated; in this thread if not given. */
  readonly evaluator?: Evaluator;
  /** Ends the search at the next generation; what was found is returned. */
  readonly signal?: AbortSignal;
  /** Called after each generation. */
  onProgress?(progress: Progress): void;
  /** A state to go on from. To the bit it is the same search only with the same budget of evaluations. */
  readonly resumeFrom?: string;
  /** Longest time for which the thread is held, in milliseconds; an evaluation is never interrupted. 10 if not given. */
  readonly sliceMs?: number;
}

export interface Progress {
  readonly generation: number;
  readonly evaluations: number;
  /** Finite numbers to be followed, such as `best`, `front`, `sigma`. */
  readonly readings: Readonly<Record<string, number>>;
  /** The best so far: none dominates another. */
  solutions(): Solution[];
  /** What `resumeFrom` takes. */
  state(): string;
}

export interface Solution {
  readonly variables: readonly number[];
  readonly objectives: readonly number[];
  /** Sum of what the constraints are exceeded by; 0 where all hold. */
  readonly violation: number;
}

export interface Outcome extends Progress {
  readonly reason: 'evaluations' | 'time' | 'stopped';
}

/**
 * Searches a problem. The same problem, method, seed and budget of evaluations give the same result to the bit, on one thread or several, with or
 * without a stop between, in the same version of Node.
 *
 * @throws AccordError OPTIMIZE_PROBLEM_INVALID, OPTIMIZE_SETTINGS_INVALID, OPTIMIZE_STATE_UNUSABLE, and what the evaluator throws
 */
export async function optimize(options: OptimizeOptions): Promise<Outcome> {
  const { problem, budget, clock, signal, onProgress } = options;
  checkProblem(problem);
  const startedAt = clock.monotonic();
  const pace = createPace(clock, options.sliceMs ?? 10);
  const evaluator = options.evaluator ?? evaluatorHere(problem, pace);
  const run = await begin(options, evaluator);
  const { search, rng } = run;
  let standing = run.standing;

  for (;;) {
    const progress = progressOf(options, search, standing);
    onProgress?.(progress);
    const reason = reasonToEnd(
      budget,
      standing.evaluations + search.children.size,
      clock.monotonic() - startedAt,
      signal,
    );
    if (reason !== undefined) return { ...progress, reason };
    search.vary(standing.evaluations / budget.evaluations);
    await evaluator.evaluate(search.children);
    search.survive();
    standing = {
      generation: standing.generation + 1,
      evaluations: standing.evaluations + search.children.size,
      rng: rng.state(),
    };
    if (pace.isDue()) await pace.rest();
  }
}

interface Run {
  readonly search: Search;
  readonly rng: RestorableRng;
  readonly standing: Standing;
}

async function begin(
  { problem, method, seed, budget, resumeFrom }: OptimizeOptions,
  evaluator: Evaluator,
): Promise<Run> {
  checkBudget(budget);
  if (resumeFrom !== undefined) {
    const { standing, restore } = readState(resumeFrom, problem, method);
    const rng = restoreRng(standing.rng);
    const search = method.start(problem, rng);
    restore(search);
    return { search, rng, standing };
  }
  const rng = createRng(seed);
  const search = method.start(problem, rng);
  const { parents } = search;
  if (parents.size > budget.evaluations)
    throw invalidSettings(
      `${budget.evaluations} evaluations are not enough for a population of ${parents.size}`,
    );
  scatter(problem, variationOf(problem, rng), parents);
  await evaluator.evaluate(parents);
  search.settle();
  return { search, rng, standing: { generation: 0, evaluations: parents.size, rng: rng.state() } };
}

function checkBudget({ evaluations, ms }: Budget): void {
  if (!Number.isSafeInteger(evaluations) || evaluations < 1)
    throw invalidSettings(`the evaluations are a whole number from 1, not ${evaluations}`);
  if (ms !== undefined && !(ms > 0))
    throw invalidSettings(`the time is a number of milliseconds above 0, not ${ms}`);
}

function reasonToEnd(
  budget: Budget,
  evaluations: number,
  elapsedMs: number,
  signal: AbortSignal | undefined,
): Outcome['reason'] | undefined {
  if (evaluations > budget.evaluations) return 'evaluations';
  if (signal?.aborted) return 'stopped';
  return budget.ms !== undefined && elapsedMs >= budget.ms ? 'time' : undefined;
}

function progressOf({ problem, method }: OptimizeOptions, search: Search, standing: Standing): Progress {
  return {
    generation: standing.generation,
    evaluations: standing.evaluations,
    readings: search.readings(),
    solutions: () => search.best().map((row) => solutionAt(search.parents, row, problem)),
    state: () => writeState(problem, method, search, standing),
  };
}

function solutionAt(of: Population, row: number, { lower, objectives }: Problem): Solution {
  return {
    variables: [...of.variables.subarray(row * lower.length, (row + 1) * lower.length)],
    objectives: [...of.objectives.subarray(row * objectives, (row + 1) * objectives)],
    violation: of.violation[row] as number,
  };
}
