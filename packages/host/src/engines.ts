import { ROLES, type Role } from '@accord/contract';
import { type Engine, engineKnobs } from '@accord/engine';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { type RuleSet, rulesEngine } from '@accord/engine/drivers/rules';
import { AccordError, type Clock } from '@accord/kernel';
import type { ResolvedKnobs } from '@accord/knobs';
import { hostErrors } from './errors.ts';
import { type RoleBinding, roleKnobs } from './knobs.ts';

export type EnginesByRole = Readonly<Record<Role, Engine>>;

/**
 * Opens the engine that each role is bound to. Roles that the rules answer share one engine.
 *
 * @throws CONFIG_ROLE_INCOMPLETE
 */
export function openEngines(
  knobs: ResolvedKnobs,
  rules: ReadonlyMap<string, RuleSet>,
  clock: Clock,
): EnginesByRole {
  const embedded = rulesEngine({ rules });
  const maxAnswerBytes = knobs.of(engineKnobs).max_answer_bytes;
  const engineFor = (role: Role): Engine => {
    const binding = knobs.of(roleKnobs[role]);
    return binding.driver === 'rules' ? embedded : modelServer(role, binding, maxAnswerBytes, clock);
  };
  return {
    interpreter: engineFor('interpreter'),
    validator: engineFor('validator'),
    creative: engineFor('creative'),
  };
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
