import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolveKnobs } from '@accord/knobs';
import { openSqlite, storageKnobs } from '@accord/storage';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chargeOf, intentOf, openRig } from './testing/rig.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-audit-'));
  const sql = sqliteAt(join(folder, 'accord.db'));
  for (let journal = 0; journal < 2; journal++) {
    const { ledger, close } = await openRig({
      folder: join(folder, 'ledger'),
      sql,
      set: { 'ledger.page_bytes': 1024 },
    });
    for (let at = 0; at < 20; at++) {
      (await ledger.reserve(intentOf({ request: `request-${at}` }))).settle([chargeOf()]);
    }
    await close();
  }
  await sql.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const change = (sql: string): void => {
  const database = openSqlite({
    path: join(folder, 'accord.db'),
    knobs: resolveKnobs([storageKnobs], []).of(storageKnobs),
  });
  expect(database.prepare(sql).run().changes).toBeGreaterThan(0);
  database.close();
};

async function audit() {
  const sql = sqliteAt(join(folder, 'accord.db'));
  const { books, close } = await openRig({ folder: join(folder, 'ledger'), sql });
  const report = await books.audit();
  await close();
  await sql.close();
  return report;
}

const PAGE = `(SELECT number FROM ledger_pages ORDER BY journal LIMIT 1 OFFSET 1)`;

describe('the audit', () => {
  it('finds nothing wrong with books that nobody touched', async () => {
    const report = await audit();
    expect(report).toMatchObject({ journals: 2, settled: 40, open: 0, recovered: 0, findings: [] });
    expect(report.pages).toBeGreaterThan(4);
  });

  it.each([
    [
      'a cheaper charge',
      `UPDATE ledger_pages SET lines = CAST(replace(CAST(lines AS TEXT), ',600,', ',500,') AS BLOB) WHERE number = ${PAGE}`,
      /is not what was written/,
    ],
    ['a page that is gone', `DELETE FROM ledger_pages WHERE number = ${PAGE}`, /page 2 is missing/],
    [
      'the last page gone',
      'DELETE FROM ledger_pages WHERE number = (SELECT max(number) FROM ledger_pages)',
      /are missing/,
    ],
    [
      'the last page gone, and the count of pages with it',
      `UPDATE ledger_journals SET pages = pages - 1`,
      /last page is not the one/,
    ],
    [
      'pages that changed places',
      `UPDATE ledger_pages SET number = CASE number WHEN 1 THEN -2 ELSE -1 END WHERE number < 3; `,
      /is missing|not what was written/,
    ],
    [
      'a journal that is gone',
      'DELETE FROM ledger_journals WHERE journal = (SELECT min(journal) FROM ledger_journals)',
      /pages add up to/,
    ],
    [
      'an account that was changed',
      `UPDATE ledger_accounts SET amount = amount - 1 WHERE kind = 'spent'`,
      /spent\/local.*has 23999, where the pages add up to 24000/,
    ],
    [
      'a pair that was changed alike',
      `UPDATE ledger_accounts SET amount = amount / 2 WHERE kind IN ('spent', 'upstream')`,
      /spent\/local/,
    ],
    [
      'an account that is gone',
      `DELETE FROM ledger_accounts WHERE kind = 'upstream'`,
      /upstream.* is missing/,
    ],
    [
      'an account that was made up',
      `INSERT INTO ledger_accounts SELECT kind, 'x', day, key, engine, model, amount, calls, estimated, from_cache, input_tokens, cached_tokens, output_tokens FROM ledger_accounts WHERE kind = 'spent'`,
      /is in no page/,
    ],
    [
      'tokens that were changed',
      `UPDATE ledger_accounts SET input_tokens = input_tokens + 1 WHERE kind = 'spent'`,
      /spent\/local/,
    ],
    [
      'a budget that was used less',
      'UPDATE ledger_use SET spent = spent - 1',
      /what tenant:local on .* has used/,
    ],
  ])('finds %s', async (_, sql, finding) => {
    change(sql);
    const { findings } = await audit();
    expect(findings.join('\n')).toMatch(finding);
  });

  it('finds an amount that does not sum to zero', async () => {
    change(`UPDATE ledger_accounts SET amount = amount + 7 WHERE kind = 'reserved'`);
    const { findings } = await audit();
    expect(findings.join('\n')).toMatch(/budget and reserved of .* sum to 7 and not to zero/);
  });
});
