import type { KeyObject } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import type { SqlRow } from '@accord/storage';
import { policyOf } from './classes.ts';
import {
  CONTENT_COLUMNS,
  contentOf,
  openedContent,
  rewrapped,
  sealedContent,
  type StoredContent,
} from './contents.ts';
import { ChainCheck, eventOf, headOf } from './events.ts';
import type { House } from './house.ts';
import type { AgeReport, MemoryStore, VerifyReport } from './memory-store.ts';
import { numberIn, textIn } from './tables.ts';
import type { Witness } from './witness.ts';

/** Read at a time: however much is remembered, memory stays small. */
const PAGE = 500;
const DAY_MS = 86_400_000;
const MOST_DAMAGED = 1000;

const EVENTS = `SELECT seq, at, tenant, kind, subject, previous, hash FROM memory_events WHERE seq > ?
  ORDER BY seq LIMIT ${PAGE}`;
const HEAD = 'SELECT seq, hash, signature FROM memory_heads WHERE id = 1';
const AFTER = '(tenant > ? OR (tenant = ? AND class > ?) OR (tenant = ? AND class = ? AND address > ?))';
const CONTENTS = `SELECT ${CONTENT_COLUMNS} FROM memory_contents WHERE ${AFTER}
  ORDER BY tenant, class, address LIMIT ${PAGE}`;
const AGED = `SELECT ${CONTENT_COLUMNS} FROM memory_contents WHERE ${AFTER} AND class = ? AND level < ? AND stored_at <= ?
  ORDER BY tenant, class, address LIMIT ${PAGE}`;
const RECORDS = 'SELECT count(*) AS records FROM memory_records';
const UNREFERENCED_WHERE = `NOT EXISTS (SELECT 1 FROM memory_records r WHERE r.tenant = memory_contents.tenant
  AND r.class = memory_contents.class AND r.address = memory_contents.address)`;
const UNREFERENCED = `SELECT count(*) AS contents FROM memory_contents WHERE ${UNREFERENCED_WHERE}`;
const COLLECT = `DELETE FROM memory_contents WHERE 1 = ? AND ${UNREFERENCED_WHERE}`;
/** What was written meanwhile by another stays as it is. */
const REWRAP = `UPDATE memory_contents SET key_version = ?, wrapped_key = ?
  WHERE tenant = ? AND class = ? AND address = ? AND key_version = ?`;
const REPLACE = `UPDATE memory_contents SET key_version = ?, wrapped_key = ?, frame = ?, frame_bytes = ?, level = ?
  WHERE tenant = ? AND class = ? AND address = ? AND key_version = ? AND level = ?`;
const TENANTS = 'SELECT DISTINCT tenant FROM memory_contents ORDER BY tenant';
const KEPT_VERSIONS = 'SELECT DISTINCT key_version FROM memory_contents WHERE tenant = ?';
const TENANT_CONTENTS = `SELECT ${CONTENT_COLUMNS} FROM memory_contents WHERE tenant = ? AND key_version < ?
  ORDER BY class, address LIMIT ${PAGE}`;

type Upkeep = Pick<MemoryStore, 'verify' | 'age' | 'rotate' | 'collect'>;

export interface UpkeepOptions {
  readonly house: House;
  readonly signingKey: KeyObject;
  readonly witness: Witness;
}

export function upkeep({ house, signingKey, witness }: UpkeepOptions): Upkeep {
  const { sql, commits, secrets } = house;

  return {
    async verify() {
      await commits.idle();
      // The witness first: what is written after it is looked at is newer than it.
      const seen = witness.head();
      const [headRow] = await sql.all(HEAD, []);
      const head = headRow && headOf(headRow);
      const chain = new ChainCheck(signingKey, [head, seen]);
      let events = 0;
      for (let last = -1; ; ) {
        const rows = await sql.all(EVENTS, [BigInt(last)]);
        for (const row of rows) chain.take(eventOf(row));
        events += rows.length;
        const end = rows.at(-1);
        if (end === undefined) break;
        last = numberIn(end, 'seq');
      }
      const [records] = await sql.all(RECORDS, []);
      const [unreferenced] = await sql.all(UNREFERENCED, []);
      return {
        events,
        ...(await openAll(house)),
        records: Number(records?.['records'] ?? 0),
        chain: chain.findings(head, seen),
        unreferenced: Number(unreferenced?.['contents'] ?? 0),
      };
    },
    async age() {
      const report = { looked: 0, tightened: 0, savedBytes: 0 };
      for (const memoryClass of Object.keys(house.classes)) {
        const { tightenAfterDays } = policyOf(house.classes, memoryClass);
        if (tightenAfterDays !== undefined) await tighten(house, memoryClass, tightenAfterDays, report);
      }
      if (report.looked > 0) {
        const event = { tenant: '', kind: 'age', subject: JSON.stringify(report) } as const;
        await commits.commit({ writes: [], events: [event] });
      }
      return report;
    },
    async rotate() {
      const rows = await sql.all(TENANTS, []);
      let contents = 0;
      for (const row of rows) contents += await rotateTenant(house, textIn(row, 'tenant'));
      await secrets.settle('\nevents', []);
      const event = {
        tenant: '',
        kind: 'rotate',
        subject: JSON.stringify({ contents, tenants: rows.length }),
      } as const;
      await commits.commit({ writes: [], events: [event] });
      return { contents, tenants: rows.length };
    },
    async collect() {
      await sql.write([{ sql: COLLECT, rows: [[1n]] }]);
    },
  };
}

/** Contents in the order of their places, a page at a time. */
async function* pagesOf(
  read: (after: readonly string[]) => SqlRow[] | Promise<SqlRow[]>,
): AsyncGenerator<readonly StoredContent[], void> {
  let after = ['', '', '', '', '', ''];
  for (;;) {
    const contents = (await read(after)).map(contentOf);
    const last = contents.at(-1);
    if (last === undefined) return;
    const { tenant, memoryClass, address } = last;
    after = [tenant, tenant, memoryClass, tenant, memoryClass, address];
    yield contents;
  }
}

async function openAll(house: House): Promise<Pick<VerifyReport, 'contents' | 'damaged'>> {
  const { sql, secrets, zstd, dictionaries, knobs } = house;
  const damaged: VerifyReport['damaged'][number][] = [];
  let contents = 0;
  for await (const page of pagesOf((after) => sql.all(CONTENTS, after))) {
    for (const stored of page) {
      contents += 1;
      const { tenant, memoryClass, address } = stored;
      try {
        const keys = await secrets.of(tenant);
        await openedContent(stored, { zstd, dictionaries, keys, maxBytes: knobs.record_bytes });
      } catch (error) {
        if (!(error instanceof AccordError)) throw error;
        if (damaged.length < MOST_DAMAGED) damaged.push({ tenant, memoryClass, address, code: error.code });
      }
    }
  }
  return { contents, damaged };
}

/** Nothing is lost: what is not shorter afterwards stays as it is, and is not looked at again. */
async function tighten(
  house: House,
  memoryClass: string,
  afterDays: number,
  report: { -readonly [Name in keyof AgeReport]: number },
): Promise<void> {
  const { sql, knobs, clock, secrets, zstd, dictionaries } = house;
  const level = knobs.tight_level;
  const before = BigInt(Math.floor(clock.now() - afterDays * DAY_MS));
  const pages = pagesOf((after) => sql.all(AGED, [...after, memoryClass, BigInt(level), before]));
  for await (const page of pages) {
    const rows = [];
    for (const stored of page) {
      const keys = await secrets.of(stored.tenant);
      const content = await openedContent(stored, { zstd, dictionaries, keys, maxBytes: knobs.record_bytes });
      const dictionary = await dictionaries.newest(stored.tenant, memoryClass, keys);
      const tightened = sealedContent(stored, stored.kind, content, { zstd, level, dictionary, keys });
      const saved = stored.frame.length - tightened.frame.length;
      report.looked += 1;
      if (saved > 0) {
        report.tightened += 1;
        report.savedBytes += saved;
      }
      const kept = saved > 0 ? tightened : { ...stored, level };
      rows.push(replacedRow(stored, kept));
    }
    await sql.write([{ sql: REPLACE, rows }]);
  }
}

const replacedRow = (stored: StoredContent, kept: StoredContent) => [
  BigInt(kept.keyVersion),
  kept.wrappedKey,
  kept.frame,
  BigInt(kept.frame.length + kept.wrappedKey.length),
  BigInt(kept.level),
  stored.tenant,
  stored.memoryClass,
  stored.address,
  BigInt(stored.keyVersion),
  BigInt(stored.level),
];

async function rotateTenant({ sql, secrets }: House, tenant: string): Promise<number> {
  const keys = await secrets.renew(tenant);
  let contents = 0;
  for (;;) {
    const rows = await sql.all(TENANT_CONTENTS, [tenant, BigInt(keys.version)]);
    if (rows.length === 0) break;
    const stored = rows.map(contentOf);
    const wrapped = stored.map((content) => {
      const { keyVersion, wrappedKey, memoryClass, address } = rewrapped(content, keys);
      return [BigInt(keyVersion), wrappedKey, tenant, memoryClass, address, BigInt(content.keyVersion)];
    });
    await sql.write([{ sql: REWRAP, rows: wrapped }]);
    contents += rows.length;
  }
  const kept = new Set((await sql.all(KEPT_VERSIONS, [tenant])).map((row) => numberIn(row, 'key_version')));
  const older = Array.from({ length: keys.version - 1 }, (_, index) => index + 1);
  await secrets.settle(
    tenant,
    older.filter((version) => !kept.has(version)),
  );
  return contents;
}
