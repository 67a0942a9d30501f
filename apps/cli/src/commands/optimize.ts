import { createWriteStream, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { AccordError, systemClock } from '@accord/kernel';
import {
  ackley,
  bestOf,
  binhKorn,
  dtlz2,
  Evolution,
  type EvolutionState,
  evaluateHere,
  geneticAlgorithm,
  geneticSettings,
  nsga2,
  nsga3,
  optimizeErrors,
  paretoFront,
  PRESET_VALUES,
  PRESETS,
  type Preset,
  presetSettings,
  type Problem,
  rastrigin,
  referencePoints,
  search,
  type SearchEnd,
  type Solution,
  usualSettings,
  zdt1,
} from '@accord/optimize';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { runLog } from '../run-log.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const PROBLEMS: Readonly<Record<string, { readonly about: string; readonly make: () => Problem }>> = {
  rastrigin: { about: 'many local minima on a bowl, 20 variables', make: () => rastrigin() },
  ackley: { about: 'a hole in a plain of small waves, 20 variables', make: () => ackley() },
  zdt1: { about: 'two objectives, a convex front, 30 variables', make: () => zdt1() },
  dtlz2: { about: 'three objectives, an eighth of a sphere, 12 variables', make: () => dtlz2() },
  'binh-korn': { about: 'two objectives, two constraints, 2 variables', make: binhKorn },
};
const ALGORITHMS = ['ga', 'nsga2', 'nsga3'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

const OPTIONS = {
  algorithm: { type: 'string' },
  preset: { type: 'string' },
  population: { type: 'string' },
  generations: { type: 'string' },
  seconds: { type: 'string' },
  seed: { type: 'string' },
  log: { type: 'string' },
  state: { type: 'string' },
  resume: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;
type Options = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

export const optimizeCommand: Command = {
  help: `Usage: accord optimize PROBLEM [options]

Searches one of the built-in reference problems:
${Object.entries(PROBLEMS)
  .map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
  .join('\n')}

  --algorithm ${ALGORITHMS.join('|')}   ga for one objective, nsga2 for two, nsga3 for more when left out
  --preset ${PRESETS.join('|')}   the settings of the sources; else the field's usual ones
  --population N, --generations N  how many, and how long
  --seconds S                      ends after so long
  --seed N                         1 when left out; the same seed gives the same search
  --log FILE                       a JSON object a generation
  --state FILE                     keeps the search there when it ends, also by Ctrl-C
  --resume                         goes on from --state
  --json                           print the solutions as JSON`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [name = '', ...rest] = positionals;
    refuseWords(rest);
    const made = Object.hasOwn(PROBLEMS, name) ? PROBLEMS[name] : undefined;
    if (made === undefined)
      throw new UsageError(`Which problem? There are ${Object.keys(PROBLEMS).join(', ')}`);
    const problem = made.make();
    const { evolution, generations } = evolutionFor(problem, values);
    const end = await searched(evolution, generations, values, terminal);
    if (values.state !== undefined) keepState(values.state, evolution.state());
    show(problem, evolution, end, values, terminal);
  },
};

function evolutionFor(
  problem: Problem,
  values: Options,
): { readonly evolution: Evolution; readonly generations: number } {
  const algorithm = algorithmFor(problem, values.algorithm);
  const preset = presetIn(values.preset);
  const usual = { population: 100, generations: 250 };
  const { population, generations } = {
    population:
      whole('--population', values.population) ?? (preset ? PRESET_VALUES[preset] : usual).population,
    generations:
      whole('--generations', values.generations) ?? (preset ? PRESET_VALUES[preset] : usual).generations,
  };
  const settings = preset
    ? { ...presetSettings(preset), population, generations }
    : (algorithm === 'ga' ? geneticSettings : usualSettings)(population, generations);
  const points = referencePoints(
    problem.objectives,
    algorithm === 'nsga3' ? divisionsFor(problem, population) : 1,
  );
  const strategies = {
    ga: geneticAlgorithm({ elites: 1 }),
    nsga2,
    nsga3: nsga3(points, () => evolution.random),
  };
  const options = {
    problem,
    strategy: strategies[algorithm],
    settings,
    evaluate: evaluateHere(problem),
    seed: whole('--seed', values.seed) ?? 1,
  };
  const evolution: Evolution = new Evolution(options, values.resume ? stateIn(values.state) : undefined);
  return { evolution, generations };
}

/** As many reference points as there can be with no more of them than solutions. */
function divisionsFor({ objectives }: Problem, population: number): number {
  let divisions = 1;
  while (referencePoints(objectives, divisions + 1).length <= population) divisions += 1;
  return divisions;
}

async function searched(
  evolution: Evolution,
  generations: number,
  { log, seconds }: Options,
  terminal: Terminal,
): Promise<SearchEnd> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  const lines = log === undefined ? undefined : createWriteStream(log, { flags: 'a' });
  const tell = runLog(process.stderr, terminal.paint);
  try {
    return await search(evolution, {
      budget: {
        generations,
        milliseconds: seconds === undefined ? undefined : 1000 * numberIn('--seconds', seconds),
      },
      clock: systemClock,
      signal: controller.signal,
      onGeneration(at) {
        lines?.write(`${JSON.stringify(lineOf(at))}\n`);
        tell(
          at.generation / generations,
          `generation ${at.generation} of ${generations}, ${at.evaluations} evaluated`,
        );
      },
    });
  } finally {
    process.off('SIGINT', stop);
    tell(undefined, '');
    await new Promise<void>((resolve) => (lines === undefined ? resolve() : lines.end(resolve)));
  }
}

const lineOf = (evolution: Evolution): object => {
  const { generation, evaluations, population } = evolution;
  const reached =
    population.objectives === 1
      ? { best: bestOf(evolution).objectives[0] }
      : { front: paretoFront(evolution).length };
  return { kind: 'generation', step: generation, evaluations, ...reached };
};

function show(
  problem: Problem,
  evolution: Evolution,
  end: SearchEnd,
  { json, state }: Options,
  { print, paint }: Terminal,
): void {
  const solutions = problem.objectives === 1 ? [bestOf(evolution)] : paretoFront(evolution);
  const { generation, evaluations } = evolution;
  if (json) return print(JSON.stringify({ problem: problem.name, end, generation, evaluations, solutions }));
  print(
    `${paint('bold', problem.name)}: ended by ${end} after ${generation} generations, ${evaluations} evaluations`,
  );
  if (problem.objectives === 1) print(`best ${paint('bold', objectivesOf(solutions[0]))}`);
  else {
    print(`${solutions.length} solutions that no other dominates`);
    for (const solution of solutions.slice(0, SHOWN)) print(`  ${objectivesOf(solution)}`);
    if (solutions.length > SHOWN)
      print(paint('dim', `  … and ${solutions.length - SHOWN} more; --json has all`));
  }
  if (end === 'stopped' && state !== undefined) print(paint('dim', `kept in ${state}; --resume goes on`));
}

const SHOWN = 10;
const objectivesOf = (solution: Solution | undefined): string =>
  solution?.objectives.map((value) => value.toPrecision(5)).join('  ') ?? '';

function algorithmFor({ objectives }: Problem, named: string | undefined): Algorithm {
  if (named === undefined) return objectives === 1 ? 'ga' : objectives === 2 ? 'nsga2' : 'nsga3';
  const algorithm = ALGORITHMS.find((known) => known === named);
  if (algorithm === undefined)
    throw new UsageError(`--algorithm takes ${ALGORITHMS.join(', ')}, not '${named}'`);
  if ((algorithm === 'ga') !== (objectives === 1)) {
    throw new UsageError(
      `${algorithm} is not for ${objectives} ${objectives === 1 ? 'objective' : 'objectives'}`,
    );
  }
  return algorithm;
}

function presetIn(named: string | undefined): Preset | undefined {
  if (named === undefined) return undefined;
  const preset = PRESETS.find((known) => known === named);
  if (preset === undefined) throw new UsageError(`--preset takes ${PRESETS.join(', ')}, not '${named}'`);
  return preset;
}

const whole = (option: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = numberIn(option, text);
  if (Number.isInteger(value)) return value;
  throw new UsageError(`${option} takes a whole number, not '${text}'`);
};

function numberIn(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(`${option} takes a number, not '${text}'`);
}

/** In one go, so that what was kept before is there until the new is. */
function keepState(path: string, state: EvolutionState): void {
  writeFileSync(`${path}.new`, JSON.stringify(state));
  renameSync(`${path}.new`, path);
}

function stateIn(path: string | undefined): EvolutionState {
  if (path === undefined) throw new UsageError('--resume goes on from --state FILE');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as EvolutionState;
  } catch (cause) {
    throw new AccordError(optimizeErrors.OPTIMIZE_STATE_INVALID, { detail: `${path} holds no state`, cause });
  }
}
