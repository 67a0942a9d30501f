export { inputAt, layOut, mapsAt, tablesAt, windowAt } from './layout';
export { decode } from './decode';
export { encode, layOutEncoder, outputEndAt, parse, prepareEncoder } from './encode';
export { exclude } from './match-finder';
export { pathAt } from './parse';
export { excludePredictions, learnPredictions, predictionAt } from './prediction';
