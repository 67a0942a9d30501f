import {
  type HitCount,
  type Outcome,
  type PairGroup,
  type PairsReport,
  type SetReport,
  shareOf,
} from './evaluate-pairs.ts';

const NAME = 14;
const CELL = 25;

const share = (count: HitCount): string =>
  count.of === 0 ? '-' : `${(shareOf(count) * 100).toFixed(1)} % (${count.hits}/${count.of})`;

const cells = (...outcomes: readonly Outcome[]): string =>
  outcomes.map(({ right, wrong }) => `${share(wrong).padStart(CELL)}${share(right).padStart(CELL)}`).join('');

const HEAD = ['false hits', 'hits'].map((title) => title.padStart(CELL)).join('');

const row = ({ name, guarded, similarity, keywords }: PairGroup): string =>
  `${name.padEnd(NAME)}${cells(guarded, similarity, keywords)}`;

/** The report for a person: what would be answered wrongly and rightly, with the guards on and off, and each pair that they let through. */
export function printPairs({ sets, threshold }: PairsReport): string {
  return sets.map((set) => printSet(set, threshold)).join('\n\n');
}

function printSet(set: SetReport, threshold: number): string {
  const titles = [
    `similarity ≥ ${threshold}, guards on`,
    `similarity ≥ ${threshold}, guards off`,
    `words in common ≥ ${set.keywordThreshold}`,
  ];
  const refusals = Object.entries(set.refusals).map(
    ([code, { different, same }]) => `  ${code.padEnd(NAME)}${different} different, ${same} same`,
  );
  return [
    set.name,
    `${' '.repeat(NAME)}${titles.map((title) => title.padStart(CELL * 2)).join('')}`,
    `${' '.repeat(NAME)}${HEAD.repeat(3)}`,
    row(set.total),
    ...set.categories.map(row),
    '',
    `${'at similarity'.padEnd(NAME)}${HEAD.repeat(2)}   (guards on, guards off)`,
    ...set.curve.map(
      (point) => `${`≥ ${point.threshold}`.padEnd(NAME)}${cells(point.guarded, point.similarity)}`,
    ),
    '',
    'pairs that a guard refused, at any similarity:',
    ...refusals,
    ...(set.falseHits.length === 0
      ? []
      : ['', 'false hits with the guards on:', ...set.falseHits.map(({ a, b }) => `  ${a}\n    ${b}`)]),
  ].join('\n');
}
