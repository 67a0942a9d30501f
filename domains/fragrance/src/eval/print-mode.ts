import { MODE_RECOMMENDATIONS } from '@accord/runtime';
import { MODE_EXPECTATIONS } from './expected.ts';
import type { ModeMeasurement } from './measure.ts';
import { printReport } from './print.ts';

const NAME_WIDTH = 14;
const VALUE_WIDTH = 14;

const row = (name: string, measured: string, expected = ''): string =>
  `${name.padEnd(NAME_WIDTH)}${measured.padStart(VALUE_WIDTH)}${expected.padStart(VALUE_WIDTH)}`.trimEnd();

const part = (value: number): string => value.toFixed(3);
const usd = (value: number): string => (value === 0 ? '$0' : `$${value.toPrecision(2)}`);
const ms = (value: number): string => `${value < 10 ? value.toFixed(3) : Math.round(value)} ms`;

/** A measured mode for a person: quality, latency and cost beside what the tuning guide expects, then the assertions. */
export function printMode(measured: ModeMeasurement): string {
  const { mode, briefs, downshifted, engines, assertions } = measured;
  return [
    `${briefs} labelled briefs in ${mode} mode, answered by ${engines.join(', ') || 'nobody'}`,
    [
      ...failureLines(measured),
      ...(downshifted > 0 ? [`${downshifted} replies came in another mode`] : []),
    ].join('\n'),
    table(measured),
    proposalLine(measured),
    `${mode} is recommended for ${useCasesOf(mode)}`,
    printReport(assertions, mode),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

function failureLines({ failures }: ModeMeasurement): string[] {
  return Object.entries(failures).map(([message, count]) => `${count} failed: ${message}`);
}

function table({ mode, quality, latencyMs, tokens, costUsd }: ModeMeasurement): string {
  const expected = MODE_EXPECTATIONS[mode];
  const seconds = ([from, to]: readonly [number, number]): string => `${from}-${to} s`;
  const shares = ([from, to]: readonly [number, number]): string => `${from}-${to}`;
  return [
    row('', 'measured', 'guide'),
    row('quality', part(quality.score), shares(expected.quality)),
    row('  accuracy', part(quality.accuracy)),
    row('  completeness', part(quality.completeness)),
    row('  consistency', part(quality.consistency)),
    row('  creativity', part(quality.creativity)),
    row('latency p50', latencyMs === undefined ? '-' : ms(latencyMs.p50), seconds(expected.p50S)),
    row('latency p95', latencyMs === undefined ? '-' : ms(latencyMs.p95), `${expected.p95S} s`),
    row('tokens in', tokens.input.toFixed(0)),
    row('tokens out', tokens.output.toFixed(0)),
    row('cost', usd(costUsd.total), usd(expected.costUsd)),
    row('  llm', usd(costUsd.llm)),
    row('  compute', usd(costUsd.compute)),
    row('  network', usd(costUsd.network)),
    row('  storage', usd(costUsd.storage)),
  ].join('\n');
}

function proposalLine({ tokenProposal: proposal }: ModeMeasurement): string {
  if (proposal === undefined) return '';
  const { role, maxNewTokens, average, answers, cutShare } = proposal;
  return (
    `max_new_tokens of the ${role}: ${maxNewTokens} by the rule of the average (${average.toFixed(0)} in ${answers} ` +
    `answers) and 20 %; that would cut ${(cutShare * 100).toFixed(0)} % of them`
  );
}

const useCasesOf = (mode: ModeMeasurement['mode']): string =>
  MODE_RECOMMENDATIONS.filter((one) => one.mode === mode)
    .map(({ useCase }) => useCase.replaceAll('_', ' '))
    .join(', ');
