import type { Decision, DecisionStep, Finding } from '@accord/contract';
import { type Paint, visible } from './terminal.ts';

/** The record of a decision for a person to read: what was asked, each step, how it ended. */
export function decisionLines(decision: Decision, paint: Paint): string[] {
  const { id, task, created_at: createdAt, outcome, error_code: errorCode, meta } = decision;
  const ending =
    outcome === 'ok' ? paint('green', 'ok') : paint('red', `failed with ${errorCode ?? 'no code'}`);
  return [
    `${paint('bold', task)} ${ending}`,
    paint('dim', `${id} at ${createdAt}`),
    '',
    `asked for ${meta.mode_asked}, ran ${meta.mode_used}`,
    ...meta.reasons.map(({ step, message }) => `  ${step}: ${visible(message)}`),
    ...meta.engines.map(({ role, engine, model }) => `  ${role}: ${engine}, ${model}`),
    `tokens ${meta.tokens.input} in, ${meta.tokens.output} out`,
    '',
    ...decision.steps.flatMap((step) => stepLines(step, textOf(decision.input), paint)),
    '',
    `${paint('bold', 'input')}   ${visible(JSON.stringify(decision.input))}`,
    ...(decision.output === undefined
      ? []
      : [`${paint('bold', 'output')}  ${visible(JSON.stringify(decision.output))}`]),
  ];
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
