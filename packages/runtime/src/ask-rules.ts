import type { Generation } from '@accord/engine';
import type { Clock } from '@accord/kernel';
import type { BoundEngine, BoundStep } from './bound-step.ts';
import { noteStep } from './note-step.ts';
import type { TaskRequest } from './request.ts';
import type { StepFacts } from './task.ts';

/**
 * Asks the embedded rules for one step. They have neither a price nor a deadline nor anything to guard, and a request
 * that waits for nothing is not made to wait.
 *
 * @throws what the rules throw, which is a fault of the program
 */
export function askRules<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  { name, purpose }: BoundStep<Input, Draft>,
  { guarded, useOf }: BoundEngine,
  answer: (purpose: string, facts: unknown) => Generation,
  facts: StepFacts<Input, Draft>,
  clock: Clock,
): Generation {
  const startedAt = clock.monotonic();
  try {
    const generation = answer(purpose, facts);
    const message = `answered by ${guarded.key}`;
    noteStep(request, clock, startedAt, {
      step: name,
      outcome: 'ok',
      message,
      findings: generation.findings,
    });
    request.engines.push(useOf(generation.model));
    return generation;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    noteStep(request, clock, startedAt, { step: name, outcome: 'failed', message });
    throw error;
  }
}
