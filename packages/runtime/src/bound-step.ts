import { type EngineUse, MODES, type Mode, type Role } from '@accord/contract';
import type { NamedSchema } from '@accord/engine';
import { z } from 'zod';
import type { GuardedEngine } from './guarded-engine.ts';
import { type JsonDocument, jsonFromValue } from './json-document.ts';
import type { ServingParameters } from './knobs.ts';
import { type ModeParameters, parametersFor } from './sampling.ts';
import { purposeOf, type Task, type TaskStep } from './task.ts';

/** A step with the engines that answer it, and all else that is the same for each of its requests. */
export interface BoundStep<Input, Draft> {
  // oxlint-disable-next-line typescript/no-explicit-any -- each step has an answer type of its own; `taskStep` checks it
  readonly step: TaskStep<Input, Draft, any>;
  /** In the order in which they are asked. */
  readonly engines: readonly BoundEngine[];
  /** Under which it stands in decision records and timings. */
  readonly name: string;
  readonly purpose: string;
  readonly schema: NamedSchema;
  readonly parameters: Readonly<Record<Mode, ModeParameters>>;
  /** What the record says of an answer that the rules gave in place of an engine. */
  readonly rulesInPlace: JsonDocument<EngineUse>;
}

export interface BoundEngine {
  readonly guarded: GuardedEngine;
  /** What the record says of an answer that this model gave. */
  readonly useOf: (model: string) => JsonDocument<EngineUse>;
}

export type BoundSteps<Input, Draft> = ReadonlyMap<Role, BoundStep<Input, Draft>>;

export function bindSteps<Input, Output, Draft>(
  task: Task<Input, Output, Draft>,
  engines: Readonly<Record<Role, readonly GuardedEngine[]>>,
  parameters: ServingParameters,
): BoundSteps<Input, Draft> {
  const bind = (step: TaskStep<Input, Draft>): BoundStep<Input, Draft> => {
    const { role, version } = step;
    const purpose = purposeOf(task.name, role);
    const uses = { role, prompt_version: version };
    return {
      step,
      engines: engines[role].map((guarded, place) => ({
        guarded,
        useOf: lastUse((model) => ({ ...uses, engine: guarded.engine.name, model, fallback: place > 0 })),
      })),
      name: `execute.${role}`,
      purpose,
      schema: answerSchema(task.name, step),
      parameters: byMode((mode) => parametersFor(role, mode, parameters)),
      rulesInPlace: jsonFromValue({
        ...uses,
        engine: 'rules',
        model: `${purpose}@${version}`,
        fallback: true,
      }),
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
