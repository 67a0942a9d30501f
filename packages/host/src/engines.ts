import { resolve } from 'node:path';
import { ROLES, type Role } from '@accord/contract';
import { type Engine, engineKnobs, llamaCppKnobs, type Quantisation } from '@accord/engine';
import { llamaCppEngine } from '@accord/engine/drivers/llama-cpp';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { type RuleSet, rulesEngine } from '@accord/engine/drivers/rules';
import { AccordError, type Clock, type Rng } from '@accord/kernel';
import type { ResolvedKnobs } from '@accord/knobs';
import { hostErrors } from './errors.ts';
import { type RoleBinding, roleKnobs } from './knobs.ts';

export type EnginesByRole = Readonly<Record<Role, Engine>>;

export interface EngineOptions {
  readonly knobs: ResolvedKnobs;
  /** What tasks declare for roles that the rules answer. */
  readonly rules: ReadonlyMap<string, RuleSet>;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Where a relative path of a model file starts. */
  readonly home: string;
}

/**
 * Opens the engine that each role is bound to. Roles that the rules answer share one engine, and so do roles with the
 * same model file.
 *
 * @throws CONFIG_ROLE_INCOMPLETE, ENGINE_PACKAGE_MISSING, ENGINE_MODEL_UNUSABLE
 */
export function openEngines({ knobs, rules, clock, rng, home }: EngineOptions): EnginesByRole {
  const embedded = rulesEngine({ rules });
  const maxAnswerBytes = knobs.of(engineKnobs).max_answer_bytes;
  const localKnobs = knobs.of(llamaCppKnobs);
  const localModels = new Map<string, Engine>();

  const localModel = (role: Role, binding: RoleBinding): Engine => {
    const modelPath = resolve(home, modelFile(role, binding, localKnobs.quantisation));
    const engine =
      localModels.get(modelPath) ?? llamaCppEngine({ name: 'llama-cpp', modelPath, knobs: localKnobs, rng });
    localModels.set(modelPath, engine);
    return engine;
  };

  const engineFor = (role: Role): Engine => {
    const binding = knobs.of(roleKnobs[role]);
    switch (binding.driver) {
      case 'rules':
        return embedded;
      case 'openai':
        return modelServer(role, binding, maxAnswerBytes, clock);
      case 'llama-cpp':
        return localModel(role, binding);
    }
  };
  return {
    interpreter: engineFor('interpreter'),
    validator: engineFor('validator'),
    creative: engineFor('creative'),
  };
}

function modelFile(role: Role, binding: RoleBinding, quantisation: Quantisation): string {
  const file = binding[`gguf_${quantisation}`];
  if (file !== '') return file;
  throw new AccordError(hostErrors.CONFIG_ROLE_INCOMPLETE, {
    detail:
      `roles.${role}.driver is llama-cpp and engine.llama_cpp.quantisation is ${quantisation}, so ` +
      `roles.${role}.gguf_${quantisation} must name a GGUF file`,
    field: `roles.${role}.gguf_${quantisation}`,
  });
}

function modelServer(role: Role, binding: RoleBinding, maxAnswerBytes: number, clock: Clock): Engine {
  if (!isHttpAddress(binding.base_url)) {
    throw new AccordError(hostErrors.CONFIG_ROLE_INCOMPLETE, {
      detail:
        `roles.${role}.driver is openai, so roles.${role}.base_url must be the http or https address of its ` +
        `server, such as http://127.0.0.1:8080/v1; it is ${JSON.stringify(binding.base_url)}`,
      field: `roles.${role}.base_url`,
    });
  }
  return openaiEngine({
    name: 'openai',
    baseUrl: binding.base_url,
    model: binding.model,
    apiKey: binding.api_key,
    dialect: binding.dialect,
    maxAnswerBytes,
    clock,
  });
}

const isHttpAddress = (address: string): boolean =>
  URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);

export async function closeEngines(engines: EnginesByRole): Promise<void> {
  const distinct = new Set(ROLES.map((role) => engines[role]));
  await Promise.all([...distinct].map((engine) => engine.close()));
}
