import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createRng, type Rng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewRecord, TenantMemory } from './store.ts';
import { openRig, type Place, sqlitePlace } from './testing/rig.ts';

// oxlint-disable-next-line node/no-process-env -- a test is enlarged by hand
const RECORDS = Number(process.env['ACCORD_AGEING_RECORDS'] ?? 2000);
const DAY_MS = 86_400_000;
const DAYS = 365;
/** Ageing runs once a week. */
const EVERY_DAYS = 7;
const CLASSES = ['legal', 'finance', 'pii', 'chat', 'ops_log', 'research_note'] as const;
const WORDS =
  'the order was sent back because delivery of a parcel took longer than agreed and customer asked for refund which we granted 배송 지연 환불 요청 계약 제3조 위반 합의 evidence clause party shall notify server restarted disk full latency rose model answered paper shows result table mean'.split(
    ' ',
  );

let place: Place;
beforeEach(() => {
  place = sqlitePlace();
});
afterEach(async () => place.remove());

function prose(rng: Rng, words: number): string {
  return Array.from({ length: words }, () => WORDS[rng.below(WORDS.length)]).join(' ');
}

function recordOf(rng: Rng, at: number, now: number): NewRecord {
  const name = CLASSES[rng.below(CLASSES.length)] ?? 'chat';
  const key = rng.below(4) === 0 ? `subject ${rng.below(200)}` : undefined;
  if (rng.below(2) === 0) return { class: name, key, content: `${prose(rng, 20 + rng.below(120))} (${at})` };
  const value = {
    id: at,
    user: `user-${rng.below(300)}`,
    at: now,
    ok: rng.below(5) > 0,
    note: prose(rng, 12),
    amount: rng.next(),
  };
  return { class: name, key, content: JSON.stringify(value, undefined, rng.below(3)), format: 'json' };
}

const bytesIn = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const packBytesOf = async (memory: TenantMemory): Promise<number> =>
  (await memory.stats()).tiers.reduce((sum, { tier, keptBytes }) => sum + (tier === 'L3' ? keptBytes : 0), 0);

describe('a year', () => {
  it(`of ${RECORDS} records loses no byte, and the disk shrinks as is said`, {
    timeout: 60_000 + RECORDS * 60,
  }, async () => {
    const clock = manualClock();
    const rng = createRng(3);
    const path = join(place.folder, 'accord.db');
    const sql = sqliteAt(path);
    const set = { 'memory.train_from': 200, 'memory.dictionary_bytes': 65_536 };
    const store = await openRig({ folder: place.folder, sql, clock, set });
    const memory = await store.tenant('acme');
    const given = new Map<string, Buffer>();
    let perDay = 0;
    let bytes = 0;
    let saved = 0;
    for (let day = 0; day < DAYS; day++) {
      perDay += RECORDS / DAYS;
      const records = Array.from({ length: Math.floor(perDay) }, (_, at) =>
        recordOf(rng, given.size + at, clock.now()),
      );
      perDay -= records.length;
      for (const [at, { id }] of (await memory.storeBatch(records)).entries()) {
        const content = Buffer.from(records[at]?.content ?? '');
        given.set(id, content);
        bytes += content.length;
      }
      clock.advance(DAY_MS);
      if (day % EVERY_DAYS !== 0) continue;
      const { bytesBefore, bytesAfter } = await memory.age();
      saved += bytesBefore - bytesAfter;
    }
    for (let week = 0; week < 14; week++) {
      clock.advance(EVERY_DAYS * DAY_MS);
      const { bytesBefore, bytesAfter } = await memory.age();
      saved += bytesBefore - bytesAfter;
    }
    for (const [id, content] of given) {
      const found = await memory.recall({ id });
      if (found === undefined || !content.equals(found.content))
        throw new Error(`record ${id} came back otherwise`);
      expect(found.form).toBe('original');
    }
    const report = await memory.verify({ contents: true });
    expect([...report.ledger, ...report.store]).toEqual([]);
    const stats = await memory.stats();
    // The files of packs are exactly as large as is said.
    expect(bytesIn(join(place.folder, 'packs'))).toBe(await packBytesOf(memory));
    expect(saved).toBeGreaterThan(0);
    // What the packs took out of the database is free there, and is written again.
    expect(stats.database.free).toBeGreaterThan(0);
    expect(stats.compression_ratio).toBeGreaterThan(1.5);
    const packed = stats.tiers.filter(({ tier }) => tier === 'L3').map((one) => one.class);
    expect(packed).toEqual(['chat', 'finance', 'legal', 'ops_log', 'pii']);
    await store.close();
    await sql.close();
    // oxlint-disable-next-line no-console -- the figures of a run by hand
    if (RECORDS > 2000) console.log({ bytes, saved, ...stats, files: bytesIn(place.folder) });
  });
});
