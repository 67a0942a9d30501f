import type { DecisionStep, EngineUse, Meta, Mode, Reason } from '@accord/contract';
import { type JsonDocument, jsonFromText, jsonName } from './json-document.ts';
import { toMicroseconds } from './note-step.ts';

/** What `meta` is made of, as the pipeline has gathered it. */
export interface MetaParts {
  /** A UUID. */
  readonly id: string;
  readonly taskName: string;
  readonly modeAsked: Mode;
  readonly modeUsed: Mode;
  readonly reasons: readonly JsonDocument<Reason>[];
  readonly engines: readonly JsonDocument<EngineUse>[];
  readonly tokens: Meta['tokens'];
  readonly steps: readonly DecisionStep[];
  readonly totalMs: number;
}

/**
 * `meta` is made for every request, mostly of what was written before, so its text is put together instead of being
 * written anew.
 */
export function metaDocument(parts: MetaParts): JsonDocument<Meta> {
  const { id, taskName, modeAsked, modeUsed, reasons, engines, tokens, steps, totalMs } = parts;
  return jsonFromText(
    `{"id":"${id}","task":${jsonName(taskName)},"mode_asked":"${modeAsked}","mode_used":"${modeUsed}",` +
      `"reasons":[${listed(reasons)}],"engines":[${listed(engines)}],` +
      `"tokens":{"input":${tokens.input},"output":${tokens.output}},` +
      `"timings_ms":{${timings(steps, totalMs)}}}`,
  );
}

function listed(documents: readonly JsonDocument<unknown>[]): string {
  let text = '';
  for (const document of documents) text += text === '' ? document.text : `,${document.text}`;
  return text;
}

/** A step that was taken more than once counts with all its times. */
function timings(steps: readonly DecisionStep[], totalMs: number): string {
  const tookByStep = new Map<string, number>();
  for (const { step, took_ms } of steps) tookByStep.set(step, (tookByStep.get(step) ?? 0) + took_ms);
  let text = `"total":${toMicroseconds(totalMs)}`;
  for (const [step, tookMs] of tookByStep) text += `,${jsonName(step)}:${toMicroseconds(tookMs)}`;
  return text;
}
