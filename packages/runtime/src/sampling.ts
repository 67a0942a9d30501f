import type { Mode, Role } from '@accord/contract';
import type { Sampling } from '@accord/engine';
import type { ServingParameters } from './knobs.ts';

const forMode = (value: number | Readonly<Record<Mode, number>>, mode: Mode): number =>
  typeof value === 'number' ? value : value[mode];

/** What a role is run with in one mode. */
export interface ModeParameters {
  readonly sampling: Sampling;
  readonly timeoutMs: number;
}

/** The configured generation parameters of a role in a mode. */
export function parametersFor(role: Role, mode: Mode, parameters: ServingParameters): ModeParameters {
  const configured = parameters[role];
  return {
    sampling: {
      maxTokens: forMode(configured.max_new_tokens, mode),
      temperature: forMode(configured.temperature, mode),
      topP: forMode(configured.top_p, mode),
      topK: forMode(configured.top_k, mode),
      repetitionPenalty: forMode(configured.repetition_penalty, mode),
    },
    timeoutMs: forMode(configured.timeout_s, mode) * 1000,
  };
}
