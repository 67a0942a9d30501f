import { priceOfMillion } from '@accord/accounts';
import { engineKnobs } from '@accord/engine';
import { hashedEngine } from '@accord/engine/drivers/hashed';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { AccordError } from '@accord/kernel';
import { type GuardedEngine, guardEngine, unguarded } from '@accord/runtime';
import { datedPrice, type GuardingOptions, guardKnobsOf, isHttpAddress } from './engines.ts';
import { hostErrors } from './errors.ts';
import { embeddingKnobs } from './knobs.ts';

/**
 * Opens the engine that similar questions are found by: the embedded one, or a model on a server, guarded like any other.
 *
 * @throws CONFIG_ROLE_INCOMPLETE
 */
export function openEmbedding(options: GuardingOptions): GuardedEngine {
  const { knobs, clock, rng, onBreakerChange } = options;
  const { driver, base_url: baseUrl, model, api_key: apiKey } = knobs.of(embeddingKnobs);
  if (driver === 'hashed') return unguarded(hashedEngine());
  if (!isHttpAddress(baseUrl) || model === '') {
    throw new AccordError(hostErrors.CONFIG_ROLE_INCOMPLETE, {
      detail:
        'semantic.embedding.driver is openai, so semantic.embedding.base_url must be the http or https address of a ' +
        `server, and semantic.embedding.model a model of it; they are ${JSON.stringify(baseUrl)} and ${JSON.stringify(model)}`,
      field: isHttpAddress(baseUrl) ? 'semantic.embedding.model' : 'semantic.embedding.base_url',
    });
  }
  const { max_answer_bytes: maxAnswerBytes } = knobs.of(engineKnobs);
  const engine = openaiEngine({ name: 'openai', baseUrl, model, apiKey, maxAnswerBytes, clock });
  return guardEngine({
    clock,
    rng,
    onBreakerChange,
    key: `openai/${model}`,
    engine,
    price: datedPrice(options, model, priceOfMillion(0, 0, 0)),
    knobs: guardKnobsOf(knobs),
  });
}
