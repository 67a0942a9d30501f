/** From a brief to lawful formulas. */
export {
  type Aim,
  /** @public what a formula is judged by, for those who show it */
  OBJECTIVES,
  type Objective,
  type ObjectiveWeights,
} from './aim.ts';
export {
  type Design,
  /** @public for schemas and commands */
  DESIGN_ALGORITHMS,
  type DesignAlgorithm,
  type DesignedFormula,
  designFormulas,
  type DesignRequest,
} from './design.ts';
export {
  /** @public for schemas and commands */
  DESIGN_PRESETS,
  type DesignPreset,
  type DesignProgress,
} from './effort.ts';
export { type DesignLaboratory, readDesignLaboratory } from './laboratory.ts';
export type { Reason } from './reasons.ts';
export { imaginedBriefs } from './policy/imagined-briefs.ts';
export { comparePolicy, type PolicyComparison } from './policy/measure.ts';
export {
  /** @public where training writes what ships */
  POLICY_FILE,
  type StoredPolicy,
} from './policy/stored-policy.ts';
export {
  FORMULA_TRAINING,
  type FormulaTraining,
  formulaTraining,
  /** @public */
  trainFormulaPolicy,
  type TrainFormulaPolicyOptions,
} from './policy/train.ts';
export { compositionOf } from '../formula/composition.ts';
export { costOf } from '../formula/cost.ts';
export { checkLaw } from '../law/check.ts';
