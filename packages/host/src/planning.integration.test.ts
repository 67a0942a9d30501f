import { afterEach, describe, expect, it, vi } from 'vitest';
import { DOWN, type House, type HouseOptions, openHouse, saying } from './testing/house.ts';
import { expectTold, pathOf, reasonOf } from './testing/told.ts';

/** What a plan is refused for before any server is asked: health, time, money. */
let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});
const open = async (options?: HouseOptions): Promise<House> => (house = await openHouse(options));

/** Each call asks something new, so that nothing is answered from the cache. */
let asked = 0;
const anew = (): string => `wish ${(asked += 1)}`;

const QUICK_RECOVERY = {
  ACCORD_RESILIENCE_BREAKER_OPEN_MIN_MS: '50',
  ACCORD_RESILIENCE_BREAKER_OPEN_MAX_MS: '100',
  ACCORD_RESILIENCE_HEALTH_UP_SUCCESSES: '1',
  ACCORD_RESILIENCE_HEALTH_PROBE_MIN_MS: '100',
  ACCORD_RESILIENCE_HEALTH_PROBE_MAX_MS: '150',
  ACCORD_SERVING_DOWNSHIFT_ERROR_SHARE: '1',
};

describe('a server that fails again and again', () => {
  it('is left alone after five failures, and asked again once it is well', async () => {
    const opened = await open({ env: QUICK_RECOVERY });
    const { creative } = opened.servers;
    creative.behave(DOWN);
    for (let call = 0; call < 5; call++) await opened.call(anew(), 'creative');
    const chats = () => creative.requests.filter(({ path }) => path === '/chat/completions').length;
    // Probes fail as well, and count.
    const before = chats();
    expect(before).toBeLessThanOrEqual(5);
    const { meta } = await opened.call(anew(), 'creative');
    expect(chats()).toBe(before);
    expect(meta.mode_used).toBe('balanced');
    expect(pathOf(meta)).toEqual(['creative_down refused', 'mode_downshifted taken']);
    expect(reasonOf(meta, 'creative_down')).toMatchObject({
      message: expect.stringContaining('creative needs the creative, which is down: openai/creative: it '),
      numbers: { retry_in_ms: expect.any(Number) },
    });
    expectTold(opened, meta);

    creative.behave(saying('well again'));
    const healed = await vi.waitFor(
      async () => {
        const reply = await opened.call(anew(), 'creative');
        expect(reply.meta.mode_used).toBe('creative');
        return reply;
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(healed.said.words.at(-1)).toBe('well again');
  });

  it('is left alone for as long as it asks for in Retry-After', async () => {
    // Else probes, which fail as well, could put it down before the breaker has seen five failures.
    const env = { ...QUICK_RECOVERY, ACCORD_RESILIENCE_HEALTH_DOWN_FAILURES: '1000' };
    const opened = await open({ env });
    const { interpreter } = opened.servers;
    interpreter.behave({ fault: { kind: 'status', status: 503, retryAfter: '300' } });
    for (let call = 0; call < 5; call++) await opened.call(anew(), 'fast');
    const before = interpreter.requests.length;
    const failure: unknown = await opened.call(anew(), 'fast', { path: '/api/bare' }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'SERVING_EMERGENCY' });
    expect(interpreter.requests.slice(before).filter(({ path }) => path !== '/models')).toEqual([]);
    // Probes go on, and find it well; it said when it wants to be asked again.
    interpreter.behave(saying('well again'));
    await vi.waitFor(
      async () => {
        const { meta } = await opened.call(anew(), 'fast');
        const { message, numbers } = reasonOf(meta, 'interpreter_down');
        expect(message).toContain('it failed too often');
        expect(numbers?.['retry_in_ms']).toBeGreaterThan(200_000);
        expect(numbers?.['retry_in_ms']).toBeLessThanOrEqual(300_000);
      },
      { timeout: 10_000, interval: 50 },
    );
  });
});

describe('a deadline', () => {
  it('that is shorter than what a mode takes is met by a lesser mode', async () => {
    const opened = await open({ env: { ACCORD_SERVING_DOWNSHIFT_MEASURED_MIN: '3' } });
    opened.servers.creative.behave({ ...saying('slow'), delayMs: 3000 });
    await Promise.all([1, 2, 3].map(() => opened.call(anew(), 'creative')));
    await vi.waitFor(
      async () => {
        const { meta } = await opened.call(anew(), 'creative', { caller: { withinMs: 2900 } });
        expect(meta).toMatchObject({ mode_asked: 'creative', mode_used: 'balanced', reliability: 'normal' });
        expect(pathOf(meta)).toEqual(['too_little_time refused', 'mode_downshifted taken']);
        const { numbers, message } = reasonOf(meta, 'too_little_time');
        expect(numbers?.['predicted_p95_ms']).toBeGreaterThan(2900);
        expect(numbers?.['remaining_ms']).toBeLessThanOrEqual(2900);
        expect(message).toMatch(/^creative takes up to [\d.]+ ms \(95 of 100\), and \d+ ms are left$/);
        expectTold(opened, meta);
      },
      { timeout: 10_000, interval: 150 },
    );
  });

  it('that passes while a server is silent ends with the rules, and the server sees its client leave', async () => {
    const opened = await open();
    opened.servers.interpreter.behave({ fault: { kind: 'hang' } });
    const { said, meta } = await opened.call(anew(), 'fast', { caller: { withinMs: 400 } });
    expect(said.words.at(-1)).toBe('rule-interpreter');
    expect(meta.reliability).toBe('low');
    expect(reasonOf(meta, 'engine_failed').numbers?.['took_ms']).toBeGreaterThan(300);
    expect(reasonOf(meta, 'half_tokens')).toMatchObject({
      outcome: 'refused',
      message: 'no second try with half the tokens: too little time is left',
    });
    expect(opened.servers.interpreter.requests).toHaveLength(1);
    expect(await opened.servers.interpreter.requests[0]?.outcome).toBe('disconnected');
    expectTold(opened, meta);
  });
});

it('a client that goes away: the server sees it leave, and nothing is asked in its place', async () => {
  const opened = await open({ spare: true });
  const { interpreter } = opened.servers;
  interpreter.behave({ fault: { kind: 'hang' } });
  const leaving = new AbortController();
  const arrived = interpreter.nextRequest();
  const call = opened.call(anew(), 'fast', { caller: { signal: () => leaving.signal } });
  const ended = call.catch((error: unknown) => error);
  const request = await arrived;
  leaving.abort();
  expect(await ended).toMatchObject({ code: expect.stringMatching(/CANCELLED$/) });
  expect(await request.outcome).toBe('disconnected');
  expect(opened.spare.requests).toEqual([]);
});

describe('money', () => {
  it('that does not reach for a mode is met by a lesser one', async () => {
    const env = {
      ACCORD_SERVING_LIMITS_USD_PER_DAY: '0.01',
      ACCORD_ROLES_CREATIVE_OUTPUT_USD_PER_MILLION: '1000',
    };
    const opened = await open({ env });
    const { meta } = await opened.call(anew(), 'creative');
    expect(meta).toMatchObject({ mode_used: 'balanced', reliability: 'normal', cost_usd: '0' });
    const { message, numbers } = reasonOf(meta, 'too_little_money');
    expect(message).toMatch(/^creative costs about \$[\d.]+, and \$0\.01 are left$/);
    expect(numbers).toMatchObject({ remaining_usd: 0.01, predicted_cost_usd: expect.any(Number) });
    expect(opened.servers.creative.requests).toEqual([]);
    expectTold(opened, meta);
  });

  it('that is spent leaves what is free', async () => {
    const env = {
      ACCORD_SERVING_LIMITS_USD_PER_DAY: '0.01',
      ACCORD_ROLES_INTERPRETER_OUTPUT_USD_PER_MILLION: '1000',
    };
    const opened = await open({ env });
    const { said, meta } = await opened.call(anew(), 'fast');
    expect(said.words.at(-1)).toBe('rule-interpreter');
    expect(meta.reliability).toBe('low');
    expect(opened.servers.interpreter.requests).toEqual([]);
    expectTold(opened, meta);
  });
});
