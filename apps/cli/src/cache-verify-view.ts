import type { CacheVerify, SemanticCheck, SemanticScope } from '@accord/contract';
import { type Paint, padEnd } from './terminal.ts';

const SHOWN = 10;
const MOST_CHARS = 60;
const STANDING = {
  gathering: 'gathering checks',
  suspicious: 'held back: a check was wrong lately',
  serving: 'proven',
} as const;
const COLOUR = { gathering: 'dim', suspicious: 'yellow', serving: 'green' } as const;

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

/** The evidence for answers to similar questions, for a person to read. */
export function verifyLines(evidence: CacheVerify, paint: Paint): string[] {
  return [
    `answers to similar questions: ${paint('bold', evidence.mode)} (semantic.mode)`,
    `  served while at most ${percent(evidence.delta)} of them are wrong, with ${percent(1 - evidence.alpha)} confidence in all bounds together`,
    `  that takes ${evidence.checks_needed} checks without a wrong one to begin with`,
    `  if half of them became wrong, serving would stop within ${evidence.stops_within} served hits (99 %)`,
    ...judgeLines(evidence.judge),
    ...(evidence.scopes.length === 0 ? ['', 'nothing was looked up yet'] : []),
    ...evidence.scopes.flatMap((scope) => ['', ...scopeLines(scope, paint)]),
    ...listed(
      'checks',
      evidence.checks.map((check) => checkLine(check, paint)),
    ),
    ...listed(
      'near-misses',
      evidence.near_misses.map(
        ({ similarity, guard, question, kept_question }) =>
          `  ${similarity.toFixed(3)} ${padEnd(guard, 16)} ${short(question)} / ${short(kept_question)}`,
      ),
    ),
  ];
}

function judgeLines({
  name,
  same,
  different,
  false_alarm_at_most,
  miss_at_most,
}: CacheVerify['judge']): string[] {
  if (name === null) return [];
  const known = `wrong alarms at most ${percent(false_alarm_at_most)}, misses at most ${percent(miss_at_most)}`;
  return [`  judge ${name}: ${same + different} labels, ${known}`];
}

function scopeLines(
  { tenant, task, threshold, standing, bound, cases }: SemanticScope,
  paint: Paint,
): string[] {
  return [
    `${paint('bold', task)} for ${tenant}: ${paint(COLOUR[standing], STANDING[standing])}, wrong at most ${percent(bound)}, ` +
      `threshold ${threshold.toFixed(3)}`,
    ...cases.map(
      ({ from, to, checks, wrong, bound: own, checks_needed, opening, standing: stands }) =>
        `  ${from.toFixed(3)}–${to.toFixed(3)}  ${checks} checks, ${wrong} wrong, at most ${percent(own)}, ` +
        `${stands === 'gathering' ? `${checks_needed} more` : STANDING[stands]}${opening > 1 ? `, opened ${opening} times` : ''}`,
    ),
  ];
}

const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.slice(0, SHOWN)];

function checkLine(
  { id, similarity, served, question, kept_question, verdict }: SemanticCheck,
  paint: Paint,
): string {
  const said =
    verdict === null
      ? paint('yellow', 'open')
      : verdict.wrong
        ? paint('red', 'wrong')
        : paint('green', 'right');
  return `  ${padEnd(String(id), 5)} ${similarity.toFixed(3)} ${served ? 'served' : 'kept back'} ${said}  ${short(question)} / ${short(kept_question)}`;
}

export const verdictLine = ({ id, verdict }: SemanticCheck): string =>
  `check ${id} is ${verdict?.wrong === true ? 'wrong' : 'right'}`;

function short(text: string): string {
  // What came from outside must not steer the terminal.
  const line = text.replace(/[\s\p{C}]+/gu, ' ');
  return line.length <= MOST_CHARS ? line : `${line.slice(0, MOST_CHARS - 1)}…`;
}
