import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { manualClock } from '@accord/kernel/testing';
import type { SqlDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryStore, TenantMemory } from './memory-store.ts';
import { KEY, openRig, OTHER_KEY, type Place, type RigOptions } from './testing/rig.ts';

const DAY_MS = 86_400_000;
const CLEAN = { chain: [], damaged: [], unreferenced: 0 };
const turn = (index: number) => ({
  role: index % 2 === 0 ? 'user' : 'assistant',
  text: `Turn ${index}: the order ${index * 7919} is ${index % 3 === 0 ? 'not ' : ''}sent on 2026-0${1 + (index % 9)}-11.`,
  channel: 'support',
  session: { id: `session-${index % 5}`, locale: 'ko-KR', client: 'web/3.1' },
});

/** What the memory must do on every database. */
export function describeMemoryStore(name: string, openPlace: () => Promise<Place>): void {
  describe(`memory on ${name}`, () => {
    let place: Place;
    let sql: SqlDatabase;
    const opened: { close(): Promise<void> }[] = [];
    beforeEach(async () => {
      place = await openPlace();
      sql = await openSql();
    });
    afterEach(async () => {
      for (const each of opened.splice(0).reverse()) await each.close();
      await place.remove();
    });
    const openSql = async (): Promise<SqlDatabase> => {
      const made = await place.openSql();
      opened.push(made);
      return made;
    };
    const open = async (options: Partial<RigOptions> = {}): Promise<MemoryStore> => {
      const store = await openRig({ folder: place.folder, sql, ...options });
      opened.push(store);
      return store;
    };
    const chat = (memory: TenantMemory, key: string, index: number) =>
      memory.store({ memoryClass: 'chat', key, content: { kind: 'json', value: turn(index) } });
    const codeOf = async (promise: Promise<unknown>): Promise<unknown> => {
      const [result] = await Promise.allSettled([promise]);
      return result.status === 'fulfilled' ? 'done' : (result.reason as { code?: unknown }).code;
    };

    describe('a record', () => {
      it('is recalled as it was given, whatever it is', async () => {
        const memory = (await open()).tenant('acme');
        const contents = [
          { kind: 'json', value: { a: [1, null, 'ä', '한국어', 1e-7], nested: { __proto__x: true } } },
          { kind: 'json', value: 'a text as JSON' },
          { kind: 'text', text: 'line\nbreaks \0 and 🌿' },
          { kind: 'text', text: '' },
        ] as const;
        for (const [index, content] of contents.entries()) {
          const metadata = { index, tags: ['one'] };
          const stored = await memory.store({ memoryClass: 'legal', key: `k${index}`, content, metadata });
          expect(await memory.recall(`k${index}`)).toEqual({ ...stored, content, metadata });
        }
        const { id } = await memory.store({ memoryClass: 'chat', content: { kind: 'text', text: 'no key' } });
        expect((await memory.recall(id)).key).toBe(id);
      });

      it('is superseded by a later one, which is not overwritten by what holds from before', async () => {
        const clock = manualClock(1_000_000);
        const memory = (await open({ clock })).tenant('acme');
        const say = (text: string, validFrom?: number) =>
          memory.store({ memoryClass: 'chat', key: 'address', content: { kind: 'text', text }, validFrom });
        await say('Seoul', 1000);
        clock.advance(10);
        await say('Busan', 5000);
        clock.advance(10);
        await say('Daegu, before that', 500);
        const at = async (moment?: number) => {
          const { content } = await memory.recall('address', moment);
          return content.kind === 'text' ? content.text : '';
        };
        expect([await at(), await at(4999), await at(999)]).toEqual(['Busan', 'Seoul', 'Daegu, before that']);
        expect(await codeOf(memory.recall('address', 499))).toBe('MEMORY_NOT_FOUND');
        const history = await memory.history('address');
        expect(history.map(({ validFrom }) => validFrom)).toEqual([5000, 1000, 500]);
        expect(history[0]?.recordedAt).toBe(1_000_010);
      });

      it('with a content that is there already takes no second place for it', async () => {
        const store = await open();
        const memory = store.tenant('acme');
        for (const key of ['a', 'b', 'c']) await chat(memory, key, 1);
        await memory.store({ memoryClass: 'legal', key: 'd', content: { kind: 'json', value: turn(1) } });
        const stats = new Map((await memory.stats()).map((each) => [each.memoryClass, each]));
        expect(stats.get('chat')).toMatchObject({ records: 3, contents: 1 });
        expect(stats.get('legal')).toMatchObject({ records: 1, contents: 1 });
        expect(stats.get('chat')?.recordBytes).toBe(3 * (stats.get('chat')?.contentBytes ?? 0));
        expect(store.counts()).toMatchObject({ stored: 4, alreadyThere: 2 });
      });

      it.each([
        ['an unknown class', { memoryClass: 'secret' }, 'MEMORY_CLASS_UNKNOWN'],
        ['a class of JavaScript', { memoryClass: 'constructor' }, 'MEMORY_CLASS_UNKNOWN'],
        ['an empty key', { key: '' }, 'MEMORY_INVALID'],
        ['a key that is too long', { key: 'x'.repeat(513) }, 'MEMORY_INVALID'],
        ['half a character', { key: '\ud800' }, 'MEMORY_INVALID'],
        ['metadata that are too long', { metadata: { a: 'x'.repeat(20_000) } }, 'MEMORY_INVALID'],
        [
          'a content that is too long',
          { content: { kind: 'text', text: 'x'.repeat(5000) } },
          'MEMORY_INVALID',
        ],
        ['nothing', { content: { kind: 'json', value: undefined } }, 'MEMORY_INVALID'],
      ] as const)('with %s is refused, and nothing is kept', async (_, wrong, code) => {
        const store = await open({ set: { 'memory.record_bytes': 4096 } });
        const memory = store.tenant('acme');
        const right = { memoryClass: 'chat', key: 'k', content: { kind: 'text', text: 'a' } } as const;
        expect(await codeOf(memory.store({ ...right, ...wrong }))).toBe(code);
        expect(await store.verify()).toMatchObject({ events: 0, records: 0, contents: 0 });
        const settled = await memory.storeBatch([right, { ...right, ...wrong }, right]);
        expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      });
    });

    describe('tenants', () => {
      it('do not see each other by anything that can be asked', async () => {
        const store = await open();
        const [acme, other] = [store.tenant('acme'), store.tenant('other')];
        const { id } = await chat(acme, 'shared-key', 1);
        expect(await codeOf(other.recall('shared-key'))).toBe('MEMORY_NOT_FOUND');
        expect(await codeOf(other.recall(id))).toBe('MEMORY_NOT_FOUND');
        expect(await other.history('shared-key')).toEqual([]);
        expect(await other.forget('shared-key')).toBe(0);
        await chat(other, 'shared-key', 1);
        await chat(other, 'shared-key', 2);
        expect(await other.forget('shared-key')).toBe(2);
        expect((await acme.recall('shared-key')).content).toEqual({ kind: 'json', value: turn(1) });
        const addresses = await sql.all('SELECT tenant, address, name FROM memory_records', []);
        expect(addresses).toHaveLength(1);
        for (const wrong of ['', 'a\nb', '\n', '\0', 'x'.repeat(129), '\ud800']) {
          expect(() => store.tenant(wrong)).toThrow(expect.objectContaining({ code: 'MEMORY_INVALID' }));
        }
      });

      it('have addresses of their own for the same content', async () => {
        const store = await open();
        await chat(store.tenant('acme'), 'k', 1);
        await chat(store.tenant('other'), 'k', 1);
        const rows = await sql.all('SELECT DISTINCT address FROM memory_contents', []);
        expect(rows).toHaveLength(2);
      });

      it('cannot be given the content of another by moving it in the database', async () => {
        const store = await open({ set: { 'memory.l1_bytes': 0 } });
        const [acme, other] = [store.tenant('acme'), store.tenant('other')];
        await chat(acme, 'k', 1);
        await chat(other, 'k', 2);
        const [stolen] = await sql.all(
          "SELECT wrapped_key, frame FROM memory_contents WHERE tenant = 'acme'",
          [],
        );
        const row = [stolen?.['wrapped_key'] as Uint8Array, stolen?.['frame'] as Uint8Array];
        await sql.write([
          {
            sql: "UPDATE memory_contents SET wrapped_key = ?, frame = ? WHERE tenant = 'other'",
            rows: [row],
          },
        ]);
        expect(await codeOf(other.recall('k'))).toBe('MEMORY_SEAL_BROKEN');
        expect((await store.verify()).damaged).toMatchObject([
          { tenant: 'other', code: 'MEMORY_SEAL_BROKEN' },
        ]);
      });
    });

    describe('what is forgotten', () => {
      it('is gone with its content and key, unless another record has the same content', async () => {
        const store = await open();
        const memory = store.tenant('acme');
        await chat(memory, 'a', 1);
        await chat(memory, 'a', 2);
        await chat(memory, 'b', 2);
        expect(await memory.forget('a')).toBe(2);
        expect(await codeOf(memory.recall('a'))).toBe('MEMORY_NOT_FOUND');
        expect((await memory.recall('b')).content).toEqual({ kind: 'json', value: turn(2) });
        expect(await store.verify()).toMatchObject({ ...CLEAN, records: 1, contents: 1, events: 4 });
        expect(await memory.forget('b')).toBe(1);
        expect(await sql.all('SELECT wrapped_key FROM memory_contents', [])).toEqual([]);
      });

      it('is nowhere to be found in words, before and after', async () => {
        const store = await open();
        const memory = store.tenant('acme');
        const secret = 'Kim Minji 900101-2345678';
        const content = { kind: 'json', value: { person: secret } } as const;
        await memory.store({ memoryClass: 'pii', key: `of ${secret}`, content, metadata: { about: secret } });
        for (let index = 0; index < 20; index++) await chat(memory, `c${index}`, index);
        expect(await codeOf(memory.train('pii'))).toBe('MEMORY_INVALID');
        await memory.train('chat');
        expect(await memory.forget(`of ${secret}`)).toBe(1);
        await store.close();
        for (const text of allTextIn(place.folder)) expect(text).not.toContain('Minji');
        const tables = ['secrets', 'contents', 'records', 'dictionaries', 'events'];
        for (const table of tables) {
          const rows = await sql.all(`SELECT * FROM memory_${table}`, []);
          const cells = rows.flatMap((row) => Object.values(row));
          const said = cells.map((cell) =>
            cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : String(cell),
          );
          expect(said.join('\n')).not.toMatch(/Minji|Turn \d|support/);
        }
      });

      it('by one process is not recalled by another', async () => {
        const memory = (await open()).tenant('acme');
        const other = (await open({ sql: await openSql() })).tenant('acme');
        await chat(memory, 'k', 1);
        expect((await other.recall('k')).content.kind).toBe('json');
        await memory.forget('k');
        expect(await codeOf(other.recall('k'))).toBe('MEMORY_NOT_FOUND');
        await chat(other, 'k', 1);
        expect((await memory.recall('k')).content).toEqual({ kind: 'json', value: turn(1) });
      });
    });

    describe('a key', () => {
      it('that is not the one it was written with stops the store', async () => {
        await (await open())
          .tenant('acme')
          .store({ memoryClass: 'chat', content: { kind: 'text', text: 'a' } });
        expect(await codeOf(open({ key: OTHER_KEY }))).toBe('MEMORY_KEY_WRONG');
      });

      it('is rotated without writing a content anew, also while another process goes on', async () => {
        // It has been told of the key to come; one that has not would stop rather than go on.
        const store = await open({ previous: [OTHER_KEY] });
        const memory = store.tenant('acme');
        for (let index = 0; index < 12; index++) await chat(memory, `k${index}`, index);
        const framesOf = async () =>
          (await sql.all('SELECT frame FROM memory_contents ORDER BY address', [])).map(({ frame }) =>
            Buffer.from(frame as Uint8Array).toString('base64'),
          );
        const before = await framesOf();
        const rotating = await open({ sql: await openSql(), key: OTHER_KEY, previous: [KEY] });
        expect(await rotating.rotate()).toEqual({ contents: 12, tenants: 1 });
        expect(await framesOf()).toEqual(before);
        // The first process has yet to hear of the keys that wrap now.
        await chat(memory, 'after', 99);
        expect((await memory.recall('k3')).content).toEqual({ kind: 'json', value: turn(3) });
        expect(await rotating.verify()).toMatchObject({ ...CLEAN, records: 13 });
        expect(await codeOf(open({ sql: await openSql() }))).toBe('MEMORY_KEY_WRONG');
        const later = await open({ sql: await openSql(), key: OTHER_KEY, set: { 'memory.l1_bytes': 0 } });
        expect((await later.tenant('acme').recall('after')).content).toEqual({
          kind: 'json',
          value: turn(99),
        });
      });
    });

    describe('a dictionary', () => {
      it('makes records shorter, stays with those that need it, and is trained anew', async () => {
        const store = await open({ set: { 'memory.l1_bytes': 0 } });
        const memory = store.tenant('acme');
        for (let index = 0; index < 60; index++) await chat(memory, `k${index}`, index);
        const storedBytes = async () =>
          (await memory.stats()).find(({ memoryClass }) => memoryClass === 'chat')?.storedBytes ?? 0;
        const plain = (await storedBytes()) / 60;
        expect(await memory.train('chat')).toMatchObject({ number: 1, samples: 60 });
        const before = await storedBytes();
        for (let index = 100; index < 160; index++) await chat(memory, `k${index}`, index);
        expect(((await storedBytes()) - before) / 60).toBeLessThan(plain * 0.8);
        expect(await memory.train('chat')).toMatchObject({ number: 2, samples: 120 });
        for (const index of [1, 120]) {
          expect((await memory.recall(`k${index}`)).content).toEqual({ kind: 'json', value: turn(index) });
        }
        expect(await store.verify()).toMatchObject(CLEAN);
        const stranger = store.tenant('other');
        expect(await codeOf(stranger.train('chat'))).toBe('MEMORY_INVALID');
      });
    });

    describe('ageing', () => {
      it('tightens what is old enough, loses nothing, and saves what it says', async () => {
        const clock = manualClock();
        const store = await open({ clock, set: { 'memory.zstd_level': 1, 'memory.l1_bytes': 0 } });
        const memory = store.tenant('acme');
        const classes = ['chat', 'legal', 'pii', 'finance'] as const;
        for (let index = 0; index < 40; index++) {
          const memoryClass = classes[index % classes.length] ?? 'chat';
          await memory.store({
            memoryClass,
            key: `k${index}`,
            content: { kind: 'json', value: turn(index) },
          });
        }
        expect(await store.age()).toEqual({ looked: 0, tightened: 0, savedBytes: 0 });
        await memory.train('chat');
        clock.advance(14 * DAY_MS);
        const total = async () =>
          (await memory.stats()).reduce((sum, { storedBytes }) => sum + storedBytes, 0);
        const before = await total();
        const report = await store.age();
        expect(report).toMatchObject({ looked: 10, tightened: 10 });
        expect(before - (await total())).toBe(report.savedBytes);
        expect(await store.age()).toEqual({ looked: 0, tightened: 0, savedBytes: 0 });
        for (let index = 0; index < 40; index++) {
          expect((await memory.recall(`k${index}`)).content).toEqual({ kind: 'json', value: turn(index) });
        }
        expect(await store.verify()).toMatchObject(CLEAN);
      });
    });

    describe('two processes', () => {
      it('that write at the same time keep one chain, and lose nothing', async () => {
        const stores = [await open(), await open({ sql: await openSql() })];
        await Promise.all(
          stores.flatMap((store, process) =>
            Array.from({ length: 60 }, (_, index) =>
              chat(store.tenant('acme'), `k${process}.${index}`, index % 20),
            ),
          ),
        );
        const [first] = stores;
        expect(await first?.verify()).toMatchObject({ ...CLEAN, records: 120, contents: 20, events: 120 });
      });
    });
  });
}

/** Every file below a folder, as text. */
function allTextIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? allTextIn(path) : [readFileSync(path).toString('latin1')];
  });
}
