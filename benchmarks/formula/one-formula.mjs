import { checkLaw, compositionOf, costOf } from '@accord/fragrance/design';
import { figure, median, rounded } from '../report/figures.mjs';

/** Fourteen materials of a floral-woody eau de parfum, one of them natural. */
const PARTS = {
  'Bergamot FCF': 12,
  'd-Limonene': 5,
  Linalool: 6,
  'Linalyl acetate': 6,
  Hedione: 20,
  'Iso E Super': 18,
  Galaxolide: 12,
  'Ethylene brassylate': 6,
  'alpha-isomethyl ionone': 5,
  Geraniol: 2,
  Citronellol: 3,
  'Phenylethyl alcohol': 4,
  Vanillin: 1,
  Coumarin: 1,
};
const MICRO = 1e6;
const FORMULA = {
  name: 'benchmark',
  unit: 'parts',
  lines: Object.entries(PARTS).map(([item, amount]) => ({ item, amount: amount * MICRO })),
  accords: {},
  concentrate: 15 * MICRO,
  category: '4',
};
const ROUNDS = 2000;

/** Takes a formula apart, lets it evaporate and smells it over eight hours, checks its law and costs it. */
export function wholeEvaluation({ catalogue, book, nose }) {
  const value = timeOf(() => {
    const composition = compositionOf(FORMULA, catalogue);
    nose.evaluate(FORMULA);
    checkLaw(book, composition, FORMULA);
    costOf(composition, []);
  });
  return figure({
    id: 'evaluate',
    value,
    unit: 'ms',
    target: '< 1',
    how: `Smell over eight hours, law and cost of a formula of ${FORMULA.lines.length} materials, one natural; median of ${ROUNDS}.`,
  });
}

export function lawTime({ catalogue, book }) {
  const value = timeOf(() => checkLaw(book, compositionOf(FORMULA, catalogue), FORMULA));
  return figure({
    id: 'law_check',
    value,
    unit: 'ms',
    target: '< 0.2',
    how: `The law alone of the same formula, from its lines; median of ${ROUNDS}.`,
  });
}

function timeOf(run) {
  for (let round = 0; round < ROUNDS / 10; round += 1) run();
  const ms = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    run();
    ms.push(performance.now() - startedAt);
  }
  return rounded(median(ms));
}
