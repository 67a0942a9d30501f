export { type EvalReport, evaluateBriefs, type Miss, type Score, type ScoredGroup } from './evaluate.ts';
export { printReport } from './print.ts';
