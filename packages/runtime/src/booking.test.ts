import { type Charge, costOf, type Intent, localAccount, priceOfMillion, type Use } from '@accord/accounts';
import { engineErrors, type GenerateRequest, type Generation } from '@accord/engine';
import { AccordError } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { expect, it } from 'vitest';
import { createBooking } from './booking.ts';
import { answering } from './testing/bench.ts';

const PRICE = priceOfMillion(0.15, 0.075, 0.6);
const ENGINE = { key: 'fake/m', engine: answering({ word: 'x' }), price: () => PRICE };
const ASKER = { request: 'id', account: localAccount };
const ASK: GenerateRequest = {
  purpose: 'p',
  facts: {},
  prompt: () => [{ role: 'user', content: 'a wish of some length' }],
  sampling: { maxTokens: 100, temperature: 0, topP: 1 },
  signal: () => new AbortController().signal,
};
const generation = (usage: Generation['usage']): Generation => ({
  output: { word: 'x' },
  model: 'm',
  finishReason: 'stop',
  ...(usage && { usage }),
});

/** A ledger that says what it was told. */
function recording(refusal?: Error) {
  const intents: Intent[] = [];
  const charges: Charge[] = [];
  const uses: (Use | undefined)[] = [];
  const clock = manualClock();
  const ledger: Parameters<typeof createBooking>[0] = {
    async reserve(intent) {
      if (refusal !== undefined) throw refusal;
      intents.push(intent);
      return {
        settle(made, use) {
          charges.push(...made);
          uses.push(use);
        },
      };
    },
    post: (_, made) => void charges.push(...made),
  };
  return { booking: createBooking(ledger, clock), clock, intents, charges, uses };
}

it('books what the server counted, the part that it had cached at its own price', async () => {
  const { booking, intents, charges } = recording();
  const usage = { inputTokens: 40, cachedInputTokens: 30, outputTokens: 7 };
  await booking.booked(ASKER, ENGINE, ASK, async () => generation(usage));
  const tokens = { input: 40, cachedInput: 30, output: 7 };
  expect(charges).toEqual([
    {
      engine: 'fake/m',
      model: 'm',
      tokens,
      cost: costOf(PRICE, tokens),
      basis: 'reported',
      outcome: 'completed',
    },
  ]);
  expect(intents[0]).toMatchObject({ request: 'id', endpoint: 'task', model: 'm', account: localAccount });
  expect(intents[0]?.most).toBeGreaterThan(costOf(PRICE, { input: 40, cachedInput: 0, output: 100 }));
});

it('marks what no server counted as estimated', async () => {
  const { booking, charges } = recording();
  await booking.booked(ASKER, ENGINE, ASK, async () => generation(undefined));
  expect(charges).toMatchObject([{ basis: 'estimated', outcome: 'completed' }]);
  expect(charges[0]?.tokens.input).toBeGreaterThan(0);
  expect(charges[0]?.tokens.output).toBeGreaterThan(0);
});

it.each([
  [engineErrors.ENGINE_UNREACHABLE, 'failed', 'reported', 0],
  [engineErrors.ENGINE_REJECTED, 'failed', 'reported', 0],
  [engineErrors.ENGINE_TIMEOUT, 'failed', 'estimated', 1],
  [engineErrors.ENGINE_BAD_ANSWER, 'failed', 'estimated', 1],
  [engineErrors.ENGINE_CANCELLED, 'aborted', 'estimated', 1],
] as const)('books a call that ended with %o', async (kind, outcome, basis, least) => {
  const { booking, charges } = recording();
  const error = new AccordError(kind);
  await expect(booking.booked(ASKER, ENGINE, ASK, async () => Promise.reject(error))).rejects.toBe(error);
  expect(charges).toMatchObject([{ outcome, basis }]);
  expect(Math.min(1, charges[0]?.tokens.input ?? 0)).toBe(least);
});

it('makes no call that there is no money for', async () => {
  const refusal = new Error('spent');
  const { booking, charges } = recording(refusal);
  let called = false;
  const call = async (): Promise<Generation> => {
    called = true;
    return generation(undefined);
  };
  await expect(booking.booked(ASKER, ENGINE, ASK, call)).rejects.toBe(refusal);
  expect([called, charges]).toEqual([false, []]);
});

it('says what the call cost besides: time, and what went over the network to a server', async () => {
  const { booking, clock, uses } = recording();
  const call = async (): Promise<Generation> => {
    clock.advance(250);
    return generation(undefined);
  };
  await booking.booked(ASKER, ENGINE, ASK, call);
  await booking.booked(ASKER, { ...ENGINE, engine: { ...ENGINE.engine, remote: true } }, ASK, call);
  expect(uses).toMatchObject([
    { ms: 250, networkBytes: 0, storedBytes: 0 },
    { ms: 250, networkBytes: JSON.stringify(ASK.prompt()).length + '{"word":"x"}'.length },
  ]);
});
