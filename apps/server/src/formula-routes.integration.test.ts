import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formulaReportSchema, materialsReplySchema } from '@accord/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start.ts';

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-formula-routes-'));
  server = await startServer({
    env: { PORT: '0', ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' },
    dashboardFolder: join(folder, 'dashboard'),
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function post(path: string, body: unknown) {
  const reply = await fetch(`${server.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: reply.status, json: await reply.json() };
}

describe('POST /api/formulas/check', () => {
  it('judges a pasted formula, several at once', async () => {
    const body = { text: 'Bergamot 15 %\nHedione @10 % in DPG 20 %', concentrate: 4, category: 'Cologne' };
    const replies = await Promise.all([1, 2, 3].map(async () => post('/api/formulas/check', body)));

    for (const { status, json } of replies) {
      expect(status).toBe(200);
      const { law } = formulaReportSchema.parse(json);
      expect(law).toMatchObject({ passes: false, category: '4' });
      expect(law.largest_concentrate).toBeCloseTo(2.66, 2);
    }
  });

  it.each([
    [{ text: 'moon dust 5', concentrate: 4, category: '4' }, 'FORMULA_MATERIAL_UNKNOWN', 'text.line.1'],
    [{ formula: { lines: [] }, concentrate: 4, category: '4' }, 'FORMULA_UNREADABLE', 'formula.lines'],
    [{ concentrate: 4, category: '4' }, 'REQUEST_INVALID', 'text'],
    [{ text: 'Linalool 1', concentrat: 4 }, 'REQUEST_UNKNOWN_FIELD', 'concentrat'],
  ])('refuses %j with %s at %s', async (body, code, field) => {
    expect(await post('/api/formulas/check', body)).toMatchObject({ status: 400, json: { code, field } });
  });
});

describe('POST /api/materials/search', () => {
  it('finds by a part of any name, with sources', async () => {
    const { json } = await post('/api/materials/search', { text: '베르가못' });
    const { found, materials } = materialsReplySchema.parse(json);

    expect(found).toBe(2);
    expect(materials[0]).toMatchObject({
      name: 'Bergamot oil (expressed)',
      kind: 'natural',
    });
    expect(materials[0]?.standards).toContain('Bergamot oil expressed');
  });

  it('finds by CAS number', async () => {
    const { json } = await post('/api/materials/search', { text: '24851-98-7' });
    expect(materialsReplySchema.parse(json).materials[0]?.name).toMatch(/^Hedione/);
  });
});
