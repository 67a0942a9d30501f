export { evaluatePairs } from './evaluate-pairs.ts';
export { builtInPairs, readPairs } from './pairs.ts';
export { printPairs } from './print-pairs.ts';
