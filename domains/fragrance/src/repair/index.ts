/** The nearest formula that meets law and wishes. */
export type { Demand } from './demand.ts';
export { demandText } from './demand.ts';
export { type Law, type Limit, limitsOf, type Wishes } from './limits.ts';
export { type Component, createRepairer, type Repair, type Repairer } from './repairer.ts';
export { type FormulaRepair, type NamedWishes, repairFormula } from './repair-formula.ts';
