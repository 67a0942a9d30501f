import type { Decision, DecisionStep, Meta } from '@accord/contract';
import { type JsonDocument, jsonFromValue, jsonFromWriter, jsonName } from './json-document.ts';

/** How a request ended. */
export type Outcome =
  | { readonly kind: 'ok'; readonly output: JsonDocument<unknown> }
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
  readonly outcome: Outcome;
}

/** The record of a request. The texts of its output and of `meta` are those that the reply is made of. */
export function decisionDocument(parts: DecisionParts): JsonDocument<Decision> {
  return jsonFromWriter(() => {
    const { id, createdAt, taskName, input, meta, steps, outcome } = parts;
    return (
      `{"id":"${id}","created_at":"${new Date(createdAt).toISOString()}","task":${jsonName(taskName)},` +
      `"input":${jsonFromValue(input).text},"meta":${meta.text},"steps":${JSON.stringify(steps)},` +
      `${ending(outcome)}}`
    );
  });
}

const ending = (outcome: Outcome): string =>
  outcome.kind === 'ok'
    ? `"outcome":"ok","output":${outcome.output.text}`
    : `"outcome":"failed","error_code":"${outcome.code}"`;
