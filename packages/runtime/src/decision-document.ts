import type { Decision, DecisionStep, Meta } from '@accord/contract';
import { usdText } from '@accord/kernel';
import { type JsonDocument, jsonFromValue, jsonFromWriter, jsonName } from './json-document.ts';
import { toMicroseconds } from './note-step.ts';
import type { Prediction } from './planner.ts';

/** How a request ended. */
export type Outcome =
  | { readonly kind: 'ok'; readonly output: JsonDocument<unknown> }
  /** The output is that of an earlier record, which holds it. */
  | { readonly kind: 'ok'; readonly outputOf: string }
  | { readonly kind: 'failed'; readonly code: string };

export interface DecisionParts {
  /** A UUID. */
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly taskName: string;
  readonly input: unknown;
  readonly meta: JsonDocument<Meta>;
  readonly steps: readonly DecisionStep[];
  readonly prediction: Prediction;
  readonly outcome: Outcome;
}

/** The record of a request. The texts of its output and of `meta` are those that the reply is made of. */
export function decisionDocument(parts: DecisionParts): JsonDocument<Decision> {
  return jsonFromWriter(() => {
    const { id, createdAt, taskName, input, meta, steps, prediction, outcome } = parts;
    return (
      `{"id":"${id}","created_at":"${new Date(createdAt).toISOString()}","task":${jsonName(taskName)},` +
      `"input":${jsonFromValue(input).text},"meta":${meta.text},"predicted":${predicted(prediction)},` +
      `"steps":${JSON.stringify(steps)},` +
      `${ending(outcome)}}`
    );
  });
}

const predicted = ({ p95Ms, costNanoUsd }: Prediction): string =>
  `{"p95_ms":${p95Ms === undefined ? 'null' : toMicroseconds(p95Ms)},"cost_usd":"${usdText(costNanoUsd)}"}`;

function ending(outcome: Outcome): string {
  if (outcome.kind === 'failed') return `"outcome":"failed","error_code":"${outcome.code}"`;
  if ('outputOf' in outcome) return `"outcome":"ok","output_of":"${outcome.outputOf}"`;
  return `"outcome":"ok","output":${outcome.output.text}`;
}
