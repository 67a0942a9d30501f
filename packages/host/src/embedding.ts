import { priceOfMillion } from '@accord/accounts';
import { type Engine, engineKnobs } from '@accord/engine';
import { hashedEngine } from '@accord/engine/drivers/hashed';
import { openaiEngine } from '@accord/engine/drivers/openai';
import { AccordError } from '@accord/kernel';
import { type Booking, type GuardedEngine, guardEngine, localCaller, unguarded } from '@accord/runtime';
import { datedPrice, type GuardingOptions, guardKnobsOf, isHttpAddress } from './engines.ts';
import { hostErrors } from './errors.ts';
import { embeddingKnobs } from './knobs.ts';

/** Where calls of a model are put into the books. */
export interface EmbeddingBooks {
  readonly booking: Booking;
  /** Makes the id that a call is booked under. */
  readonly nextId: () => string;
}

/**
 * Opens the engine that similar questions are found by: the embedded one, or a model on a server, guarded like any other.
 *
 * @throws CONFIG_ROLE_INCOMPLETE
 */
export function openEmbedding(options: GuardingOptions, { booking, nextId }: EmbeddingBooks): GuardedEngine {
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
  const server = openaiEngine({ name: 'openai', baseUrl, model, apiKey, maxAnswerBytes, clock });
  const key = `openai/${model}`;
  const price = datedPrice(options, model, priceOfMillion(0, 0, 0));
  // Texts of several tenants are one call, so the house pays for it.
  const asker = () => ({ request: nextId(), account: localCaller.account });
  const engine: Engine = {
    ...server,
    embed: (request) =>
      booking.embedded(asker(), { key, engine: server, price }, request.texts, () => server.embed(request)),
  };
  return guardEngine({ clock, rng, onBreakerChange, key, engine, price, knobs: guardKnobsOf(knobs) });
}
