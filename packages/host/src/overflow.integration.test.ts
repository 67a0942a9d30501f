import { afterEach, expect, it } from 'vitest';
import { type House, openHouse, saying } from './testing/house.ts';

let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});

const LIMIT = 2;
const WAITING = 4;
const REQUESTS = 10 * (LIMIT + WAITING);

it('at ten times the load that a model can carry, each request ends once, and the house is well after it', async () => {
  const opened = await openHouse({
    env: {
      ACCORD_RESILIENCE_BULKHEAD_LIMIT_INITIAL: String(LIMIT),
      ACCORD_RESILIENCE_BULKHEAD_LIMIT_MIN: String(LIMIT),
      ACCORD_RESILIENCE_BULKHEAD_LIMIT_MAX: String(LIMIT),
      ACCORD_RESILIENCE_QUEUE_DEFAULT_LIMIT: String(WAITING),
      ACCORD_RESILIENCE_QUEUE_DEFAULT_WAIT_MS: '60000',
    },
  });
  house = opened;
  const { interpreter } = opened.servers;
  interpreter.behave({ ...saying('served'), delayMs: 200 });
  let ends = 0;
  const outcomes = await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) =>
      opened
        .call(`wish ${index}`, 'fast')
        .then(
          ({ said }) => said.words.join(' '),
          (error: unknown) => error,
        )
        .finally(() => (ends += 1)),
    ),
  );
  expect(ends).toBe(REQUESTS);
  const served = outcomes.filter((outcome) => typeof outcome === 'string');
  // Each answer went to the one who asked for it.
  expect(
    outcomes.every((outcome, index) => typeof outcome !== 'string' || outcome === `wish ${index} served`),
  ).toBe(true);
  expect(served.length).toBeGreaterThanOrEqual(LIMIT + WAITING);
  expect(interpreter.requests).toHaveLength(served.length);
  for (const refused of outcomes.filter((outcome) => typeof outcome !== 'string')) {
    expect(refused).toMatchObject({
      kind: { status: 503 },
      code: expect.stringMatching(/^QUEUE_/),
      retryAfterSeconds: expect.any(Number),
    });
  }
  expect(outcomes.length).toBeGreaterThan(served.length);

  const { said, meta } = await opened.call('after the rush', 'fast');
  expect(said.words).toEqual(['after the rush', 'served']);
  expect(meta.reliability).toBe('normal');
  expect((await opened.accord.health()).status).toBe('HEALTHY');
});
