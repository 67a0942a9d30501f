import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  BriefReply,
  CacheRemoved,
  CacheStats,
  CacheUse,
  CacheVerify,
  CacheWarmReply,
  Mode,
  Problem,
} from '@accord/contract';
import { cacheVerifySchema } from '@accord/contract';
import { type ModelServer, startModelServer } from '@accord/engine/testing/model-server';
import { openSqlite } from '@accord/storage';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start.ts';

/** The cache of the running server, with briefs whose hints a model gives and everything else the rules. */
let folder: string;
let models: ModelServer;
let server: RunningServer;

const HINTS = JSON.stringify({ hints: ['dew', 'moss', 'linen', 'rain', 'tea'] });
const WISH = 'Wet peonies in a quiet yard';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-cache-routes-'));
  models = await startModelServer({ behaviour: { answer: HINTS } });
  server = await startServer({
    env: {
      PORT: '0',
      ACCORD_DATA_DIR: folder,
      ACCORD_ROLES_CREATIVE_DRIVER: 'openai',
      ACCORD_ROLES_CREATIVE_BASE_URL: models.baseUrl,
      ACCORD_ROLES_CREATIVE_MODEL: 'test-model',
    },
    dashboardFolder: folder,
    logDestination: { write: () => undefined },
  });
});
afterEach(() => done('/api/cache/clear', {}));
afterAll(async () => {
  await server.stop();
  await models.close();
  rmSync(folder, { recursive: true });
});

const send = (path: string, body?: unknown): Promise<Response> =>
  fetch(`${server.address}${path}`, {
    method: 'POST',
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });

async function done<Reply>(path: string, body?: unknown): Promise<Reply> {
  const reply = await send(path, body);
  expect(reply.status).toBe(200);
  return (await reply.json()) as Reply;
}

const brief = (text: string, mode: Mode): Promise<BriefReply> =>
  done<BriefReply>('/api/briefs', { text, mode });
const outcomeOf = async (text: string, mode: Mode): Promise<CacheUse['outcome']> =>
  (await brief(text, mode)).meta.cache.outcome;
const invalidate = (selection: unknown): Promise<CacheRemoved> =>
  done<CacheRemoved>('/api/cache/invalidate', selection);
const stats = async (): Promise<CacheStats> =>
  (await (await fetch(`${server.address}/api/cache/stats`)).json()) as CacheStats;

const ONE = { removed: { memory: 1, sqlite: 1 }, unreached: [] };
const NONE = { removed: { memory: 0, sqlite: 0 }, unreached: [] };

describe('what the cache did', () => {
  it('is counted', async () => {
    const before = await stats();
    await brief(WISH, 'fast');
    await brief(WISH, 'fast');
    await brief(WISH, 'creative');
    const after = await stats();
    const grown = (what: 'lookups' | 'hits' | 'computed'): number => after[what] - before[what];
    expect([grown('lookups'), grown('hits'), grown('computed')]).toEqual([3, 1, 2]);
    expect(after.levels).toMatchObject([
      { level: 'memory', health: { status: 'HEALTHY' }, entries: 2 },
      { level: 'sqlite', health: { status: 'HEALTHY' }, entries: 2 },
    ]);
    expect(after.levels.map(({ hits }, at) => hits - (before.levels[at]?.hits ?? 0))).toEqual([1, 0]);
  });
});

describe('removing', () => {
  beforeEach(async () => {
    await brief(WISH, 'fast');
    await brief(WISH, 'creative');
    expect(await outcomeOf(WISH, 'fast')).toBe('hit');
    expect(await outcomeOf(WISH, 'creative')).toBe('hit');
  });

  it('everything', async () => {
    expect(await done('/api/cache/clear', {})).toEqual({ removed: { memory: 2, sqlite: 2 }, unreached: [] });
    expect(await outcomeOf(WISH, 'fast')).toBe('miss');
  });

  it('everything of one tenant', async () => {
    expect(await done('/api/cache/clear', { tenant: 'another' })).toEqual(NONE);
    expect(await outcomeOf(WISH, 'fast')).toBe('hit');
  });

  it('by key', async () => {
    const path = join(folder, 'cache.db');
    const database = openSqlite({ path, knobs: { busy_timeout_ms: 1000 }, readonly: true });
    const names = database.prepare<[], string>('SELECT name FROM entries ORDER BY name').pluck().all();
    database.close();
    expect(names).toEqual([
      expect.stringMatching(/^fragrance\.brief:creative:/),
      expect.stringMatching(/^fragrance\.brief:fast:/),
    ]);
    expect(await invalidate({ name: names[0], tenant: 'another' })).toEqual(NONE);
    expect(await invalidate({ name: names[0], tenant: 'local' })).toEqual(ONE);
    expect(await outcomeOf(WISH, 'creative')).toBe('miss');
    expect(await outcomeOf(WISH, 'fast')).toBe('hit');
  });

  it('by tag', async () => {
    expect(await invalidate({ tag: 'prompt:fragrance.brief/creative' })).toEqual(ONE);
    expect(await invalidate({ tag: 'task:fragrance.brief' })).toEqual(ONE);
    expect(await outcomeOf(WISH, 'creative')).toBe('miss');
  });

  it('by pattern', async () => {
    expect(await invalidate({ pattern: 'fragrance.brief:creative:*', tenant: 'local' })).toEqual(ONE);
    expect(await outcomeOf(WISH, 'creative')).toBe('miss');
    expect(await outcomeOf(WISH, 'fast')).toBe('hit');
  });

  it.each([
    ['model.replaced', { model: 'openai/test-model' }],
    ['fragrance.prompt_edited', { role: 'creative' }],
  ])('by what has happened: %s', async (event, fields) => {
    expect(await invalidate({ event, fields })).toEqual(ONE);
    const asked = models.requests.length;
    expect(await outcomeOf(WISH, 'creative')).toBe('miss');
    expect(models.requests.length).toBe(asked + 1);
    expect(await outcomeOf(WISH, 'fast')).toBe('hit');
  });

  it.each([
    ['model.replaced', { model: 'openai/another' }],
    ['fragrance.prompt_edited', { role: 'validator' }],
  ])('nothing by %s elsewhere', async (event, fields) => {
    expect(await invalidate({ event, fields, tenant: 'local' })).toEqual(NONE);
    expect(await outcomeOf(WISH, 'creative')).toBe('hit');
  });
});

describe('warming', () => {
  const request = { path: '/api/briefs', body: { text: WISH, mode: 'fast' } };

  it('computes what is given, once', async () => {
    const warmed = { computed: 1, kept: 0, not_kept: 0, failed: 0, failures: [] };
    expect(await done('/api/cache/warm', { requests: [request] })).toEqual(warmed);
    expect(await done('/api/cache/warm', { requests: [request] })).toEqual({
      ...warmed,
      computed: 0,
      kept: 1,
    });
    expect(await outcomeOf(WISH, 'fast')).toBe('hit');
  });

  it('says which requests cannot be run', async () => {
    const requests = [
      request,
      { path: '/api/nowhere', body: {} },
      { path: '/api/briefs', body: { text: '' } },
    ];
    const reply = await done<{ failures: unknown }>('/api/cache/warm', { requests });
    expect(reply).toMatchObject({ computed: 1, failed: 2 });
    expect(reply.failures).toEqual([
      { at: 2, reason: expect.stringContaining('/api/nowhere') },
      { at: 3, reason: expect.stringContaining('text') },
    ]);
  });

  it.each([
    ['without a body', undefined],
    ['with an empty one', {}],
  ])('%s computes what is popular', async (how, body) => {
    const text = `${WISH} ${how}`;
    for (let time = 0; time < 5; time++) await brief(text, 'fast');
    await done('/api/cache/clear', {});
    const { computed, failed } = await done<CacheWarmReply>('/api/cache/warm', body);
    expect(computed).toBeGreaterThanOrEqual(1);
    expect(failed).toBe(0);
    expect(await outcomeOf(text, 'fast')).toBe('hit');
  });
});

describe('bad input', () => {
  it.each([
    ['invalidate', undefined, 'REQUEST_INVALID', undefined, /one of name, tag, pattern, event/],
    ['invalidate', '[]', 'REQUEST_INVALID', undefined, /one of name, tag, pattern, event/],
    ['invalidate', {}, 'REQUEST_INVALID', undefined, /one of name, tag, pattern, event/],
    ['invalidate', { tag: 't', pattern: 'p' }, 'REQUEST_INVALID', 'pattern', /^tag, pattern: only one/],
    ['invalidate', { name: 'n' }, 'REQUEST_INVALID', 'tenant', /^tenant: /],
    ['invalidate', { tag: 1 }, 'REQUEST_INVALID', 'tag', /^tag: /],
    ['invalidate', { tag: '' }, 'REQUEST_INVALID', 'tag', /^tag: /],
    ['invalidate', { tag: 't', fields: {} }, 'REQUEST_UNKNOWN_FIELD', 'fields', /^fields is not/],
    ['invalidate', { event: 'e', fields: { a: 1 } }, 'REQUEST_INVALID', 'fields.a', /^fields\.a: /],
    ['invalidate', { event: 'rain' }, 'CACHE_EVENT_UNKNOWN', 'event', /model\.replaced, fragrance\.prompt/],
    ['invalidate', { event: 'constructor' }, 'CACHE_EVENT_UNKNOWN', 'event', /constructor/],
    ['invalidate', { event: 'model.replaced' }, 'CACHE_EVENT_INCOMPLETE', 'fields.model', /field model/],
    ['clear', undefined, 'REQUEST_INVALID', undefined, /^the body: /],
    ['clear', { all: true }, 'REQUEST_UNKNOWN_FIELD', 'all', /^all is not/],
    ['warm', { requests: 'all' }, 'REQUEST_INVALID', 'requests', /^requests: /],
    ['warm', { requests: [{ body: {} }] }, 'REQUEST_INVALID', 'requests.0.path', /^requests\.0\.path: /],
    ['invalidate', { pattern: '' }, 'REQUEST_INVALID', 'pattern', /^pattern: /],
    ['verify', { id: 1, verdict: 'maybe' }, 'REQUEST_INVALID', 'verdict', /^verdict: /],
    ['verify', { id: -1, verdict: 'right' }, 'REQUEST_INVALID', 'id', /^id: /],
  ])('%s refuses %j', async (act, body, code, field, detail) => {
    const reply = await send(`/api/cache/${act}`, body);
    expect(reply.status).toBe(400);
    const problem = (await reply.json()) as Problem;
    expect(problem).toMatchObject({ code, detail: expect.stringMatching(detail) });
    expect(problem.field).toBe(field);
  });

  it('refuses more fields of an event than anybody has', async () => {
    const fields = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`f${at}`, 'x']));
    const reply = await send('/api/cache/invalidate', { event: 'model.replaced', fields });
    expect(await reply.json()).toMatchObject({ code: 'REQUEST_INVALID', field: 'fields' });
  });
});

describe('the evidence about similar questions', () => {
  const evidence = async (): Promise<CacheVerify> =>
    cacheVerifySchema.parse(await (await fetch(`${server.address}/api/cache/verify`)).json());

  it('grows with each answer that is compared, and takes verdicts of people', async () => {
    await brief('A light citrus scent for summer days', 'creative');
    const { meta } = await brief('a light citrus scent, for summer days', 'creative');
    expect(meta.cache).toMatchObject({
      outcome: 'miss',
      similar: { found: 'candidate', standing: 'gathering', checked: true },
    });
    const { mode, scopes, checks } = await evidence();
    expect(mode).toBe('observe');
    expect(scopes).toMatchObject([
      { task: 'fragrance.brief', tenant: 'local', cases: [{ checks: 1, wrong: 0 }] },
    ]);
    expect(checks[0]).toMatchObject({
      question: 'a light citrus scent, for summer days',
      kept_question: 'A light citrus scent for summer days',
      verdict: { source: 'comparer', wrong: false },
    });
    const judged = await done('/api/cache/verify', { id: checks[0]?.id, verdict: 'wrong' });
    expect(judged).toMatchObject({ verdict: { source: 'person', wrong: true } });
    expect((await evidence()).checks[0]?.verdict).toEqual({ source: 'person', wrong: true });
  });

  it('names what a guard refused, in both languages', async () => {
    for (const [kept, asked] of [
      ['A rose scent with vanilla for winter evenings', 'A rose scent without vanilla for winter evenings'],
      ['겨울 저녁에 어울리는 바닐라를 넣은 장미 향', '겨울 저녁에 어울리는 바닐라를 뺀 장미 향'],
    ] as const) {
      await brief(kept, 'creative');
      await brief(asked, 'creative');
      const [miss] = (await evidence()).near_misses;
      expect(miss).toMatchObject({ question: asked, kept_question: kept, guard: expect.any(String) });
    }
  });

  it('has no check of an id that it does not know, and no other methods', async () => {
    const unknown = await send('/api/cache/verify', { id: 987_654, verdict: 'right' });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ code: 'CACHE_CHECK_UNKNOWN', field: 'id' });
    const removed = await fetch(`${server.address}/api/cache/verify`, { method: 'DELETE' });
    expect([removed.status, removed.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });
});
