import { type EngineUse, MODES, type Mode, type Role } from '@accord/contract';
import type { Engine, NamedSchema } from '@accord/engine';
import { z } from 'zod';
import { type JsonDocument, jsonFromValue } from './json-document.ts';
import type { ServingParameters } from './knobs.ts';
import { type ModeParameters, parametersFor } from './sampling.ts';
import { purposeOf, type Task, type TaskStep } from './task.ts';

/** A step with the engine that answers it, and all else that is the same for each of its requests. */
export interface BoundStep<Input, Draft> {
  // oxlint-disable-next-line typescript/no-explicit-any -- each step has an answer type of its own; `taskStep` checks it
  readonly step: TaskStep<Input, Draft, any>;
  readonly engine: Engine;
  /** Under which it stands in decision records and timings. */
  readonly name: string;
  readonly purpose: string;
  readonly schema: NamedSchema;
  readonly parameters: Readonly<Record<Mode, ModeParameters>>;
  /** What the record says of an answer that this model gave. */
  readonly useOf: (model: string) => JsonDocument<EngineUse>;
}

export type BoundSteps<Input, Draft> = ReadonlyMap<Role, BoundStep<Input, Draft>>;

export function bindSteps<Input, Output, Draft>(
  task: Task<Input, Output, Draft>,
  engines: Readonly<Record<Role, Engine>>,
  parameters: ServingParameters,
): BoundSteps<Input, Draft> {
  const bind = (step: TaskStep<Input, Draft>): BoundStep<Input, Draft> => {
    const { role } = step;
    const engine = engines[role];
    return {
      step,
      engine,
      name: `execute.${role}`,
      purpose: purposeOf(task.name, role),
      schema: answerSchema(task.name, step),
      parameters: byMode((mode) => parametersFor(role, mode, parameters)),
      useOf: lastUse((model) => ({ role, engine: engine.name, model, prompt_version: step.version })),
    };
  };
  return new Map(task.steps.map((step) => [step.role, bind(step)]));
}

function answerSchema<Input, Draft>(taskName: string, step: TaskStep<Input, Draft>): NamedSchema {
  const name = `${taskName}_${step.role}`.replaceAll('.', '_');
  return { name, schema: z.toJSONSchema(step.answer, { io: 'input' }) };
}

const byMode = <Value>(of: (mode: Mode) => Value): Record<Mode, Value> =>
  Object.fromEntries(MODES.map((mode) => [mode, of(mode)])) as Record<Mode, Value>;

/** A step is answered by the same model nearly always, so its last use is kept, with its text. */
function lastUse(of: (model: string) => EngineUse): (model: string) => JsonDocument<EngineUse> {
  let last: JsonDocument<EngineUse> | undefined;
  return (model) => {
    if (last?.value.model !== model) last = jsonFromValue(of(model));
    return last;
  };
}
