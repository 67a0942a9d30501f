import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  briefReplySchema,
  memoryFoundSchema,
  memoryStatsSchema,
  memoryVerifySchema,
  recalledSchema,
} from '@accord/contract';
import { openAccord } from '@accord/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverKnobs } from './knobs.ts';
import { type RunningServer, startServer } from './start.ts';

let folder: string;
let server: RunningServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-memory-routes-'));
  await start();
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await startServer({
    env: { PORT: '0', ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent', ...env },
    dashboardFolder: join(folder, 'dashboard'),
  });
}

async function call(action: string, body?: unknown, headers: Record<string, string> = {}) {
  const reply = await fetch(`${server.address}/api/v1/memory/${action}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests say what they expect of it
  const json: any = await reply.json();
  return { status: reply.status, json };
}

/** Makes a key for each tenant, as another process would, and waits until the server has heard that there are keys. */
async function keysOf(...tenants: string[]): Promise<string[]> {
  const env = { ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' };
  const accord = await openAccord({ env, appKnobs: [serverKnobs] });
  const made = [];
  for (const tenant of tenants) {
    made.push((await accord.accounts.keys.create({ tenant, role: 'user', name: tenant })).secret);
  }
  await accord.close();
  while ((await call('stats')).status !== 401) await new Promise((resolve) => setTimeout(resolve, 20));
  return made;
}

const ADDRESS = {
  class: 'chat',
  key: 'customer-7/address',
  text: 'Lives in Busan.',
  metadata: { by: 'agent-3' },
};

describe('/api/v1/memory', () => {
  it('remembers, recalls, finds, and forgets', async () => {
    const about = { class: 'chat', key: ADDRESS.key };
    const stored = await call('store', { ...ADDRESS, valid_from: 1000 });
    expect(stored).toMatchObject({ status: 200, json: { known: false } });
    expect((await call('recall', { id: stored.json.id })).json).toMatchObject({
      text: ADDRESS.text,
      key: ADDRESS.key,
    });
    await call('store', { ...about, json: { city: '서울' }, valid_from: 2000 });
    expect(recalledSchema.parse((await call('recall', about)).json).json).toEqual({ city: '서울' });
    expect((await call('recall', { ...about, at: 1999 })).json).toMatchObject({
      text: ADDRESS.text,
      metadata: ADDRESS.metadata,
      form: 'original',
    });
    expect((await call('history', about)).json.versions).toHaveLength(2);
    await call('store', {
      class: 'research_note',
      key: 'moss',
      text: 'Moss smells of rain and of old wood.',
    });
    const { found } = memoryFoundSchema.parse(
      (await call('search', { text: 'what does old moss smell of?' })).json,
    );
    expect(found[0]).toMatchObject({ key: 'moss', class: 'research_note' });
    expect((await call('search', { classes: ['legal'] })).json.found).toEqual([]);
    const stats = memoryStatsSchema.parse((await call('stats')).json);
    expect(stats).toMatchObject({ records: 3, contents: 3 });
    expect((await call('forget', about)).json).toMatchObject({ forgotten: 2, contents_destroyed: 2 });
    expect(await call('recall', about)).toMatchObject({ status: 404, json: { code: 'MEMORY_NOT_FOUND' } });
    expect((await call('age', {})).json).toMatchObject({ tightened: 0, packed: 0 });
    const verified = memoryVerifySchema.parse((await call('verify')).json);
    expect(verified).toMatchObject({ holds: true, tenants: [{ tenant: 'local', records: 1, findings: [] }] });
  });

  it.each([
    ['an unknown class', { ...ADDRESS, class: 'diary' }, 'MEMORY_CLASS_UNKNOWN', 'class'],
    ['two contents', { ...ADDRESS, json: 1 }, 'REQUEST_INVALID', 'text'],
    ['no content', { class: 'chat', key: 'k' }, 'REQUEST_INVALID', 'text'],
    ['nested metadata', { ...ADDRESS, metadata: { a: { b: 1 } } }, 'REQUEST_INVALID', 'metadata.a'],
    ['an unknown field', { ...ADDRESS, tenant: 'other' }, 'REQUEST_UNKNOWN_FIELD', 'tenant'],
    ['an empty key', { ...ADDRESS, key: '' }, 'REQUEST_INVALID', 'key'],
    ['a moment that is none', { ...ADDRESS, valid_from: -1 }, 'REQUEST_INVALID', 'valid_from'],
  ])('refuses %s, and says which field', async (_, body, code, field) => {
    expect(await call('store', body)).toMatchObject({ status: 400, json: { code, field } });
  });

  it('keeps tenants apart by the key of the caller', async () => {
    const [one = {}, two = {}] = (await keysOf('one', 'two')).map((secret) => ({
      authorization: `Bearer ${secret}`,
    }));
    await call('store', ADDRESS, one);
    expect(await call('recall', { class: 'chat', key: ADDRESS.key }, two)).toMatchObject({ status: 404 });
    expect((await call('forget', { class: 'chat', key: ADDRESS.key }, two)).json).toMatchObject({
      forgotten: 0,
    });
    expect(await call('recall', { class: 'chat', key: ADDRESS.key }, one)).toMatchObject({ status: 200 });
    // Walking over what everyone remembers is for an operator.
    expect(await call('verify', undefined, one)).toMatchObject({ status: 403 });
    expect(await call('recall', { class: 'chat', key: ADDRESS.key })).toMatchObject({ status: 401 });
  });

  it('keeps a brief where the request says so, and not when the request is only warmed', async () => {
    const remember = { class: 'research_note', key: 'customer-7/wish' };
    const body = { text: 'A quiet woody scent for autumn', mode: 'fast', remember };
    const post = async (path: string, sent: unknown) =>
      fetch(`${server.address}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(sent),
      });
    expect((await post('/api/cache/warm', { requests: [{ path: '/api/briefs', body }] })).status).toBe(200);
    expect((await call('recall', remember)).status).toBe(404);
    const reply = briefReplySchema.parse(await (await post('/api/briefs', body)).json());
    expect(await call('recall', { id: reply.remembered })).toMatchObject({
      json: { ...remember, json: { wish: body.text, brief: { style: reply.brief.style } } },
    });
    const refused = await post('/api/briefs', { ...body, remember: { class: 'diary' } });
    expect(await refused.json()).toMatchObject({ code: 'MEMORY_CLASS_UNKNOWN' });
    const plain = briefReplySchema.parse(
      await (await post('/api/briefs', { ...body, remember: undefined })).json(),
    );
    expect(plain.remembered).toBeUndefined();
  });

  it('keeps its key in the data folder, for nobody else to read, and does without no key', async () => {
    await call('store', ADDRESS);
    const path = join(folder, 'memory.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const key = readFileSync(path, 'utf8');
    await server.stop();
    rmSync(path);
    await start();
    expect(await call('recall', { class: 'chat', key: ADDRESS.key })).toMatchObject({
      status: 503,
      json: { code: 'MEMORY_KEY_MISSING' },
    });
    expect(await call('store', ADDRESS)).toMatchObject({ status: 503 });
    writeFileSync(path, 'ab'.repeat(32));
    expect(await call('recall', { class: 'chat', key: ADDRESS.key })).toMatchObject({
      json: { code: 'MEMORY_KEY_MISSING' },
    });
    writeFileSync(path, 'no key');
    expect(await call('recall', { class: 'chat', key: ADDRESS.key })).toMatchObject({
      json: { code: 'MEMORY_KEY_INVALID' },
    });
    writeFileSync(path, key);
    expect(await call('recall', { class: 'chat', key: ADDRESS.key })).toMatchObject({ status: 200 });
  });
});
