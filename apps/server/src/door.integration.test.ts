import type { Problem } from '@accord/contract';
import { startModelServer } from '@accord/engine/testing/model-server';
import { picoUsd } from '@accord/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer } from './testing/ask-over-http.ts';
import { echoOf, serve, type Served } from './testing/served.ts';

let served: Served;
async function open(env: Readonly<Record<string, string>> = {}): Promise<void> {
  served = await serve(env);
}
afterEach(async () => served.close());

function expectProblem(reply: Answer, status: number, code: string): void {
  expect(reply.json<Problem>()).toMatchObject({ status, code });
  expect(reply.statusCode).toBe(status);
  expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
}
const made = (options: Parameters<Served['issue']>[0] = {}): Promise<string> => served.issue(options);
const REQUIRED = { ACCORD_SERVER_REQUIRE_KEY: 'true' };

describe('a server that has no key', () => {
  it('asks for none on this machine', async () => {
    await open();
    expect((await served.ask(undefined, echoOf('x'))).statusCode).toBe(200);
    expect((await served.ask(undefined, { url: '/api/cache/stats' })).statusCode).toBe(200);
    expect((await served.ask(undefined, { url: '/metrics' })).statusCode).toBe(200);
  });

  it('takes no notice of keys for other services, and refuses one of its own form', async () => {
    await open();
    expect((await served.ask('sk-anything', echoOf('x'))).statusCode).toBe(200);
    expectProblem(
      await served.ask(`accord_${'0'.repeat(16)}_${'x'.repeat(43)}`, echoOf('x')),
      401,
      'KEY_INVALID',
    );
  });

  it.each(['evil.example', 'evil.example:8000', '127.0.0.1.nip.io', '10.0.0.1'])(
    'answers nobody who was led here as %s',
    async (host) => {
      await open();
      const led = { headers: { host } };
      expectProblem(await served.ask(undefined, { url: '/api/modes', ...led }), 403, 'HOST_NOT_LOCAL');
      expectProblem(await served.ask(undefined, { url: '/metrics', ...led }), 403, 'HOST_NOT_LOCAL');
      const echo = echoOf('x');
      const echoLed = { ...echo, headers: { ...echo.headers, host } };
      expectProblem(await served.ask(undefined, echoLed), 403, 'HOST_NOT_LOCAL');
      const health = await served.ask(undefined, { url: '/api/health', ...led });
      expect(health.json()).toMatchObject({ status: 'HEALTHY', components: {} });
    },
  );

  it('asks for one where it is told to', async () => {
    await open(REQUIRED);
    expectProblem(await served.ask(undefined, echoOf('x')), 401, 'KEY_MISSING');
    expectProblem(await served.ask('sk-anything', echoOf('x')), 401, 'KEY_INVALID');
  });

  it('asks for one as soon as it knows that one was made', async () => {
    await open();
    expect((await served.ask(undefined, echoOf('x'))).statusCode).toBe(200);
    const key = await made();
    await expect
      .poll(async () => (await served.ask(undefined, echoOf('x'))).statusCode, { timeout: 5000 })
      .toBe(401);
    expect((await served.ask(key, echoOf('x'))).statusCode).toBe(200);
  });
});

describe('a server that asks for keys', () => {
  it('says how to bring one, and what is wrong with the one that was brought', async () => {
    await open(REQUIRED);
    const missing = await served.ask(undefined, echoOf('x'));
    expectProblem(missing, 401, 'KEY_MISSING');
    expect(missing.headers['www-authenticate']).toBe('Bearer realm="accord"');
    const wrong = await served.ask('accord_no', echoOf('x'));
    expectProblem(wrong, 401, 'KEY_INVALID');
    expect(wrong.headers['www-authenticate']).toBe('Bearer realm="accord", error="invalid_token"');
  });

  it.each([
    ['Basic dXNlcjpwYXNz'],
    ['Bearer'],
    ['Bearer  '],
    ['accord_x'],
    ['Bearer a b'],
    [`Bearer ${'x'.repeat(8000)}`],
  ])('refuses Authorization: %.20s', async (authorization) => {
    await open(REQUIRED);
    const reply = await served.ask(undefined, { url: '/api/modes', headers: { authorization } });
    expect(reply.statusCode).toBe(401);
  });

  it('heeds the scheme in any case', async () => {
    await open(REQUIRED);
    const authorization = `bEARER ${await made()}`;
    expect((await served.ask(undefined, { url: '/api/modes', headers: { authorization } })).statusCode).toBe(
      200,
    );
  });

  it('refuses a key that was revoked, and one that took its place is let in', async () => {
    await open(REQUIRED);
    const key = await made();
    expect((await served.ask(key, echoOf('x'))).statusCode).toBe(200);
    const { keys } = served.accord.accounts;
    const [record] = await keys.list();
    const next = await keys.rotate(record?.id ?? '', { graceSeconds: 0 });
    expectProblem(await served.ask(key, echoOf('x')), 401, 'KEY_INVALID');
    expect((await served.ask(next.secret, echoOf('x'))).statusCode).toBe(200);
    await keys.revoke(next.id);
    expectProblem(await served.ask(next.secret, echoOf('x')), 401, 'KEY_INVALID');
  });

  it('asks before it reads a body, names a method or finds nothing', async () => {
    await open(REQUIRED);
    const headers = { 'content-type': 'text/plain' };
    const payload = 'x'.repeat(100_000);
    for (const url of ['/api/echo', '/api/cache/clear']) {
      expect((await served.ask(undefined, { method: 'POST', url, headers, payload })).statusCode).toBe(401);
      expect((await served.ask(undefined, { method: 'PUT', url })).statusCode).toBe(401);
    }
  });

  it('leaves open what tells nothing', async () => {
    await open(REQUIRED);
    for (const url of ['/health', '/docs', '/openapi.json']) {
      expect((await served.ask(undefined, { url })).statusCode).toBe(200);
    }
    expect((await served.ask(undefined, { url: '/api/health' })).json()).toMatchObject({
      status: 'HEALTHY',
      components: {},
    });
    const key = await made();
    const { components } = (await served.ask(key, { url: '/api/health' })).json();
    expect(components).toHaveProperty('database');
    expect((await served.ask('accord_wrong', { url: '/api/health' })).statusCode).toBe(401);
  });

  const ADMINISTRATIVE = [
    ['GET', '/metrics'],
    ['GET', '/api/cache/stats'],
    ['POST', '/api/cache/clear'],
    ['POST', '/api/cache/invalidate'],
    ['POST', '/api/cache/warm'],
    ['GET', '/api/cache/verify'],
    ['POST', '/api/cache/verify'],
    ['GET', '/api/ledger/balance'],
    ['GET', '/api/ledger/spend'],
  ] as const;
  it.each(ADMINISTRATIVE)('keeps %s %s for admins', async (method, url) => {
    await open(REQUIRED);
    const body =
      method === 'GET'
        ? {}
        : { headers: { 'content-type': 'application/json' }, payload: '{"pattern":"nothing:*"}' };
    expectProblem(await served.ask(await made(), { method, url, ...body }), 403, 'ROLE_NOT_ENOUGH');
    const admin = await served.ask(await made({ role: 'admin' }), { method, url, ...body });
    expect(admin.statusCode).toBeLessThan(401);
  });
});

describe('the limits of a key', () => {
  it('are told with each answer, and hold', async () => {
    await open(REQUIRED);
    const key = await made({ limits: { perMinute: 2, perHour: 100 } });
    const first = await served.ask(key, echoOf('x'));
    expect(first.headers['ratelimit-policy']).toBe('"key-minute";q=2;w=60, "key-hour";q=100;w=3600');
    expect(first.headers['ratelimit']).toBe('"key-minute";r=1');
    await served.ask(key, echoOf('x'));
    const refused = await served.ask(key, echoOf('x'));
    expectProblem(refused, 429, 'RATE_LIMITED');
    const wait = Number(refused.headers['retry-after']);
    expect(wait).toBeGreaterThan(50);
    expect(refused.headers['ratelimit']).toBe(`"key-minute";r=0;t=${wait}`);
    expect((await served.ask(await made(), echoOf('x'))).statusCode).toBe(200);
  });

  it('are 60 a minute where nothing else was said, and none without a key', async () => {
    await open();
    const answers = await Promise.all(
      Array.from({ length: 70 }, async () => served.ask(undefined, { url: '/api/modes' })),
    );
    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
    const key = await made();
    const limited = await Promise.all(
      Array.from({ length: 70 }, async () => served.ask(key, { url: '/api/modes' })),
    );
    expect(limited.filter(({ statusCode }) => statusCode === 200)).toHaveLength(60);
    expect(limited.filter(({ statusCode }) => statusCode === 429)).toHaveLength(10);
  });

  it('hold for a tenant over all its keys', async () => {
    await open(REQUIRED);
    const none = { day: undefined, month: undefined };
    await served.accord.accounts.keys.setTenant({
      tenant: 'acme',
      limits: { perMinute: 3, perHour: undefined },
      budget: none,
    });
    const keys = [await made(), await made()];
    const answers = await Promise.all(
      Array.from({ length: 8 }, async (_, at) => served.ask(keys[at % 2], { url: '/api/modes' })),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(3);
  });
});

describe('tenants', () => {
  it('do not see the answers or the decisions of each other', async () => {
    await open(REQUIRED);
    const [one, other] = [await made({ tenant: 'one' }), await made({ tenant: 'other' })];
    const cacheOf = async (key: string) => (await served.ask(key, echoOf('the same'))).json().meta;
    const first = await cacheOf(one);
    expect(first.cache.outcome).toBe('miss');
    expect((await cacheOf(one)).cache.outcome).toBe('hit');
    const elsewhere = await cacheOf(other);
    expect(elsewhere.cache.outcome).toBe('miss');
    const explain = (key: string, id: string) => served.ask(key, { url: `/api/explain/${id}` });
    expect((await explain(one, first.id)).json()).toMatchObject({ id: first.id, tenant: 'one' });
    expectProblem(await explain(other, first.id), 404, 'DECISION_NOT_FOUND');
    expectProblem(await explain(one, elsewhere.id), 404, 'DECISION_NOT_FOUND');
    const admin = await made({ tenant: 'other', role: 'admin' });
    expectProblem(await explain(admin, first.id), 404, 'DECISION_NOT_FOUND');
  });

  it('find what was decided before there were keys only as the local one', async () => {
    await open();
    const { id } = (await served.ask(undefined, echoOf('x'))).json().meta;
    expect((await served.ask(await made({ tenant: 'one' }), { url: `/api/explain/${id}` })).statusCode).toBe(
      404,
    );
    expect(
      (await served.ask(await made({ tenant: 'local' }), { url: `/api/explain/${id}` })).statusCode,
    ).toBe(200);
  });

  it('have what an admin warms for them, and nobody else has it', async () => {
    await open(REQUIRED);
    const admin = await made({ tenant: 'one', role: 'admin' });
    const warmed = await served.ask(admin, {
      method: 'POST',
      url: '/api/cache/warm',
      headers: { 'content-type': 'application/json' },
      payload: '{"requests":[{"path":"/api/echo","body":{"text":"warm"}}]}',
    });
    expect(warmed.json()).toMatchObject({ computed: 1 });
    const outcomeFor = async (tenant: string) =>
      (await served.ask(await made({ tenant }), echoOf('warm'))).json().meta.cache.outcome;
    expect(await outcomeFor('one')).toBe('hit');
    expect(await outcomeFor('other')).toBe('miss');
  });
});

describe('below /v1', () => {
  const openAiError = (reply: Answer): unknown => {
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    return reply.json().error;
  };

  it('refusals are errors of OpenAI', async () => {
    await open(REQUIRED);
    const models = { url: '/v1/models' };
    const missing = await served.ask(undefined, models);
    expect(missing.statusCode).toBe(401);
    expect(missing.headers['www-authenticate']).toBe('Bearer realm="accord"');
    expect(openAiError(missing)).toMatchObject({
      type: 'authentication_error',
      code: 'KEY_MISSING',
      param: null,
    });
    const wrong = await served.ask('sk-of-another-service', models);
    expect(openAiError(wrong)).toMatchObject({ type: 'authentication_error', code: 'KEY_INVALID' });
    const key = await made({ limits: { perMinute: 1 } });
    expect((await served.ask(key, models)).statusCode).toBe(200);
    const limited = await served.ask(key, models);
    expect(limited.statusCode).toBe(429);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    expect(openAiError(limited)).toMatchObject({ type: 'rate_limit_error', code: 'RATE_LIMITED' });
  });

  it('a key is asked for before a body is read', async () => {
    await open(REQUIRED);
    const payload = 'x'.repeat(100_000);
    for (const path of ['chat/completions', 'responses', 'embeddings']) {
      const reply = await served.ask(undefined, { method: 'POST', url: `/v1/${path}`, payload });
      expect(reply.statusCode).toBe(401);
    }
  });
});

describe('a budget', () => {
  it('that is spent refuses with 402 before a model is asked, until it opens again', async () => {
    const model = await startModelServer();
    try {
      await open({
        ...REQUIRED,
        ACCORD_ROLES_INTERPRETER_DRIVER: 'openai',
        ACCORD_ROLES_INTERPRETER_BASE_URL: model.baseUrl,
        ACCORD_ROLES_INTERPRETER_INPUT_USD_PER_MILLION: '1',
        ACCORD_ROLES_INTERPRETER_OUTPUT_USD_PER_MILLION: '1',
      });
      const ask = async (key: string) =>
        served.ask(key, {
          method: 'POST',
          url: '/v1/chat/completions',
          headers: { 'content-type': 'application/json' },
          payload: '{"model":"accord/fast","messages":[{"role":"user","content":"Rose"}]}',
        });
      const poor = await ask(await made({ budget: { day: 1n, month: undefined } }));
      expect(poor.statusCode).toBe(402);
      expect(poor.json().error).toMatchObject({ type: 'insufficient_quota', code: 'BUDGET_SPENT' });
      expect(Number(poor.headers['retry-after'])).toBeGreaterThan(0);
      expect(model.requests.filter(({ method }) => method === 'POST')).toHaveLength(0);
      expect((await ask(await made({ budget: { day: 10n ** 12n, month: undefined } }))).statusCode).toBe(200);
    } finally {
      await model.close();
    }
  });
});

describe('the ledger', () => {
  const get = async (key: string, url: string) => (await served.ask(key, { url })).json();

  it('tells an admin what each key, model and day cost, and that the books balance', async () => {
    await open({ ...REQUIRED, ACCORD_LEDGER_FOLD_MS: '1' });
    const admin = await made({ role: 'admin', name: 'operator' });
    const { keys, ledger } = served.accord.accounts;
    const account = await keys.authenticate(await made({ name: 'storefront' }));
    const intent = { request: 'a', account, endpoint: 'chat', model: 'm' } as const;
    const reservation = await ledger.reserve({ ...intent, most: picoUsd(5_000_000) });
    const charge = {
      engine: 'openai',
      model: 'm',
      tokens: { input: 10, cachedInput: 4, output: 2 },
      cost: picoUsd(1_000_001),
      basis: 'reported',
      outcome: 'completed',
    } as const;
    reservation.settle([charge, { ...charge, basis: 'estimated' }]);
    const figures = {
      cost_usd: '0.000002000002',
      calls: 2,
      cached_calls: 0,
      estimated_calls: 1,
      tokens: { input: 20, cached_input: 8, output: 4 },
    };
    const spend = (by: string) => get(admin, `/api/ledger/spend?by=${by}`);
    await expect.poll(async () => (await spend('day')).total, { timeout: 5000 }).toEqual(figures);
    const day = new Date().toISOString().slice(0, 10);
    expect((await spend('day')).lines).toEqual([{ name: day, label: null, tenant: null, ...figures }]);
    expect((await spend('model')).lines).toEqual([
      { name: 'openai/m', label: null, tenant: null, ...figures },
    ]);
    expect((await spend('key')).lines).toEqual([
      { name: account.key, label: 'storefront', tenant: 'acme', ...figures },
    ]);
    const balance = await get(admin, '/api/ledger/balance');
    expect(balance).toMatchObject({ balanced: true, sum_usd: '0' });
    expect(balance.accounts).toContainEqual({ account: 'spent', balance_usd: '0.000002000002' });
    expect(balance.accounts).toContainEqual({ account: 'reserved', balance_usd: '0' });
    const past = await get(admin, '/api/ledger/spend?from=2020-01-01&to=2020-12-31');
    expect(past).toMatchObject({ total: { calls: 0, cost_usd: '0' }, lines: [] });
  });

  it.each([
    ['by=hour', 'by'],
    ['from=yesterday', 'from'],
    ['from=2026-02-30', 'from'],
    ['from=2026-02-02&to=2026-02-01', 'from'],
    ['from=2000-01-01&to=2026-01-01', 'from'],
    ['by=key&by=day', 'by'],
    ['tenant=acme', 'tenant'],
  ])('refuses the query %s', async (query, field) => {
    await open();
    const reply = await served.ask(undefined, { url: `/api/ledger/spend?${query}` });
    expect(reply.statusCode).toBe(400);
    expect(reply.json<Problem>().field).toBe(field);
  });
});
