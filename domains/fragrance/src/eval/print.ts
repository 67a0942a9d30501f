import type { EvalReport, Score, ScoredGroup } from './evaluate.ts';

const NAME_WIDTH = 20;
const SCORE_WIDTH = 22;

const share = ({ held, all }: Score): string =>
  all === 0 ? '-' : `${(held / all).toFixed(3)} (${held}/${all})`;

const line = (name: string, rules: string, baseline: string): string =>
  `${name.padEnd(NAME_WIDTH)}${rules.padStart(SCORE_WIDTH)}${baseline.padStart(SCORE_WIDTH)}`;

const row = ({ name, rules, baseline }: ScoredGroup): string => line(name, share(rules), share(baseline));

/**
 * The report for a person: shares of assertions that hold, and each one that does not.
 *
 * @param judged what was measured, as the column is called
 */
export function printReport(report: EvalReport, judged = 'rules'): string {
  const table = (title: string, groups: readonly ScoredGroup[]): string =>
    [line(title, judged, 'keyword baseline'), ...groups.map(row)].join('\n');
  const misses = report.misses.flatMap(({ id, text, misses: missed }) => [
    `${id}  ${text}`,
    ...missed.map(({ field, expected, found }) => `    ${field}: expected ${expected}, found ${found}`),
  ]);
  return [
    `${report.briefs} labelled briefs`,
    table('', [report.total]),
    table('by set', report.sets),
    table('by kind', report.kinds),
    table('by field', report.fields),
    table('by language', report.languages),
    misses.length === 0 ? 'Every assertion holds.' : ['Assertions that do not hold:', ...misses].join('\n'),
  ].join('\n\n');
}
