export { type EvalReport, evaluateBriefs, type Miss, type Score, type ScoredGroup } from './evaluate.ts';
export { measureMode, type MeasureOptions, type ModeMeasurement, type ServedBrief } from './measure.ts';
export { printReport } from './print.ts';
export { printMode } from './print-mode.ts';
export type { Quality } from './quality.ts';
