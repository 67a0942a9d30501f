import type { DecisionStep, Finding } from '@accord/contract';
import type { Clock } from '@accord/kernel';

interface StepNote {
  /** Dotted, the stage first, such as `execute.interpreter`. */
  readonly step: string;
  readonly outcome: DecisionStep['outcome'];
  readonly message: string;
  readonly findings?: readonly Finding[] | undefined;
}

/** Anything finer is noise, and would take up a third of the texts of small records. */
export const toMicroseconds = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

/** Notes for the decision record, and for `meta`, a step that has just ended. */
export function noteStep(
  request: { readonly startedAt: number; readonly steps: DecisionStep[] },
  clock: Clock,
  startedAt: number,
  { step, outcome, message, findings }: StepNote,
): void {
  const started_ms = toMicroseconds(startedAt - request.startedAt);
  const took_ms = toMicroseconds(clock.monotonic() - startedAt);
  request.steps.push(
    findings === undefined
      ? { step, started_ms, took_ms, outcome, message }
      : { step, started_ms, took_ms, outcome, message, findings: findings.slice() },
  );
}
