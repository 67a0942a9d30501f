import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  batchSheetSchema,
  formulaReportSchema,
  jobSchema,
  keptFormulasSchema,
  materialsReplySchema,
  shelfTableSchema,
} from '@accord/contract';
import { openAccord } from '@accord/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverKnobs } from './knobs.ts';
import { type RunningServer, startServer } from './start.ts';

let folder: string;
let server: RunningServer;
const keys = new Map<string, string>();

const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
  server = await startServer({
    env: { PORT: '0', ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent', ...env },
    dashboardFolder: join(folder, 'dashboard'),
  });
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-shelf-routes-'));
  const env = { ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' };
  const accord = await openAccord({ env, appKnobs: [serverKnobs] });
  for (const tenant of ['acme', 'other', 'third', 'fourth']) {
    const { secret } = await accord.accounts.keys.create({ tenant, role: 'user', name: tenant });
    keys.set(tenant, secret);
  }
  await accord.close();
  await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** A body that is a text is a table. */
async function call(tenant: string, method: string, path: string, body?: unknown) {
  const type = typeof body === 'string' ? 'text/csv' : 'application/json';
  const reply = await fetch(`${server.address}/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${keys.get(tenant)}`,
      ...(body !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await reply.text();
  const isJson = reply.headers.get('content-type')?.includes('json') === true;
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests say what they expect of it
  const json: any = isJson ? JSON.parse(text) : undefined;
  return { status: reply.status, headers: reply.headers, text, json };
}

const MATERIALS = `name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa,families,note,price_class
Moon musk,,synthetic,달먼지,yes,258.4,0.01,musk:1,base,entry
`;
const STOCK = `material,supplier,usd_per_kg,grams,Remark
Linalool,"A, B",16.5,500,in the cellar
linalool,C,20,100,
달먼지,C,80,3,
`;
const CHECKED = { text: 'Moon musk 1\nLinalool 3', concentrate: 10, category: '4' };

describe('a shelf', () => {
  it('is empty at first, with a table to fill in', async () => {
    const { json } = await call('acme', 'GET', 'shelf/materials');
    expect(shelfTableSchema.parse(json)).toMatchObject({ revision: 0, kept_at: null, rows: [] });
    const csv = await call('acme', 'GET', 'shelf/stock?format=csv');
    expect(csv.text).toBe('material,supplier,usd_per_kg,grams\n');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  });

  it('is described with both forms that it takes', async () => {
    const { paths } = (await call('acme', 'GET', '../openapi.json')).json;
    const { content } = paths['/api/shelf/stock'].put.requestBody;
    expect(Object.keys(content)).toEqual(['application/json', 'text/csv']);
    expect(Object.keys(paths['/api/formulas/check'].post.requestBody.content)).toEqual(['application/json']);
  });

  it('keeps tables, as CSV or as JSON, and is used where a request brings none', async () => {
    expect((await call('acme', 'POST', 'formulas/check', CHECKED)).json.code).toBe(
      'FORMULA_MATERIAL_UNKNOWN',
    );
    const materials = shelfTableSchema.parse((await call('acme', 'PUT', 'shelf/materials', MATERIALS)).json);
    const stock = shelfTableSchema.parse((await call('acme', 'PUT', 'shelf/stock', STOCK)).json);

    expect(materials).toMatchObject({ revision: 1, ignored_columns: [], rows: [{ name: 'Moon musk' }] });
    expect(stock).toMatchObject({ revision: 2, ignored_columns: ['Remark'] });
    expect(stock.rows[2]).toEqual({ material: 'Moon musk', supplier: 'C', usd_per_kg: '80', grams: '3' });
    const { cost } = formulaReportSchema.parse((await call('acme', 'POST', 'formulas/check', CHECKED)).json);
    expect(cost.usd_per_kg).toBeCloseTo(80 / 4 + (16.5 * 3) / 4, 9);
    const own = { ...CHECKED, prices: 'material,supplier,usd_per_kg,grams\nLinalool,,1,\n' };
    expect((await call('acme', 'POST', 'formulas/check', own)).json.cost.unpriced).toEqual(['Moon musk']);
    const without = await call('acme', 'POST', 'formulas/check', { ...CHECKED, shelf: false });
    expect(without.json.code).toBe('FORMULA_MATERIAL_UNKNOWN');
    expect((await call('acme', 'POST', 'materials/search', { text: '달먼지' })).json.found).toBe(1);
  });

  it('is written so that it can be put in again', async () => {
    const csv = (await call('acme', 'GET', 'shelf/stock?format=csv')).text;
    const before = (await call('acme', 'GET', 'shelf/stock')).json;
    const again = (await call('acme', 'PUT', 'shelf/stock', csv)).json;
    expect(again.rows).toEqual(before.rows);
    const asJson = (await call('acme', 'PUT', 'shelf/stock', { rows: before.rows })).json;
    expect(asJson.rows).toEqual(before.rows);
    expect((await call('acme', 'GET', 'shelf/stock?format=csv')).text).toBe(csv);
  });

  it('reads what a spreadsheet writes where decimals have a comma', async () => {
    const { rows } = (await call('acme', 'GET', 'shelf/stock')).json;
    const csv = '\uFEFFmaterial;supplier;usd_per_kg;grams;Ort\r\nLinalool;"A, B";16,5;500;Keller\r\n';
    const { json } = await call('acme', 'PUT', 'shelf/stock', csv);
    expect(json).toMatchObject({ rows: [rows[0]], ignored_columns: ['Ort'] });
    expect((await call('acme', 'PUT', 'shelf/stock', { rows })).json.rows).toEqual(rows);
  });

  it('refuses what is no UTF-8, as older spreadsheets write it', async () => {
    const reply = await fetch(`${server.address}/api/shelf/stock`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${keys.get('acme')}`, 'content-type': 'text/csv' },
      body: Buffer.from([0xb4, 0xde, 0xb8, 0xd5, 0xc1, 0xf6]),
    });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ code: 'REQUEST_TABLE_ENCODING' });
  });

  it('is nobody else’s', async () => {
    expect((await call('other', 'GET', 'shelf/stock')).json.rows).toEqual([]);
    expect((await call('other', 'POST', 'materials/search', { text: '달먼지' })).json.found).toBe(0);
    expect((await call('other', 'POST', 'formulas/check', CHECKED)).json.code).toBe(
      'FORMULA_MATERIAL_UNKNOWN',
    );
  });

  it('outlives the server', async () => {
    const before = (await call('acme', 'GET', 'shelf/stock')).json;
    await server.stop();
    await start();
    expect((await call('acme', 'GET', 'shelf/stock')).json).toEqual(before);
  });

  it.each([
    [
      'shelf/stock',
      'material,supplier,usd_per_kg,grams\nmoon dust,,1,\nLinalool,,free,\n',
      /row 2, moon dust: .*; row 3, Linalool: free/,
    ],
    ['shelf/stock', 'material,supplier,usd_per_kg\nLinalool,,1\n', /no column grams/],
    ['shelf/stock', { rows: [{ supplier: 'x' }] }, /row 2, unnamed: there is no such material/],
    ['shelf/stock', 'material,"', /never closed/],
    ['shelf/materials', MATERIALS.replace('musk:1', 'musk:2'), /row 2, Moon musk: musk has no weight/],
    [
      'shelf/materials',
      { rows: [{ name: 'Citral', kind: 'synthetic', vegan: 'yes' }] },
      /row 2, Citral: it takes the place of Citral, which the law knows by the CAS number/,
    ],
    ['shelf/materials', { rows: [] }, /row 4, Moon musk: there is no such material/],
  ])('refuses %s %j by row and name, and stays as it is', async (path, body, words) => {
    const before = (await call('acme', 'GET', path)).json;
    const { status, json } = await call('acme', 'PUT', path, body);

    expect([status, json.code]).toEqual([400, 'MATERIALS_INVALID']);
    expect(json.detail).toMatch(words);
    expect((await call('acme', 'GET', path)).json).toEqual(before);
  });

  it.each([
    ['PUT', 'shelf/stock', {}, 400, 'REQUEST_INVALID'],
    ['PUT', 'shelf/stock', { csv: '', rows: [] }, 400, 'REQUEST_INVALID'],
    ['PUT', 'shelf/stock', { rows: [{ material: ['x'] }] }, 400, 'REQUEST_INVALID'],
    ['PUT', 'shelf/stock?revision=x', STOCK, 400, 'REQUEST_INVALID'],
    ['PUT', 'shelf/stock?revision=1', STOCK, 409, 'SHELF_CHANGED'],
    ['DELETE', 'shelf/stock?revision=0', undefined, 409, 'SHELF_CHANGED'],
    ['GET', 'shelf/stock?revision=999', undefined, 404, 'SHELF_REVISION_NOT_FOUND'],
    ['PUT', 'shelf/stock', 'x'.repeat(1_048_577), 413, 'REQUEST_TOO_LARGE'],
    ['POST', 'shelf/stock', STOCK, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', 'formulas/check', 'a,b', 415, 'REQUEST_MEDIA_TYPE'],
    ['GET', 'shelf/pantry', undefined, 404, 'ROUTE_NOT_FOUND'],
  ])('%s %s with %j is refused with %i %s', async (method, path, body, status, code) => {
    expect(await call('acme', method, path, body)).toMatchObject({ status, json: { code } });
  });

  it('takes a table far beyond what other bodies may hold', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => `Linalool,Supplier ${at},${at + 1},1\n`);
    const { status, json } = await call(
      'third',
      'PUT',
      'shelf/stock',
      STOCK.split('\n', 1) + '\n' + rows.join(''),
    );
    expect([status, json.rows.length]).toEqual([200, 10_000]);
  });

  it('goes back to an earlier revision, and is emptied', async () => {
    const first = (await call('acme', 'GET', 'shelf/stock?revision=1&format=csv')).text;
    expect(first).toBe('material,supplier,usd_per_kg,grams\n');
    const { revision } = (await call('acme', 'GET', 'shelf/stock')).json;
    const emptied = await call('acme', 'DELETE', `shelf/stock?revision=${revision}`);
    expect(emptied.json).toMatchObject({ revision: revision + 1, rows: [] });
    expect((await call('acme', 'DELETE', 'shelf/materials')).json.rows).toEqual([]);
    expect((await call('acme', 'PUT', 'shelf/materials', MATERIALS)).status).toBe(200);
    const back = (await call('acme', 'GET', `shelf/stock?revision=${revision}&format=csv`)).text;
    expect((await call('acme', 'PUT', 'shelf/stock', back)).json.rows).toHaveLength(3);
  });

  it('loses no change of those made at the same time', async () => {
    const tables = Array.from(
      { length: 6 },
      (_, at) => `material,supplier,usd_per_kg,grams\nLinalool,${at},1,\n`,
    );
    const replies = await Promise.all(tables.map(async (csv) => call('fourth', 'PUT', 'shelf/stock', csv)));
    const kept = replies.filter(({ status }) => status === 200);
    const { revision } = (await call('fourth', 'GET', 'shelf/stock')).json;

    expect(revision).toBe(kept.length);
    expect(new Set(kept.map(({ json }) => json.revision)).size).toBe(kept.length);
    for (const { status, json } of replies) if (status !== 200) expect(json.code).toBe('SHELF_CHANGED');
    const meant = await Promise.all(
      tables.map(async (csv) => call('fourth', 'PUT', `shelf/stock?revision=${revision}`, csv)),
    );
    expect(meant.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('a search with a shelf', () => {
  it('costs what it finds by the prices that are kept, and weighs it against the stock', async () => {
    const wish = { text: 'A fresh citrus scent with bergamot', preset: 'fast' };
    const found = async (body: unknown) => {
      const { id } = jobSchema.parse((await call('third', 'POST', 'formulas', body)).json);
      await call('third', 'GET', `formulas/jobs/${id}/events`);
      return keptFormulasSchema.parse((await call('third', 'GET', `formulas?job=${id}`)).json).formulas;
    };
    const { json } = await call('third', 'POST', 'materials/search', { limit: 1000 });
    const names = materialsReplySchema.parse(json).materials.map(({ name }) => name);
    await call('third', 'PUT', 'shelf/stock', {
      rows: names.map((material) => ({ material, usd_per_kg: 10, grams: 0.001 })),
    });
    const [first] = await found(wish);
    const [without] = await found({ ...wish, shelf: false });

    expect(first?.report.cost).toMatchObject({ unpriced: [] });
    expect(first?.report.cost.usd_per_kg).toBeCloseTo(10, 6);
    expect(first?.design?.objectives.cost).toBe(0);
    expect(without?.design?.objectives.cost).toBeGreaterThan(0);
    const sheet = batchSheetSchema.parse(
      (await call('third', 'GET', `formulas/${first?.id}/batch?grams=20`)).json,
    );
    expect(sheet.cost.usd_per_batch).toBeCloseTo(0.2, 6);
    expect(sheet.short.map(({ material }) => material)).toContain('Bergamot oil (expressed)');
  }, 60_000);
});
