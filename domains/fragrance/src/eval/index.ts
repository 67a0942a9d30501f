export { type EvalReport, evaluateBriefs, type Miss, type Score, type ScoredGroup } from './evaluate.ts';
export { keywordBaseline } from './keyword-baseline.ts';
export { printReport } from './print.ts';
