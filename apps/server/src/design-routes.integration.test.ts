import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  batchSheetSchema,
  formulaVersionsSchema,
  type FormulaJob,
  jobListSchema,
  jobSchema,
  keptFormulaSchema,
  keptFormulasSchema,
  tasteSchema,
} from '@accord/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './start.ts';

let folder: string;
let server: RunningServer;
const start = async (): Promise<void> => {
  server = await startServer({
    env: { PORT: '0', ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' },
    dashboardFolder: join(folder, 'dashboard'),
  });
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-design-routes-'));
  await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function call(method: string, path: string, body?: unknown) {
  const reply = await fetch(`${server.address}/api/formulas${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await reply.text();
  const type = reply.headers.get('content-type') ?? '';
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests say what they expect of it
  const json: any = type.includes('json') ? JSON.parse(text) : undefined;
  return { status: reply.status, headers: reply.headers, type, text, json };
}

/** The states of a search by its events, and the search as it ended. */
async function followed(id: string): Promise<{ states: string[]; job: FormulaJob }> {
  const { type, text } = await call('GET', `/jobs/${id}/events`);
  expect(type).toBe('text/event-stream; charset=utf-8');
  const events = [...text.matchAll(/^event: (\w+)\ndata: (.+)$/gm)];
  const [, , last = ''] = events.at(-1) ?? [];
  return { states: events.map(([, state = '']) => state), job: jobSchema.parse(JSON.parse(last)) };
}

const WISH = { text: 'A fresh citrus scent for summer mornings, under $40', preset: 'fast' };

describe('from a wish to the batch sheet', () => {
  let job: FormulaJob;
  beforeAll(async () => {
    const asked = await call('POST', '', WISH);
    expect(asked.status).toBe(202);
    expect(asked.headers.get('location')).toBe(`/api/formulas/jobs/${asked.json.id}`);
    const { states, job: ended } = await followed(asked.json.id);
    expect(states.at(-1)).toBe('done');
    job = ended;
  }, 60_000);

  it('finds formulas that keep the law, none better than another in everything', async () => {
    const { formulas } = keptFormulasSchema.parse((await call('GET', `?job=${job.id}`)).json);

    expect(job).toMatchObject({ wish: WISH.text, product: 'EDP', seed: 1, outcome: { stopped: false } });
    expect(job.progress?.share).toBe(1);
    expect(formulas.map(({ id }) => id)).toEqual(job.formulas);
    for (const { report, design } of formulas) {
      expect(report.law.passes).toBe(true);
      expect(design?.reasons.length).toBeGreaterThan(0);
      const better = formulas.filter(({ design: other }) =>
        Object.entries(other?.objectives ?? {}).every(
          ([name, value]) => value < (design?.objectives[name as 'profile'] ?? 0),
        ),
      );
      expect(better).toEqual([]);
    }
  });

  it.each(['ga', 'ppo'] as const)('finds by %s as well', async (algorithm) => {
    const { json } = await call('POST', '', { ...WISH, algorithm });
    const { states, job: ended } = await followed(json.id);

    expect([states.at(-1), ended.algorithm]).toEqual(['done', algorithm]);
    const { formulas } = keptFormulasSchema.parse((await call('GET', `?job=${ended.id}`)).json);
    expect(formulas.length).toBeGreaterThan(0);
    for (const { report } of formulas) expect(report.law.passes).toBe(true);
  });

  it('finds the same with the same seed', async () => {
    const again = await followed((await call('POST', '', WISH)).json.id);
    const [one, other] = await Promise.all(
      [job, again.job].map(async ({ id }) =>
        keptFormulasSchema.parse((await call('GET', `?job=${id}`)).json),
      ),
    );
    expect(again.job.id).not.toBe(job.id);
    expect(other?.formulas.map(({ report }) => report.formula)).toEqual(
      one?.formulas.map(({ report }) => report.formula),
    );
  }, 60_000);

  it('is changed into a further version, which is checked; the first stays', async () => {
    const [id = ''] = job.formulas;
    const first = keptFormulaSchema.parse((await call('GET', `/${id}`)).json);
    const lines = [...first.report.formula.lines.slice(1), { item: 'Bergamot', amount: '900' }].map(
      ({ item, amount }) => ({ item, amount }),
    );
    const added = await call('POST', `/${id}/versions`, { formula: { lines }, note: 'more bergamot' });

    expect(added.status).toBe(201);
    const second = keptFormulaSchema.parse(added.json);
    expect(second).toMatchObject({ id, version: 2, note: 'more bergamot', design: null });
    expect(second.report.law.passes).toBe(false);
    const { versions } = formulaVersionsSchema.parse((await call('GET', `/${id}/versions`)).json);
    expect(versions.map(({ version, passes }) => [version, passes])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(versions[1]?.differences.map(({ kind }) => kind)).toContain('added');
    expect((await call('GET', `/${id}?version=1`)).json).toEqual(first);
    expect((await call('GET', `/${id}`)).json.version).toBe(2);
  });

  it('is certified and weighed out, as data, as a table and to print', async () => {
    const id = job.formulas[1] ?? job.formulas[0];
    const batch = await call('GET', `/${id}/batch?grams=25`);
    const page = await call('GET', `/${id}/batch?grams=25&format=page&language=ko`);

    expect(batchSheetSchema.parse(batch.json).milligrams).toBe(25_000);
    expect(
      batch.json.lines.reduce((sum: number, line: { milligrams: number }) => sum + line.milligrams, 0),
    ).toBe(25_000);
    expect(page.type).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'");
    expect(page.text).toContain('<html lang="ko">');
    expect((await call('GET', `/${id}/certificate`)).json).toMatchObject({
      ifra: { amendment: 51, passes: true },
    });
    const csv = await call('GET', `/${id}/certificate?format=csv`);
    expect(csv.type).toBe('text/csv; charset=utf-8');
    expect(csv.text).toMatch(/^kind,name,amendment/);
  });

  it('knows nothing of a taste before it is told, but which two to compare', async () => {
    const taste = tasteSchema.parse((await call('GET', `/jobs/${job.id}/taste`)).json);
    expect(taste).toMatchObject({ ratings: 0, certainty: 0 });
    expect(new Set(taste.next_pair.filter((id) => job.formulas.includes(id))).size).toBe(2);
    const none = tasteSchema.parse((await call('GET', '/jobs/nothing/taste')).json);
    expect(none).toEqual({ ratings: 0, certainty: 0, favourite: null, next_pair: [] });
  });

  it('learns a taste from stars and pairs, by which it then searches', async () => {
    const [first = '', second = '', third = ''] = job.formulas;
    expect((await call('POST', `/${first}/ratings`, { stars: 5 })).status).toBe(200);
    await call('POST', `/${second}/ratings`, { stars: 1 });
    const { json } = await call('POST', `/${first}/ratings`, { better_than: third });
    const taste = tasteSchema.parse(json);

    expect(taste.ratings).toBe(3);
    expect(taste.certainty).toBeGreaterThan(0);
    expect(job.formulas).toContain(taste.favourite);
    expect(new Set(taste.next_pair).size).toBe(2);
    expect((await call('GET', `/jobs/${job.id}/taste`)).json).toEqual(taste);
    const byTaste = await followed((await call('POST', '', { ...WISH, taste: true })).json.id);
    const formulasOf = async (id: string) =>
      keptFormulasSchema
        .parse((await call('GET', `?job=${id}`)).json)
        .formulas.map(({ report }) => report.formula.lines);
    expect(await formulasOf(byTaste.job.id)).not.toEqual(await formulasOf(job.id));
  }, 60_000);

  it.each([
    ['POST', '/nothing/ratings', { stars: 3 }, 404, 'FORMULA_NOT_FOUND'],
    ['POST', '/nothing/ratings', { stars: 6 }, 400, 'REQUEST_INVALID'],
    ['POST', '', { text: ' ' }, 400, 'REQUEST_INVALID'],
    ['POST', '', { text: 'rose', algorithm: 'magic' }, 400, 'REQUEST_INVALID'],
    ['GET', '/jobs/nothing', undefined, 404, 'FORMULA_JOB_NOT_FOUND'],
    ['GET', '/jobs/nothing/events', undefined, 404, 'FORMULA_JOB_NOT_FOUND'],
    ['DELETE', '/jobs/nothing', undefined, 404, 'FORMULA_JOB_NOT_FOUND'],
    ['GET', '/nothing', undefined, 404, 'FORMULA_NOT_FOUND'],
    ['GET', '/nothing?version=x', undefined, 400, 'REQUEST_INVALID'],
    ['PUT', '/nothing', undefined, 405, 'METHOD_NOT_ALLOWED'],
  ])('%s %s with %j is refused with %i %s', async (method, path, body, status, code) => {
    expect(await call(method, path, body)).toMatchObject({ status, json: { code } });
  });

  it('refuses a batch of nothing, and a version of nothing that is known', async () => {
    const [id = ''] = job.formulas;
    expect((await call('GET', `/${id}/batch`)).json.code).toBe('FORMULA_BATCH_INVALID');
    expect((await call('GET', `/${id}/batch?grams=0`)).json.code).toBe('FORMULA_BATCH_INVALID');
    const lines = [{ item: 'moon dust', amount: 1 }];
    expect((await call('POST', `/${id}/versions`, { formula: { lines } })).json).toMatchObject({
      code: 'FORMULA_MATERIAL_UNKNOWN',
      field: 'formula.lines.0',
    });
  });
});

describe('a search', () => {
  it('is cancelled with what it has found, and is kept when the server is not', async () => {
    const { id } = (await call('POST', '', { ...WISH, preset: 'high-quality' })).json;
    const states = followed(id);
    while ((await call('GET', `/jobs/${id}`)).json.progress === null)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const cancelled = jobSchema.parse((await call('DELETE', `/jobs/${id}`)).json);

    expect(cancelled.state).toBe('cancelled');
    expect((await states).states.at(-1)).toBe('cancelled');
    expect(cancelled.formulas.length).toBeGreaterThan(0);
    const lost = (await call('POST', '', { ...WISH, preset: 'high-quality' })).json.id;
    await server.stop();
    await start();
    const { jobs } = jobListSchema.parse((await call('GET', '/jobs')).json);
    expect(jobs.map((job) => [job.id, job.state])).toEqual(
      expect.arrayContaining([
        [id, 'cancelled'],
        [lost, 'lost'],
      ]),
    );
  }, 60_000);
});
