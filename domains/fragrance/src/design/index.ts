/** From a brief to lawful formulas. */
export { type Aim, OBJECTIVES, type Objective, type ObjectiveWeights } from './aim.ts';
export {
  type Design,
  DESIGN_ALGORITHMS,
  type DesignAlgorithm,
  type DesignedFormula,
  designFormulas,
  type DesignRequest,
} from './design.ts';
export { DESIGN_PRESETS, type DesignPreset, type DesignProgress } from './effort.ts';
export type { DesignLaboratory } from './laboratory.ts';
export type { Reason } from './reasons.ts';
