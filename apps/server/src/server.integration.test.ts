import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Problem } from '@accord/contract';
import { type Accord, openAccord } from '@accord/host';
import type { Domain } from '@accord/runtime';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverKnobs } from './knobs.ts';
import { createServer } from './server.ts';
import { askOverHttp } from './testing/ask-over-http.ts';
import { stubDomain } from './testing/stub-domain.ts';

let folder: string;
let accord: Accord;
let app: FastifyInstance;
let lines: Record<string, unknown>[];

async function open(
  domain: Domain = stubDomain().domain,
  changed: (accord: Accord) => Accord = (opened) => opened,
): Promise<void> {
  const opened = await openAccord({
    env: { ACCORD_DATA_DIR: join(folder, 'data') },
    appKnobs: [serverKnobs],
    domains: [domain],
    logDestination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  accord = changed(opened);
  const knobs = accord.configuration.knobs.of(serverKnobs);
  app = await createServer({ accord, knobs, dashboardFolder: join(folder, 'dashboard') });
}

async function close(): Promise<void> {
  await app.close();
  await accord.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-server-'));
  lines = [];
  await open();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const post = (payload: unknown, url = '/api/echo') =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

type Reply = Awaited<ReturnType<typeof post>>;

function expectProblem(reply: Reply, status: number, code: string, field?: string): Problem {
  expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const problem = reply.json<Problem>();
  expect(problem).toMatchObject({ status, code, type: `/docs#${code}`, instance: expect.any(String) });
  expect(problem.field).toBe(field);
  expect(reply.statusCode).toBe(status);
  return problem;
}

describe('a task over HTTP', () => {
  it('answers with what was made and how', async () => {
    const reply = await post({ text: '안녕', mode: 'fast' });
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.json()).toMatchObject({ echo: { said: '안녕' }, meta: { mode_used: 'fast' } });
  });

  it('explains the decision, also after a restart', async () => {
    const { id } = (await post({ text: 'hello' })).json().meta;
    const explain = async () => (await app.inject(`/api/explain/${id}`)).json();
    const record = await explain();
    expect(record).toMatchObject({ id, input: 'hello', output: { said: 'hello' }, outcome: 'ok' });
    await close();
    await open();
    expect(await explain()).toEqual(record);
  });

  it('keeps concurrent requests apart', async () => {
    const texts = Array.from({ length: 200 }, (_, index) => `text ${index}`);
    const replies = await Promise.all(texts.map((text) => post({ text })));
    expect(replies.map((reply) => reply.json().echo.said)).toEqual(texts);
    expect(new Set(replies.map((reply) => reply.json().meta.id)).size).toBe(200);
  });

  it.each([
    ['a lone surrogate', '"\\ud800"', '\ud800'],
    ['control characters', '"\\u0000\\u001b[31m"', '\u0000\u001b[31m'],
    ['right-to-left text', '"\\u202eabc"', '\u202eabc'],
    ['emoji', '"🌸👩‍👩‍👧"', '🌸👩‍👩‍👧'],
  ])('takes %s, and keeps it', async (_, text, said) => {
    const reply = await post(`{"text":${text}}`);
    expect(reply.json().echo.said).toBe(said);
    const explained = await app.inject(`/api/explain/${reply.json().meta.id}`);
    expect(explained.json().input).toBe(said);
  });
});

describe('bad input', () => {
  it.each([
    ['an empty text', { text: '' }, 'ECHO_BLANK', 'text'],
    ['a blank text', { text: ' \n\t　' }, 'ECHO_BLANK', 'text'],
    ['a text over the limit', { text: 'x'.repeat(4001) }, 'REQUEST_INVALID', 'text'],
    ['a text of another type', { text: 1 }, 'REQUEST_INVALID', 'text'],
    ['no text', {}, 'REQUEST_INVALID', 'text'],
    ['an unknown mode', { text: 'x', mode: 'slow' }, 'REQUEST_INVALID', 'mode'],
    ['an unknown field', { text: 'x', txet: 1 }, 'REQUEST_UNKNOWN_FIELD', 'txet'],
    ['a list', [], 'REQUEST_INVALID', undefined],
    ['null', 'null', 'REQUEST_INVALID', undefined],
    ['a bare string', '"text"', 'REQUEST_INVALID', undefined],
    ['malformed JSON', '{"text":', 'REQUEST_MALFORMED', undefined],
    ['an empty body', '', 'REQUEST_MALFORMED', undefined],
    ['a __proto__ key', '{"text":"x","__proto__":{"mode":"fast"}}', 'REQUEST_MALFORMED', undefined],
    ['a constructor key', '{"text":"x","constructor":{"prototype":{}}}', 'REQUEST_MALFORMED', undefined],
  ])('refuses %s', async (_, payload, code, field) => {
    expectProblem(await post(payload), 400, code, field);
    expect(({} as { mode?: string }).mode).toBeUndefined();
  });

  it.each([['text/plain'], ['application/x-www-form-urlencoded'], ['application/xml'], ['nonsense']])(
    'refuses the content type %s',
    async (type) => {
      const reply = await app.inject({
        method: 'POST',
        url: '/api/echo',
        headers: { 'content-type': type },
        payload: '{"text":"x"}',
      });
      expectProblem(reply, 415, 'REQUEST_MEDIA_TYPE');
    },
  );

  it('refuses a body without a content type', async () => {
    const payload = Buffer.from('{"text":"x"}');
    const reply = await app.inject({ method: 'POST', url: '/api/echo', payload });
    expectProblem(reply, 415, 'REQUEST_MEDIA_TYPE');
  });

  it('refuses no body at all', async () => {
    expectProblem(await app.inject({ method: 'POST', url: '/api/echo' }), 400, 'REQUEST_INVALID');
  });

  it('refuses a body over the limit', async () => {
    expectProblem(await post({ text: 'x'.repeat(70_000) }), 413, 'REQUEST_TOO_LARGE');
  });

  it.each([
    ['GET', '/nowhere'],
    ['POST', '/nowhere'],
    ['GET', `/api/explain/${'x'.repeat(120)}`],
    ['GET', '/../../etc/passwd'],
  ] as const)('knows no %s %s', async (method, url) => {
    const reply = await app.inject({
      method,
      url,
      ...(method === 'POST' && { headers: { 'content-type': 'text/plain' }, payload: 'x' }),
    });
    expectProblem(reply, 404, 'ROUTE_NOT_FOUND');
  });

  it('refuses a path that is no URL', async () => {
    expectProblem(await app.inject('/api/%zz'), 400, 'REQUEST_MALFORMED');
  });

  it.each([
    ['GET', '/api/echo', 'POST'],
    ['PUT', '/api/echo', 'POST'],
    ['OPTIONS', '/api/echo', 'POST'],
    ['POST', '/api/health', 'GET, HEAD'],
    ['DELETE', '/api/explain/some-id', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ] as const)('refuses %s %s', async (method, url, allow) => {
    const payload = method === 'PUT' ? { headers: { 'content-type': 'text/plain' }, payload: 'x' } : {};
    const reply = await app.inject({ method, url, ...payload });
    expectProblem(reply, 405, 'METHOD_NOT_ALLOWED');
    expect(reply.headers.allow).toBe(allow);
  });

  it('knows no decision under a made-up id', async () => {
    expectProblem(await app.inject("/api/explain/x'%20OR%201=1"), 404, 'DECISION_NOT_FOUND');
  });

  it('tells when to come back', async () => {
    const reply = await post({ text: 'x' }, '/api/overloaded');
    expectProblem(reply, 503, 'ENGINE_OVERLOADED');
    expect(reply.headers['retry-after']).toBe('3');
  });

  it('keeps the inside of a fault to the log, under the id of the request', async () => {
    const reply = await post({ text: 'x' }, '/api/broken');
    const { instance } = expectProblem(reply, 500, 'INTERNAL');
    expect(reply.body).not.toMatch(/hunter2|\.ts/);
    expect(lines).toContainEqual(
      expect.objectContaining({
        id: instance,
        code: 'INTERNAL',
        err: expect.objectContaining({ message: 'the password is hunter2' }),
      }),
    );
  });
});

describe('a bug behind /v1', () => {
  it('is an error of the protocol of OpenAI, says nothing of itself, and alerts', async () => {
    await close();
    const faulty = (): never => {
      throw new TypeError('the password is hunter2');
    };
    await open(undefined, (opened) => ({ ...opened, gateway: { ...opened.gateway, open: faulty } }));
    const reply = await askOverHttp(app, {
      method: 'POST',
      url: '/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      payload: '{"model":"m","messages":[]}',
    });
    expect(reply.statusCode).toBe(500);
    expect(reply.json()).toMatchObject({ error: { code: 'INTERNAL', type: 'server_error' } });
    expect(reply.body).not.toContain('hunter2');
    expect((await accord.health()).components['bugs']).toMatchObject({ status: 'DEGRADED' });
  });
});

describe('a long reply', () => {
  const ask = (text: string, encoding?: string) =>
    app.inject({
      method: 'POST',
      url: '/api/echo',
      headers: {
        'content-type': 'application/json',
        ...(encoding !== undefined && { 'accept-encoding': encoding }),
      },
      payload: JSON.stringify({ text }),
    });
  // Written as \\u0001 each.
  const long = '\u0001'.repeat(3900);

  it('is compressed for who takes that', async () => {
    const reply = await ask(long, 'gzip, br');
    expect(reply.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(Number(reply.headers['content-length'])).toBe(reply.rawPayload.length);
    expect(reply.rawPayload.length).toBeLessThan(2000);
    expect(JSON.parse(gunzipSync(reply.rawPayload).toString()).echo.said).toBe(long);
  });

  it.each([undefined, 'identity', 'gzip;q=0'])('is sent as it is to who asks for %j', async (encoding) => {
    const reply = await ask(long, encoding);
    expect(reply.headers['content-encoding']).toBeUndefined();
    expect(reply.headers.vary).toBe('accept-encoding');
    expect(reply.json().echo.said).toBe(long);
  });

  it('is told from a short one, which is never compressed', async () => {
    const reply = await ask('short', 'gzip');
    expect(reply.headers['content-encoding']).toBeUndefined();
    expect(reply.json().echo.said).toBe('short');
  });
});

describe('what stands beside the tasks', () => {
  it('says that it is alive', async () => {
    expect((await app.inject('/health')).json()).toEqual({ status: 'alive' });
  });

  it('reports the health of each component', async () => {
    const reply = await app.inject('/api/health');
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toMatchObject({
      status: 'HEALTHY',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      environment: 'development',
      components: {
        database: { status: 'HEALTHY' },
        'engine.interpreter': { status: 'HEALTHY', detail: 'rules: 1 rule sets' },
      },
    });
  });

  it('counts requests and tasks', async () => {
    await post({ text: 'x' });
    await post({ text: '' });
    await app.inject('/nowhere');
    const reply = await app.inject('/metrics');
    expect(reply.headers['content-type']).toMatch(/^text\/plain/);
    for (const line of [
      'accord_http_requests_total{method="POST",route="/api/echo",status="200"} 1',
      'accord_http_requests_total{method="POST",route="/api/echo",status="400"} 1',
      'accord_http_requests_total{method="GET",route="unmatched",status="404"} 1',
      'http_request_duration_seconds_count{method="POST",route="/api/echo"} 2',
      'accord_tasks_total{task="stub.echo",mode="balanced",outcome="ok"} 1',
    ]) {
      expect(reply.body).toContain(line);
    }
  });

  it('logs one line for each request, without its query', async () => {
    await app.inject('/health?key=secret');
    expect(lines).toEqual([
      expect.objectContaining({ message: 'request', method: 'GET', path: '/health', status: 200 }),
    ]);
  });

  it('takes a well-formed request id from outside, and no other', async () => {
    const instanceFor = async (id: string) =>
      (await app.inject({ url: '/nowhere', headers: { 'x-request-id': id } })).json<Problem>().instance;
    expect(await instanceFor('trace-1:a.b_c')).toBe('trace-1:a.b_c');
    for (const id of ['', 'a b', '<script>', 'x'.repeat(65), '{"a":1}']) {
      expect(await instanceFor(id)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    }
  });
});

describe('the reference', () => {
  it('is valid OpenAPI 3.1, made from the schemas', async () => {
    const document = (await app.inject('/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/api/echo', '/api/explain/{id}', '/api/health', '/health', '/metrics']),
    );
    expect(document.components.schemas.StubRequest).toMatchObject({ additionalProperties: false });
    expect(document.components.schemas.Decision.properties.meta).toEqual({
      $ref: '#/components/schemas/Meta',
    });
    expect(JSON.stringify(document)).not.toMatch(/\$defs|\$schema/);
  });

  it('names only what it describes', async () => {
    const text = (await app.inject('/openapi.json')).body;
    const { components } = JSON.parse(text);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(components.schemas).toHaveProperty(name as string);
    }
  });

  it('is a page that names every operation and every error, and loads nothing', async () => {
    const reply = await app.inject('/docs');
    const page = reply.body;
    for (const { operationId } of Object.values<Record<string, { operationId: string }>>(
      (await app.inject('/openapi.json')).json().paths,
    ).flatMap((methods) => Object.values(methods))) {
      expect(page).toContain(`id="${operationId}"`);
    }
    for (const code of ['REQUEST_INVALID', 'ENGINE_TIMEOUT', 'DECISION_NOT_FOUND', 'METHOD_NOT_ALLOWED']) {
      expect(page).toContain(`<tr id="${code}">`);
    }
    expect(page).toContain('it&#39;\\&#39;&#39;s &lt;here&gt;');
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(/);
    expect(reply.headers['content-security-policy']).toMatch(/style-src 'sha256-[\w+/=]+'/);
  });
});

describe('the dashboard', () => {
  it('says so when it was not built', async () => {
    const reply = await app.inject('/');
    expect(reply.statusCode).toBe(503);
    expect(reply.headers['content-type']).toMatch(/^text\/html/);
    expect(reply.body).toContain('npm run build');
  });

  it('is served with its assets kept for ever and its page never', async () => {
    const dashboard = join(folder, 'dashboard');
    mkdirSync(join(dashboard, 'assets'), { recursive: true });
    writeFileSync(join(dashboard, 'index.html'), '<!doctype html><title>Accord</title>');
    writeFileSync(join(dashboard, 'assets', 'index-abc123.js'), 'export {};');
    await close();
    await open();

    const page = await app.inject('/');
    expect(page.body).toContain('<title>Accord</title>');
    expect(page.headers).toMatchObject({
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringMatching(/default-src 'self'.*frame-ancestors 'none'/),
    });
    const asset = await app.inject('/assets/index-abc123.js');
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asset.headers['content-type']).toMatch(/javascript/);
    expect((await app.inject('/assets/../../data/accord.db')).statusCode).toBe(404);
    expect((await app.inject('/assets/%2e%2e/%2e%2e/data/accord.db')).statusCode).toBe(404);
  });
});
