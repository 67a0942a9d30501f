/** From a brief to lawful formulas. */
export type { Aim, ObjectiveWeights } from './aim.ts';
export {
  type Design,
  type DesignedFormula,
  designFormulas,
  type DesignRequest,
} from './design.ts';
export type { DesignProgress } from './effort.ts';
export { type DesignLaboratory, readDesignLaboratory } from './laboratory.ts';
export type { Reason } from './reasons.ts';
export { imaginedBriefs } from './policy/imagined-briefs.ts';
export { comparePolicy, type PolicyComparison } from './policy/measure.ts';
export type { StoredPolicy } from './policy/stored-policy.ts';
export {
  FORMULA_TRAINING,
  type FormulaTraining,
  formulaTraining,
  type FormulaTrainingOptions,
} from './policy/train.ts';
export { compositionOf } from '../formula/composition.ts';
export { costOf } from '../formula/cost.ts';
export { checkLaw } from '../law/check.ts';
