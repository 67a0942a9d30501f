import type { ResolvedKnobs } from '@accord/knobs';
import {
  genetic,
  geneticKnobs,
  geneticSettingsOf,
  type Method,
  nsga2,
  nsga3,
  paretoKnobs,
  paretoSettingsOf,
  randomSearch,
  type ReferenceProblem,
  referenceProblems,
  SEARCH_PRESETS,
  type SearchPreset,
} from '@accord/optimize';
import { oneOf, seedOf, wholeNumber } from './run-options.ts';
import { UsageError } from './usage-error.ts';

export const METHODS = ['ga', 'nsga2', 'nsga3', 'random'] as const;
type MethodName = (typeof METHODS)[number];

/** All that a run is made from, as its log keeps it. */
export interface Plan {
  readonly name: string;
  readonly method: MethodName;
  readonly preset: SearchPreset;
  readonly seed: number;
  readonly evaluations: number;
}

type Asked = Readonly<Partial<Record<'method' | 'preset' | 'seed' | 'evaluations', unknown>>>;

/** @throws UsageError */
export function planOf(name: unknown, asked: Asked, knobs: ResolvedKnobs): Plan {
  const { reference } = problemCalled(name);
  const preset = oneOf('--preset', SEARCH_PRESETS, asked.preset ?? 'balanced');
  const method = oneOf('--method', METHODS, asked.method ?? (reference === undefined ? 'ga' : 'nsga2'));
  const seed = seedOf(asked.seed);
  const usual = usualEvaluations(knobs, preset, reference !== undefined);
  const evaluations = wholeNumber('--evaluations', asked.evaluations ?? usual, 1, 1e9);
  return { name: String(name), method, preset, seed, evaluations };
}

/** @throws UsageError */
export function problemCalled(name: unknown): ReferenceProblem {
  const problem =
    typeof name === 'string' && Object.hasOwn(referenceProblems, name) ? referenceProblems[name] : undefined;
  if (problem === undefined)
    throw new UsageError(`The built-in problems are ${Object.keys(referenceProblems).join(', ')}`);
  return problem;
}

/** @throws AccordError OPTIMIZE_SETTINGS_INVALID */
export function methodOf({ name, method, preset }: Plan, knobs: ResolvedKnobs): Method {
  const single = geneticSettingsOf(knobs.of(geneticKnobs), preset);
  const pareto = paretoSettingsOf(knobs.of(paretoKnobs));
  switch (method) {
    case 'ga':
      return genetic(single);
    case 'nsga2':
      return nsga2(pareto);
    case 'nsga3':
      return nsga3({ ...pareto, divisions: knobs.of(paretoKnobs).divisions });
    case 'random':
      return randomSearch(problemCalled(name).reference === undefined ? single : pareto);
  }
}

/** The first population counts as a generation. */
function usualEvaluations(knobs: ResolvedKnobs, preset: SearchPreset, several: boolean): number {
  const { population, generations } = knobs.of(several ? paretoKnobs : geneticKnobs);
  return valueFor(population, preset) * valueFor(generations, preset);
}

const valueFor = (value: number | Readonly<Record<SearchPreset, number>>, preset: SearchPreset): number =>
  typeof value === 'number' ? value : value[preset];
