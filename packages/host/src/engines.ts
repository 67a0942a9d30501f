import { ROLES, type Role } from '@accord/contract';
import { type Engine, engineKnobs } from '@accord/engine';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { type RuleSet, rulesEngine } from '@accord/engine/drivers/rules';
import { AccordError, type Clock, type Rng } from '@accord/kernel';
import type { ResolvedKnobs } from '@accord/knobs';
import {
  type BreakerChange,
  breakerKnobs,
  bulkheadKnobs,
  healthTrackingKnobs,
  queueKnobs,
  retryKnobs,
} from '@accord/resilience';
import { type GuardedEngine, guardEngine, type TokenPrice, unguarded } from '@accord/runtime';
import { hostErrors } from './errors.ts';
import { FALLBACKS, type ModelBinding, roleKnobs } from './knobs.ts';

/** The engines of each role, in the order in which they are asked. */
export type EnginesByRole = Readonly<Record<Role, readonly GuardedEngine[]>>;

export interface EngineOptions {
  readonly knobs: ResolvedKnobs;
  readonly rules: ReadonlyMap<string, RuleSet>;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly onBreakerChange: (change: BreakerChange) => void;
}

/**
 * Opens the engines that each role is bound to. Roles that the rules answer share one engine; a model that is bound
 * twice is opened and guarded once.
 *
 * @throws CONFIG_ROLE_INCOMPLETE
 */
export function openEngines({ knobs, rules, clock, rng, onBreakerChange }: EngineOptions): EnginesByRole {
  const embedded = unguarded(rulesEngine({ rules }));
  const { max_answer_bytes: maxAnswerBytes } = knobs.of(engineKnobs);
  const guardKnobs = {
    breaker: knobs.of(breakerKnobs),
    bulkhead: knobs.of(bulkheadKnobs),
    queue: knobs.of(queueKnobs),
    retry: knobs.of(retryKnobs),
    health: knobs.of(healthTrackingKnobs),
  };
  const opened = new Map<string, GuardedEngine>();

  const modelServer = (path: string, binding: ModelBinding): GuardedEngine => {
    const place = JSON.stringify(binding);
    const known = opened.get(place);
    if (known !== undefined) return known;
    const engine = openServer(path, binding, maxAnswerBytes, clock);
    const key = `openai/${binding.model}`;
    const guarded = guardEngine({
      key,
      engine,
      price: priceOf(binding),
      clock,
      rng,
      knobs: guardKnobs,
      onBreakerChange,
    });
    opened.set(place, guarded);
    return guarded;
  };
  const enginesOf = (role: Role): readonly GuardedEngine[] => {
    const first = knobs.of(roleKnobs[role].first);
    if (first.driver === 'rules') return [embedded];
    const fallbacks = FALLBACKS.flatMap((place) => {
      const binding = knobs.of(roleKnobs[role].fallbacks[place]);
      return binding.driver === 'none' ? [] : [modelServer(`roles.${role}.${place}`, modelOf(binding))];
    });
    return [modelServer(`roles.${role}`, modelOf(first)), ...fallbacks];
  };
  return {
    interpreter: enginesOf('interpreter'),
    validator: enginesOf('validator'),
    creative: enginesOf('creative'),
  };
}

/** What tells one model from another; roles with the same binding share it. */
const modelOf = ({
  base_url,
  model,
  api_key,
  input_usd_per_million,
  output_usd_per_million,
}: ModelBinding): ModelBinding => ({
  base_url,
  model,
  api_key,
  input_usd_per_million,
  output_usd_per_million,
});

/** One US dollar for a million tokens is a million trillionths for one. */
const PICO_PER_TOKEN = 1_000_000;

const priceOf = (binding: ModelBinding): TokenPrice => ({
  inputPicoUsd: Math.round(binding.input_usd_per_million * PICO_PER_TOKEN),
  outputPicoUsd: Math.round(binding.output_usd_per_million * PICO_PER_TOKEN),
});

function openServer(path: string, binding: ModelBinding, maxAnswerBytes: number, clock: Clock): Engine {
  if (!isHttpAddress(binding.base_url)) {
    throw new AccordError(hostErrors.CONFIG_ROLE_INCOMPLETE, {
      detail:
        `${path}.driver is openai, so ${path}.base_url must be the http or https address of its ` +
        `server, such as http://127.0.0.1:8080/v1; it is ${JSON.stringify(binding.base_url)}`,
      field: `${path}.base_url`,
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
  const distinct = new Set(ROLES.flatMap((role) => engines[role]));
  await Promise.all(
    [...distinct].map(async (guarded) => {
      await guarded.close();
      await guarded.engine.close();
    }),
  );
}
