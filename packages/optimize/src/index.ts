export { optimizeErrors } from './errors.ts';
export { type Evaluate, evaluateHere } from './evaluate.ts';
export { Evolution, type EvolutionOptions, type EvolutionSettings } from './evolution/evolution.ts';
export { geneticAlgorithm } from './evolution/genetic.ts';
export { nsga2 } from './evolution/nsga2.ts';
export { nsga3 } from './evolution/nsga3.ts';
export { referencePoints } from './evolution/reference-points.ts';
export type { EvolutionState } from './evolution/state.ts';
export { hypervolume } from './fronts/hypervolume.ts';
export {
  PRESET_VALUES,
  PRESETS,
  type Preset,
  presetSettings,
  geneticSettings,
  usualSettings,
} from './presets.ts';
export type { Problem } from './problem.ts';
export { ackley, binhKorn, dtlz2, rastrigin, zdt1 } from './problems/references.ts';
export type { Solution } from './population.ts';
export { bestOf, paretoFront, search, type SearchBudget, type SearchEnd } from './search.ts';
