import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manualClock } from '@accord/kernel/testing';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CLASSES } from './classes.ts';
import { decodeFrame } from './codec/frame.ts';
import { openPack } from './codec/pack.ts';
import { openKeyRing } from './crypto/key-ring.ts';
import { openMasterKeys } from './crypto/master-keys.ts';
import { unsealOnce } from './crypto/seal.ts';
import { aboutContent, aboutPack } from './records/contents.ts';
import type { MemoryStore } from './store.ts';
import { packIn } from './tables/cells.ts';
import { KEY, openRig, type Place, sqlitePlace } from './testing/rig.ts';

const DAY_MS = 86_400_000;
const SECRET = 'Mina Park, passport M12345678, born 1987-03-14';

let place: Place;
beforeEach(() => {
  place = sqlitePlace();
});
afterEach(async () => place.remove());

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Whether any file shows a text, or any 12 bytes of it. */
function showing(text: string): string[] {
  const pieces = Array.from({ length: text.length - 11 }, (_, at) => Buffer.from(text.slice(at, at + 12)));
  return filesOf(place.folder).filter((file) => {
    const bytes = readFileSync(file);
    return pieces.some((piece) => bytes.includes(piece));
  });
}

const people = Array.from(
  { length: 50 },
  (_, at) => `Person ${at}, passport M${10_000_000 + at * 7919}, born 19${50 + at}-01-02`,
);

async function used(work: (store: MemoryStore) => Promise<void>, clock = manualClock()): Promise<void> {
  const sql = sqliteAt(join(place.folder, 'accord.db'));
  const store = await openRig({ folder: place.folder, sql, clock, set: { 'memory.train_from': 20 } });
  await work(store);
  await store.close();
  await sql.close();
}

describe('what is kept', () => {
  it('shows no content, key, metadata or name in any file, in frames, packs and dictionaries', async () => {
    const clock = manualClock();
    await used(async (store) => {
      const memory = await store.tenant('acme');
      for (const name of ['pii', 'chat', 'legal']) {
        const metadata = { passport: 'M99887766554433' };
        await memory.storeBatch(
          people.map((content) => ({ class: name, content, key: `key of ${content}`, metadata })),
        );
        await memory.store({ class: name, content: SECRET, embedding: Float32Array.of(0.25, 0.5) });
      }
      expect(showing(SECRET)).toEqual([]);
      clock.advance(100 * DAY_MS);
      expect(await memory.age()).toMatchObject({ packed: 153 });
      expect((await memory.stats()).dictionaries.map((one) => one.class).sort()).toEqual(['chat', 'legal']);
    }, clock);
    expect(filesOf(place.folder).filter((file) => file.endsWith('.nbp')).length).toBe(3);
    expect(showing(SECRET)).toEqual([]);
    expect(showing('M99887766554433')).toEqual([]);
    expect(showing('passport M10')).toEqual([]);
  });

  it('shows contents in a class that is not encrypted: the test can fail', async () => {
    const { ops_log: opsLog } = DEFAULT_CLASSES;
    if (opsLog === undefined) throw new Error('ops_log is a class');
    const sql = sqliteAt(join(place.folder, 'accord.db'));
    const classes = { open: { ...opsLog, encrypted: false } };
    const store = await openRig({ folder: place.folder, sql, more: { classes } });
    await (await store.tenant('acme')).store({ class: 'open', content: SECRET });
    await store.close();
    await sql.close();
    expect(showing(SECRET)).not.toEqual([]);
  });
});

describe('what was forgotten', () => {
  /** Every seal of the store, opened by who has the keys of it: what can be learnt from all files together. */
  async function readable(): Promise<string> {
    const sql = sqliteAt(join(place.folder, 'accord.db'));
    const ring = await openKeyRing(sql, openMasterKeys([KEY]));
    const keys = await ring.tenant('acme');
    const frames = await sql.all('SELECT * FROM memory_kept', []);
    const packs = await sql.all('SELECT * FROM memory_packs', []);
    const files = filesOf(place.folder).filter((file) => file.endsWith('.nbp'));
    const opened: string[] = [];
    for (const row of frames) {
      const wrapped = row['wrapped'] as Uint8Array;
      if (wrapped.length === 0) continue;
      const about = aboutContent('acme', String(row['class']), row['address'] as Uint8Array);
      const frame = row['frame'] as Uint8Array;
      const bytes = unsealOnce(
        keys.unwrap(wrapped, Number(row['generation']), about),
        'content',
        frame,
        about,
      );
      opened.push(Buffer.from(decodeFrame(bytes)).toString('latin1'));
    }
    let packsOpened = 0;
    for (const row of packs) {
      const about = aboutPack('acme', String(row['class']));
      const key = keys.unwrap(row['wrapped'] as Uint8Array, Number(row['generation']), about);
      for (const file of files.filter((path) => path.includes(packIn(row, 'file')))) {
        const pack = openPack(unsealOnce(key, 'content', readFileSync(file), about));
        for (let at = 0; at < pack.count; at++) opened.push(Buffer.from(pack.read(at)).toString('latin1'));
        packsOpened += 1;
      }
    }
    // No file is left that no key opens.
    expect(packsOpened).toBe(files.length);
    await sql.close();
    return opened.join('\n');
  }

  it.each([
    ['as a frame', 0],
    ['in a pack', 100],
  ])('cannot be learnt from any file even by who has all the keys: %s', async (_, days) => {
    const clock = manualClock();
    let id = '';
    await used(async (store) => {
      const memory = await store.tenant('acme');
      await memory.storeBatch(people.map((content) => ({ class: 'pii', content })));
      ({ id } = await memory.store({ class: 'pii', content: SECRET }));
      clock.advance(days * DAY_MS);
      await memory.age();
    }, clock);
    expect(await readable()).toContain(SECRET);
    await used(async (store) => {
      const memory = await store.tenant('acme');
      expect(await memory.forget({ id })).toMatchObject({ forgotten: 1, contentsDestroyed: 1 });
      expect((await memory.verify({ contents: true })).store).toEqual([]);
    }, clock);
    expect(await readable()).not.toContain(SECRET);
  });
});
