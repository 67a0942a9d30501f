import type { CacheUse, SimilarNote, Decision, DecisionStep, Finding, Reason } from '@accord/contract';
import { type Paint, visible } from './terminal.ts';

/** The record of a decision for a person to read: what was asked, each step, how it ended. */
export function decisionLines(decision: Decision, paint: Paint): string[] {
  const { id, task, created_at: createdAt, outcome, error_code: errorCode } = decision;
  const ending =
    outcome === 'ok' ? paint('green', 'ok') : paint('red', `failed with ${errorCode ?? 'no code'}`);
  return [
    `${paint('bold', task)} ${ending}`,
    paint('dim', `${id} at ${createdAt}`),
    '',
    ...planLines(decision, paint),
    '',
    ...decision.steps.flatMap((step) => stepLines(step, textOf(decision.input), paint)),
    '',
    `${paint('bold', 'input')}   ${visible(JSON.stringify(decision.input))}`,
    ...(decision.output === undefined
      ? []
      : [`${paint('bold', 'output')}  ${visible(JSON.stringify(decision.output))}`]),
  ];
}

/** What was decided, in the order it was decided, and what it was expected to take beside what it took. */
function planLines({ meta, predicted }: Decision, paint: Paint): string[] {
  const { p95_ms: p95, cost_usd: cost } = predicted;
  const took = (meta.timings_ms['total'] ?? 0).toFixed(3);
  return [
    `asked for ${meta.mode_asked}, ran ${meta.mode_used}` +
      (meta.reliability === 'low' ? `, ${paint('yellow', 'reliability low')}` : ''),
    ...meta.reasons.map((reason) => `  ${reasonLine(reason, paint)}`),
    `  ${paint('dim', 'cache')} ${cacheSentence(meta.cache)}`,
    ...meta.engines.map(
      ({ role, engine, model, fallback }) =>
        `  ${role}: ${engine}, ${model}${fallback ? paint('yellow', ' in place of its engine') : ''}`,
    ),
    `took ${took} ms (${p95 === null ? 'nothing to predict from yet' : `95 of 100 were expected within ${p95} ms`})`,
    `cost $${meta.cost_usd} (expected $${cost}), tokens ${meta.tokens.input} in, ${meta.tokens.output} out`,
  ];
}

export function reasonLine({ step, outcome, message, numbers = {} }: Reason, paint: Paint): string {
  const mark = outcome === 'taken' ? paint('green', '→') : paint('yellow', '·');
  const figures = Object.entries(numbers).map(([name, value]) => `${name} ${value}`);
  const shown = figures.length === 0 ? '' : paint('dim', ` (${figures.join(', ')})`);
  return `${mark} ${step}: ${visible(message)}${shown}`;
}

export function cacheSentence(use: CacheUse): string {
  switch (use.outcome) {
    case 'hit':
      return `answered from ${use.level}, ${use.age_ms} ms old${use.stale ? ' and past its time' : ''}; made by ${use.decision}`;
    case 'similar':
      return (
        `the answer to a similar question from ${use.level}, similarity ${use.similarity.toFixed(3)} of ${use.threshold.toFixed(3)}, ` +
        `wrong at most ${(use.bound * 100).toFixed(2)} %${use.checked ? ', being checked' : ''}; made by ${use.decision}`
      );
    case 'miss': {
      const passed = use.passed.map(({ level, why }) => `${level} ${why}`).join(', ');
      return `${passed}; ${use.stored ? 'kept now' : `not kept: ${use.reason}`}${similarSentence(use.similar)}`;
    }
    case 'joined':
      return `joined the same question in ${use.across === 'process' ? 'this' : 'another'} process`;
    case 'bypassed':
      return `not asked: ${use.reason}`;
  }
}

function similarSentence(note: SimilarNote | undefined): string {
  if (note === undefined) return '';
  if (note.found === 'candidate') {
    return `; a similar question was found (${note.similarity.toFixed(3)}), ${note.checked ? 'compared with this answer' : 'not compared'}`;
  }
  const guard = note.guard === undefined ? '' : ` by ${note.guard}`;
  return `; no similar question: ${note.reason}${guard}`;
}

/** The text that findings point into, where the input is or has one. */
function textOf(input: Decision['input']): string | undefined {
  if (typeof input === 'string') return input;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  return typeof input['text'] === 'string' ? input['text'] : undefined;
}

function stepLines(step: DecisionStep, text: string | undefined, paint: Paint): string[] {
  const mark = step.outcome === 'ok' ? paint('green', '✓') : paint('red', '✗');
  return [
    `${mark} ${paint('bold', step.step)} ${paint('dim', `${step.took_ms.toFixed(3)} ms`)}  ${visible(step.message)}`,
    ...(step.findings ?? []).map((finding) => `    ${findingLine(finding, text, paint)}`),
  ];
}

function findingLine({ rule, effect, start, end }: Finding, text: string | undefined, paint: Paint): string {
  const isQuoted = text !== undefined && start !== undefined && end !== undefined;
  const quote = isQuoted ? ` ${paint('cyan', `“${visible(text.slice(start, end))}”`)}` : '';
  return `${visible(rule)}: ${visible(effect)}${quote}`;
}
