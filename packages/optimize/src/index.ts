export type { Operators } from './breeding.ts';
export { optimizeErrors } from './errors.ts';
export type { Evaluator } from './evaluation.ts';
export { genetic, type GeneticSettings } from './genetic.ts';
export { hypervolume } from './hypervolume.ts';
export {
  geneticKnobs,
  geneticSettingsOf,
  optimizeKnobs,
  paretoKnobs,
  paretoSettingsOf,
  SEARCH_PRESETS,
  type SearchPreset,
} from './knobs.ts';
export type { Method } from './method.ts';
export { nsga2, type ParetoSettings, randomSearch } from './nsga2.ts';
export { nsga3, type ReferenceSettings } from './nsga3.ts';
export {
  /** @public operators are for those who make a search of their own */
  blend,
  /** @public */
  simulatedBinary,
  /** @public */
  uniform,
} from './operators/crossover.ts';
export {
  /** @public */
  gaussian,
  /** @public */
  polynomial,
} from './operators/mutation.ts';
export {
  /** @public */
  atMutationRate,
  type Crossover,
  /** @public */
  either,
  /** @public */
  identity,
  /** @public */
  inTurn,
  type Mutation,
  type Variation,
} from './operators/operator.ts';
export {
  type Budget,
  optimize,
  type OptimizeOptions,
  type Outcome,
  type Progress,
  type Solution,
} from './optimize.ts';
export type { Population } from './population.ts';
export type { Problem } from './problem.ts';
export { type ReferenceProblem, referenceProblems } from './problems/catalogue.ts';
export {
  /** @public for problems whose evaluation takes long */
  evaluatorInThreads,
  type ThreadedEvaluator,
} from './threads.ts';
export { cartPole } from './env/cart-pole.ts';
export type { Environment } from './env/environment.ts';
export { readCheckpoint, writeCheckpoint } from './ppo/checkpoint.ts';
export { ppoErrors } from './ppo/errors.ts';
export {
  PPO_PRESETS,
  ppoKnobs,
  type PpoPreset,
  type PpoSettings,
  ROLLBACK_LEVELS,
} from './ppo/knobs.ts';
export { Ppo, type PpoProgress, type PpoState } from './ppo/ppo.ts';
