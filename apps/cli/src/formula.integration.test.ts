import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { formulaReportSchema, jobSchema, keptFormulasSchema, materialsReplySchema } from '@accord/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The command as it is installed; it runs what `npm run build` made. */
const BIN = fileURLToPath(new URL('../bin/accord.js', import.meta.url));

/** Traditional eau de cologne, parts; basenotes.net thread 372645. */
const COLOGNE = `material,parts
Bergamot oil,27
Lemon oil,20
Sweet orange oil,16
Neroli oil,12
Lavender oil,6
Rosemary oil,4
Petitgrain oil,3
Clary sage oil,2
Thyme oil white,1
Clove bud oil,1
Benzoin resinoid Siam,1
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-cli-formula-'));
  writeFileSync(join(folder, 'cologne.csv'), COLOGNE);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function accord(line: string, piped = '') {
  const child = spawn(process.execPath, [BIN, ...line.split(' ')], {
    cwd: folder,
    env: { ACCORD_DATA_DIR: folder },
  });
  child.stdin.end(piped);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [status, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, out, err };
}

describe('accord check', () => {
  it('says of the classic eau de cologne what it fails by, and ends with status 1', async () => {
    const { status, out } = await accord('check cologne.csv --concentrate 4 --category Cologne');

    expect(status).toBe(1);
    expect(out).toContain('the largest concentrate that does is 1.20 %');
    expect(out).toContain('✗ Bergamot oil expressed  1.16 % of at most 0.4 %');
  }, 60_000);

  it('passes it without furocoumarins, from standard input and as JSON', async () => {
    const piped = COLOGNE.replace('Bergamot oil', 'Bergamot FCF').replace('Lemon oil', 'Lemon FCF');
    const { status, out } = await accord('check --concentrate 4 --category Cologne --json', piped);

    expect(status).toBe(0);
    expect(formulaReportSchema.parse(JSON.parse(out)).law.passes).toBe(true);
  }, 60_000);

  it.each([
    ['check --concentrate 4 --category 4', '{"lines"', 2, /begins as JSON/],
    ['check --concentrate 4 --category 4', 'Linalol 1', 1, /In line 1: .* is it "Linalool"\?/],
  ])('%s with %j ends with status %i and says why', async (line, piped, status, words) => {
    const ended = await accord(line, piped);
    expect(ended.status).toBe(status);
    expect(ended.err).toMatch(words);
  });
});

describe('accord formula', () => {
  it('finds lawful formulas for a wish, and keeps them', async () => {
    const { status, out } = await accord('formula vetiver --preset fast --json');
    const { job, formulas } = JSON.parse(out);

    expect(status).toBe(0);
    expect(jobSchema.parse(job)).toMatchObject({ state: 'done', wish: 'vetiver', algorithm: 'nsga2' });
    const kept = keptFormulasSchema.parse({ formulas }).formulas;
    expect(kept.map(({ id }) => id)).toEqual(job.formulas);
    expect(kept.every(({ report }) => report.law.passes)).toBe(true);
  }, 60_000);

  it('ends with what it has when it is interrupted', async () => {
    const place = mkdtempSync(join(folder, 'interrupted-'));
    const child = spawn(process.execPath, [BIN, 'formula', 'rose', '--preset', 'high-quality', '--json'], {
      env: { ACCORD_DATA_DIR: place },
    });
    child.stdin.end();
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    while (!existsSync(join(place, 'accord.db'))) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const [status, out] = await Promise.all([ended, text(child.stdout)]);

    expect(status).toBe(130);
    expect(JSON.parse(out).job).toMatchObject({ state: 'cancelled' });
  }, 60_000);

  it.each([
    ['formula rose --preset enormous', /preset/],
    ['formula rose --seed many', /seed/],
  ])('%s is refused', async (line, words) => {
    const { status, err } = await accord(line);
    expect(status).toBe(1);
    expect(err).toMatch(words);
  });
});

describe('accord materials', () => {
  it('finds by a part of a name', async () => {
    const { out } = await accord('materials bergamot --json');
    const { materials } = materialsReplySchema.parse(JSON.parse(out));
    expect(materials.map(({ name }) => name)).toEqual(['Bergamot oil (expressed)', 'Bergamot oil FCF']);
  });

  it('keeps tables for every check that brings none, and gives them back', async () => {
    writeFileSync(
      join(folder, 'stock.csv'),
      'material,supplier,usd_per_kg,grams,where\nlinalool,A,16.5,500,cellar\n',
    );
    const imported = await accord('materials import stock stock.csv');
    expect(imported.out).toBe('stock: 1 row, revision 1\ncolumns that are not kept: where\n');
    const { out } = await accord('check --concentrate 10 --category 4 --json', 'Linalool 1');
    expect(JSON.parse(out).cost.usd_per_kg).toBeCloseTo(16.5, 9);
    expect((await accord('materials export stock')).out).toBe(
      'material,supplier,usd_per_kg,grams\nLinalool,A,16.5,500\n',
    );
    const theirs = await accord('materials export stock --tenant other');
    expect(theirs.out).toBe('material,supplier,usd_per_kg,grams\n');
    const bad = await accord('materials import stock', 'material,supplier,usd_per_kg,grams\nmoon dust,,1,\n');
    expect([bad.status, bad.err]).toEqual([1, expect.stringMatching(/MATERIALS_INVALID: row 2, moon dust/)]);
    expect((await accord('materials clear stock --revision 9')).err).toMatch(/SHELF_CHANGED/);
    expect((await accord('materials clear stock')).out).toBe('stock: 0 rows, revision 2\n');
    expect((await accord('materials import pantry')).status).toBe(2);
  }, 60_000);
});
