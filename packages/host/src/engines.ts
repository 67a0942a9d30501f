import { basename, resolve } from 'node:path';
import { type Price, type PriceBook, priceOfMillion } from '@accord/accounts';
import { ROLES, type Role } from '@accord/contract';
import { type Engine, engineKnobs, llamaCppKnobs, type Quantisation } from '@accord/engine';
import { llamaCppEngine } from '@accord/engine/drivers/llama-cpp';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { type RuleSet, rulesEngine } from '@accord/engine/drivers/rules';
import { AccordError, type Clock, type Rng } from '@accord/kernel';
import type { KnobValues, ResolvedKnobs } from '@accord/knobs';
import {
  batchKnobs,
  type BreakerChange,
  breakerKnobs,
  bulkheadKnobs,
  healthTrackingKnobs,
  queueKnobs,
  retryKnobs,
} from '@accord/resilience';
import { embeddingKnobs, type GuardedEngine, guardEngine, type GuardKnobs, unguarded } from '@accord/runtime';
import { hostErrors } from './errors.ts';
import { FALLBACKS, type ModelBinding, roleKnobs } from './knobs.ts';

/** The engines of each role, in the order in which they are asked. */
export type EnginesByRole = Readonly<Record<Role, readonly GuardedEngine[]>>;

/** What every engine is opened and guarded with. */
export interface GuardingOptions {
  readonly knobs: ResolvedKnobs;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly prices: PriceBook;
  readonly onBreakerChange: (change: BreakerChange) => void;
}

export interface EngineOptions extends GuardingOptions {
  /** What tasks declare for roles that the rules answer. */
  readonly rules: ReadonlyMap<string, RuleSet>;
  /** Where a relative path of a model file starts. */
  readonly home: string;
  /** Told of each model that is opened, with what it is bound to. */
  readonly onModel: (engine: GuardedEngine, binding: ModelBinding) => void;
}

/**
 * Opens the engines that each role is bound to. Roles that the rules answer share one engine; a model that is bound
 * twice is opened and guarded once.
 *
 * @throws CONFIG_ROLE_INCOMPLETE, ENGINE_PACKAGE_MISSING, ENGINE_MODEL_UNUSABLE
 */
export function openEngines(options: EngineOptions): EnginesByRole {
  const { knobs } = options;
  const embedded = unguarded(rulesEngine({ rules: options.rules }));
  const open = modelOpener(options);
  const enginesOf = (role: Role): readonly GuardedEngine[] => {
    const first = knobs.of(roleKnobs[role].first);
    if (first.driver === 'rules') return [embedded];
    const fallbacks = FALLBACKS.flatMap((place) => {
      const { driver, ...binding } = knobs.of(roleKnobs[role].fallbacks[place]);
      return driver === 'none' ? [] : [open(`roles.${role}.${place}`, driver, binding)];
    });
    const { driver, ...binding } = first;
    return [open(`roles.${role}`, driver, binding), ...fallbacks];
  };
  return {
    interpreter: enginesOf('interpreter'),
    validator: enginesOf('validator'),
    creative: enginesOf('creative'),
  };
}

type ModelDriver = 'openai' | 'llama-cpp';
type OpenModel = (path: string, driver: ModelDriver, binding: ModelBinding) => GuardedEngine;

/** Opens each model once, whatever asks for it. */
function modelOpener(options: EngineOptions): OpenModel {
  const { knobs, clock, rng, home, onBreakerChange, onModel } = options;
  const serverKnobs = knobs.of(engineKnobs);
  const localKnobs = knobs.of(llamaCppKnobs);
  const guardKnobs = guardKnobsOf(knobs);
  const opened = new Map<string, GuardedEngine>();
  const once = (identity: string, binding: ModelBinding, key: string, open: () => Engine): GuardedEngine => {
    let guarded = opened.get(identity);
    if (guarded === undefined) {
      const price = datedPrice(options, binding.model, boundPrice(binding));
      guarded = guardEngine({ key, engine: open(), price, clock, rng, knobs: guardKnobs, onBreakerChange });
      opened.set(identity, guarded);
      onModel(guarded, binding);
    }
    return guarded;
  };

  return (path, driver, binding) => {
    if (driver === 'openai') {
      const key = `openai/${binding.model}`;
      return once(JSON.stringify(binding), binding, key, () => openServer(path, binding, serverKnobs, clock));
    }
    const modelPath = resolve(home, modelFile(path, binding, localKnobs.quantisation));
    // It is called by its file, and takes every parameter that llama.cpp has.
    const local: ModelBinding = { ...binding, model: basename(modelPath, '.gguf'), dialect: 'llama.cpp' };
    return once(modelPath, local, `llama-cpp/${basename(modelPath)}`, () =>
      llamaCppEngine({ name: 'llama-cpp', modelPath, knobs: localKnobs, rng, clock }),
    );
  };
}

export const guardKnobsOf = (knobs: ResolvedKnobs): GuardKnobs => ({
  breaker: knobs.of(breakerKnobs),
  bulkhead: knobs.of(bulkheadKnobs),
  queue: knobs.of(queueKnobs),
  retry: knobs.of(retryKnobs),
  health: knobs.of(healthTrackingKnobs),
  batch: knobs.of(batchKnobs),
  embedding: knobs.of(embeddingKnobs),
});

/** What the price list says of a model on the day goes before what its binding says for good. */
export const datedPrice =
  (
    { prices, clock }: Pick<GuardingOptions, 'prices' | 'clock'>,
    model: string,
    bound: Price,
  ): (() => Price) =>
  () =>
    prices.priceOf(model, clock.now()) ?? bound;

const boundPrice = ({ input_usd_per_million: input, output_usd_per_million: output }: ModelBinding): Price =>
  priceOfMillion(input, input, output);

function modelFile(path: string, binding: ModelBinding, quantisation: Quantisation): string {
  const file = binding[`gguf_${quantisation}`];
  if (file !== '') return file;
  throw new AccordError(hostErrors.CONFIG_ROLE_INCOMPLETE, {
    detail:
      `${path}.driver is llama-cpp and engine.llama_cpp.quantisation is ${quantisation}, so ` +
      `${path}.gguf_${quantisation} must name a GGUF file`,
    field: `${path}.gguf_${quantisation}`,
  });
}

function openServer(
  path: string,
  binding: ModelBinding,
  { max_answer_bytes: maxAnswerBytes, ...connections }: KnobValues<typeof engineKnobs>,
  clock: Clock,
): Engine {
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
    dialect: binding.dialect,
    maxAnswerBytes,
    connections,
    clock,
  });
}

export const isHttpAddress = (address: string): boolean =>
  URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);

export async function closeEngines(engines: EnginesByRole): Promise<void> {
  const distinct = new Set(ROLES.flatMap((role) => engines[role]));
  await Promise.all([...distinct].map(closeEngine));
}

export async function closeEngine(guarded: GuardedEngine): Promise<void> {
  await guarded.close();
  await guarded.engine.close();
}
