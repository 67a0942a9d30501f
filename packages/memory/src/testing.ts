import { manualClock } from '@accord/kernel/testing';
import type { SqlDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CLASSES } from './classes.ts';
import type { ExportedRecord, MemoryStore, TenantMemory } from './store.ts';
import { KEY, LATER_KEY, openRig, type Place, type RigOptions, textOf } from './testing/rig.ts';

const DAY_MS = 86_400_000;
const ODD_TEXTS = ["it's", '한국어 기억', '', '\0', 'a\nb', '{"a": 1.0,  "b":2}', '\u{1f600}'.repeat(50), '?', '$1'];

/** What the memory must do on every database. */
export function describeMemoryStore(name: string, openPlace: () => Promise<Place>): void {
  describe(`memory on ${name}`, () => {
    let place: Place;
    let sql: SqlDatabase;
    const stores: MemoryStore[] = [];
    beforeEach(async () => {
      place = await openPlace();
      sql = await place.openSql();
    });
    afterEach(async () => {
      for (const store of stores.splice(0)) await store.close();
      await sql.close();
      await place.remove();
    });
    const open = async (options: Partial<RigOptions> = {}): Promise<MemoryStore> => {
      const store = await openRig({ folder: place.folder, sql, ...options });
      stores.push(store);
      return store;
    };
    const openTenant = async (options: Partial<RigOptions> = {}): Promise<TenantMemory> =>
      (await open(options)).tenant('acme');
    const expectSound = async (memory: TenantMemory): Promise<void> => {
      const report = await memory.verify({ contents: true });
      expect([...report.ledger, ...report.store]).toEqual([]);
      expect(report.contentsOpened).toBe(report.contents);
    };

    describe('records', () => {
      it('come back byte for byte, with all that was said of them', async () => {
        const memory = await openTenant();
        const bytes = Uint8Array.from({ length: 700 }, (_, at) => (at * 89) % 256);
        const metadata = { source: 'mail', page: 3, draft: false, of: null };
        for (const content of [...ODD_TEXTS, bytes]) {
          const { id } = await memory.store({ class: 'legal', content, metadata });
          const found = await memory.recall({ id });
          expect(found?.content).toEqual(typeof content === 'string' ? Buffer.from(content) : Buffer.from(content));
          expect(found).toMatchObject({ class: 'legal', metadata, form: 'original' });
          expect(found?.format).toBe(typeof content === 'string' ? 'text' : 'bytes');
        }
        await expectSound(memory);
      });

      it('are answered from L1 the second time, at once', async () => {
        const memory = await openTenant({ set: { 'memory.fresh_ms': 60_000 } });
        await memory.store({ class: 'chat', key: 'k', content: 'hello' });
        expect((await memory.recall({ class: 'chat', key: 'k' }))?.tier).toBe('L2');
        const again = memory.recall({ class: 'chat', key: 'k' });
        expect(again).not.toBeInstanceOf(Promise);
        expect(again).toMatchObject({ tier: 'L1' });
        expect((await memory.stats()).l1).toMatchObject({ records: 1, hits: 1 });
      });

      it('of the same content are kept once within a class, and apart between classes', async () => {
        const memory = await openTenant();
        const stored = await memory.storeBatch([
          { class: 'chat', content: 'the same' },
          { class: 'chat', content: 'the same' },
          { class: 'ops_log', content: 'the same' },
        ]);
        expect(stored.map(({ known }) => known)).toEqual([false, true, false]);
        expect((await memory.store({ class: 'chat', content: 'the same' })).known).toBe(true);
        const stats = await memory.stats();
        expect(stats).toMatchObject({ records: 4, contents: 2, llm_cas_hit_rate: 0.5, error_rate: 0 });
        await expectSound(memory);
      });

      it('are not there when nothing was stored', async () => {
        const memory = await openTenant();
        expect(await memory.recall({ id: '1' })).toBeUndefined();
        expect(await memory.recall({ class: 'chat', key: 'k' })).toBeUndefined();
        expect(await memory.history({ class: 'chat', key: 'k' })).toEqual([]);
        expect(await memory.head()).toBeUndefined();
        expect(await memory.forget({ id: '9' })).toEqual({ forgotten: 0, contentsDestroyed: 0, packsRewritten: 0 });
        await expectSound(memory);
      });

      it.each([
        [{ class: 'nothing', content: 'a' }, 'MEMORY_CLASS_UNKNOWN'],
        [{ class: 'toString', content: 'a' }, 'MEMORY_CLASS_UNKNOWN'],
        [{ class: 'chat', content: 'a', key: '' }, 'MEMORY_REQUEST_INVALID'],
        [{ class: 'chat', content: 'a', key: 'x'.repeat(513) }, 'MEMORY_REQUEST_INVALID'],
        [{ class: 'chat', content: 'a', validFrom: 0.5 }, 'MEMORY_REQUEST_INVALID'],
        [{ class: 'chat', content: 'a', embedding: new Float32Array(3) }, 'MEMORY_REQUEST_INVALID'],
        [{ class: 'chat', content: 'a', metadata: { n: Number.NaN } }, 'MEMORY_REQUEST_INVALID'],
        [{ class: 'chat', content: 'a'.repeat(2 ** 20 + 1) }, 'MEMORY_RECORD_TOO_LARGE'],
      ])('are refused beyond the bounds: %#', async (record, code) => {
        const memory = await openTenant();
        await expect(memory.store(record)).rejects.toMatchObject({ code });
        await expect(memory.storeBatch([{ class: 'chat', content: 'b' }, record])).rejects.toMatchObject({ code });
        expect(await memory.stats()).toMatchObject({ records: 0, error_rate: 0 });
      });

      it('of a class that stays on the machine are not sent to another', async () => {
        const memory = await openTenant({ more: { sqlElsewhere: true } });
        await expect(memory.store({ class: 'pii', content: 'a' })).rejects.toMatchObject({ code: 'MEMORY_EDGE_ONLY' });
        expect(await memory.store({ class: 'chat', content: 'a' })).toMatchObject({ id: '1' });
      });
    });

    describe('versions', () => {
      it('hold from when they say, as was known at a time', async () => {
        const clock = manualClock();
        const start = clock.now();
        const memory = await openTenant({ clock });
        const at = { class: 'finance', key: 'rate' };
        await memory.store({ ...at, content: 'first' });
        clock.advance(10 * DAY_MS);
        await memory.store({ ...at, content: 'second' });
        await memory.store({ ...at, content: 'next month', validFrom: start + 30 * DAY_MS });
        clock.advance(DAY_MS);
        await memory.store({ ...at, content: 'corrected', validFrom: start - DAY_MS });
        const recall = async (more: object) => textOf(await memory.recall({ ...at, ...more }));
        expect(await recall({})).toBe('second');
        expect(await recall({ validAt: start })).toBe('first');
        expect(await recall({ validAt: start - 1 })).toBe('corrected');
        expect(await recall({ validAt: start - 1, recordedBy: start + 10 * DAY_MS })).toBeUndefined();
        expect(await recall({ recordedBy: start })).toBe('first');
        clock.advance(30 * DAY_MS);
        expect(await recall({})).toBe('next month');
        const history = await memory.history(at);
        expect(history.map(({ id }) => id)).toEqual(['3', '2', '1', '4']);
      });

      it('are written as differences, which are read through at most four', async () => {
        const memory = await openTenant();
        const lines = Array.from({ length: 60 }, (_, at) => `line ${at} ${(at * 7919) % 1000}`);
        const texts = Array.from({ length: 12 }, (_, version) => [...lines, `version ${version}`].join('\n'));
        for (const content of texts) await memory.store({ class: 'research_note', key: 'doc', content });
        for (const [at, text] of texts.entries()) expect(textOf(await memory.recall({ id: String(at + 1) }))).toBe(text);
        const rows = await sql.all('SELECT depth, base FROM memory_contents', []);
        expect(rows.filter(({ base }) => base !== null).length).toBeGreaterThan(5);
        expect(Math.max(...rows.map(({ depth }) => Number(depth)))).toBeLessThan(4);
        // What others are a difference from can be forgotten, and they stay.
        expect(await memory.forget({ id: '1' })).toMatchObject({ forgotten: 1, contentsDestroyed: 1 });
        expect(textOf(await memory.recall({ id: '2' }))).toBe(texts[1]);
        await expectSound(memory);
      });
    });

    describe('tenants', () => {
      it('see nothing of each other, by any parameter', async () => {
        const store = await open();
        const [a, b] = [await store.tenant('a'), await store.tenant('b')];
        const embedding = Float32Array.of(1, 0, 0);
        const { id } = await a.store({ class: 'chat', key: 'k', content: 'of a', embedding, metadata: { m: 1 } });
        expect((await b.store({ class: 'chat', content: 'of a' })).known).toBe(false);
        for (const other of ["b' OR '1'='1", 'A', 'a ', '%', '']) {
          if (other === '') continue;
          const stranger = await store.tenant(other);
          expect(await stranger.recall({ id })).toBeUndefined();
          expect(await stranger.recall({ class: 'chat', key: 'k' })).toBeUndefined();
          expect(await stranger.search({ embedding, limit: 10 })).toEqual([]);
          expect(await stranger.search({ metadata: { m: 1 }, limit: 10 })).toEqual([]);
          expect(await stranger.forget({ class: 'chat', key: 'k' })).toMatchObject({ forgotten: 0 });
          expect(await stranger.stats()).toMatchObject({ records: 0, contents: 0, tiers: [] });
        }
        expect(await store.tenants()).toEqual(['a', 'b']);
        const addresses = await sql.all('SELECT address FROM memory_contents', []);
        expect(new Set(addresses.map(({ address }) => String(address))).size).toBe(2);
        await expect(store.tenant('')).rejects.toMatchObject({ code: 'MEMORY_REQUEST_INVALID' });
      });
    });

    describe('forgetting', () => {
      it('removes what is meant, and destroys a content with its last record', async () => {
        const memory = await openTenant();
        await memory.store({ class: 'pii', key: 'k', content: 'one' });
        await memory.store({ class: 'pii', key: 'k', content: 'two' });
        await memory.store({ class: 'pii', content: 'two' });
        expect(textOf(await memory.recall({ class: 'pii', key: 'k' }))).toBe('two');
        expect(await memory.forget({ class: 'pii', key: 'k' })).toMatchObject({ forgotten: 2, contentsDestroyed: 1 });
        expect(await memory.recall({ class: 'pii', key: 'k' })).toBeUndefined();
        expect(textOf(await memory.recall({ id: '3' }))).toBe('two');
        expect(await memory.forgetBatch([{ id: '3' }, { id: '3' }])).toMatchObject({ forgotten: 1, contentsDestroyed: 1 });
        expect(await memory.stats()).toMatchObject({ records: 0, contents: 0 });
        await expectSound(memory);
      });

      it('rewrites the pack of a content, and the others in it stay', async () => {
        const clock = manualClock();
        const memory = await openTenant({ clock });
        const texts = Array.from({ length: 40 }, (_, at) => `person ${at} lives at ${at * 31} Hill Road`);
        await memory.storeBatch(texts.map((content) => ({ class: 'pii', content })));
        clock.advance(100 * DAY_MS);
        expect(await memory.age()).toMatchObject({ packed: 40, packs: 1 });
        expect((await memory.recall({ id: '8' }))?.tier).toBe('L3');
        expect(await memory.forget({ id: '8' })).toEqual({ forgotten: 1, contentsDestroyed: 1, packsRewritten: 1 });
        expect(await memory.recall({ id: '8' })).toBeUndefined();
        for (const [at, text] of texts.entries()) {
          if (at !== 7) expect(textOf(await memory.recall({ id: String(at + 1) }))).toBe(text);
        }
        await expectSound(memory);
      });
    });

    describe('ageing', () => {
      it('makes smaller what is old, loses nothing, and is done once', async () => {
        const clock = manualClock();
        const memory = await openTenant({ clock, set: { 'memory.train_from': 100 } });
        const texts = Array.from({ length: 300 }, (_, at) =>
          JSON.stringify({ user: `user-${at % 17}`, said: `the order ${at * 37} has not arrived yet`, at: 1e12 + at }),
        );
        await memory.storeBatch(texts.map((content) => ({ class: 'chat', content, format: 'json' })));
        clock.advance(15 * DAY_MS);
        const tightened = await memory.age();
        expect(tightened.tightened).toBeGreaterThan(250);
        expect(tightened.bytesAfter).toBeLessThan(tightened.bytesBefore);
        clock.advance(80 * DAY_MS);
        const packed = await memory.age();
        expect(packed).toMatchObject({ packed: 300, packs: 1, shortened: 0 });
        expect(packed.bytesAfter).toBeLessThan(packed.bytesBefore);
        const stats = await memory.stats();
        expect(stats.tiers).toMatchObject([{ class: 'chat', tier: 'L3', contents: 300 }]);
        expect(stats.tiers[0]?.keptBytes).toBeLessThan(texts.join('').length / 4);
        expect(stats.dictionaries).toHaveLength(1);
        for (const [at, text] of texts.entries()) expect(textOf(await memory.recall({ id: String(at + 1) }))).toBe(text);
        expect(await memory.age()).toMatchObject({ packed: 0, tightened: 0 });
        await expectSound(memory);
      });

      it('shortens only where the policy allows it, and only what keeps its facts', async () => {
        const clock = manualClock();
        const { chat } = DEFAULT_CLASSES;
        if (chat === undefined) throw new Error('chat is a class');
        const classes = { ...DEFAULT_CLASSES, gist: { ...chat, storeRaw: false } };
        const shorten = (text: string) => (text.includes('essential') ? undefined : text.slice(0, 5));
        const memory = await openTenant({ clock, more: { classes, shorten } });
        for (const name of ['gist', 'chat', 'legal']) {
          await memory.storeBatch([
            { class: name, content: 'words and more words' },
            { class: name, content: 'words, all of them essential' },
          ]);
        }
        clock.advance(100 * DAY_MS);
        expect(await memory.age()).toMatchObject({ shortened: 1, keptLossless: 1, packed: 6 });
        expect(textOf(await memory.recall({ id: '1' }))).toBe('words');
        expect(await memory.recall({ id: '1' })).toMatchObject({ form: 'semantic' });
        for (const id of ['2', '3', '4', '5', '6']) {
          expect(await memory.recall({ id })).toMatchObject({ form: 'original' });
          expect((await memory.recall({ id }))?.content.length).toBeGreaterThan(5);
        }
        await expectSound(memory);
        // Stored again it is new, and so is the original; its age begins anew.
        const again = await memory.store({ class: 'gist', content: 'words and more words' });
        expect(again.known).toBe(true);
        expect(textOf(await memory.recall({ id: again.id }))).toBe('words and more words');
        expect(textOf(await memory.recall({ id: '2' }))).toBe('words, all of them essential');
        await memory.age();
        expect(await memory.recall({ id: again.id })).toMatchObject({ form: 'original' });
        await expectSound(memory);
      });
    });

    describe('search', () => {
      it('finds what is near, within class, time and metadata, and not what was superseded or forgotten', async () => {
        const memory = await openTenant();
        const at = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle), 0.1);
        await memory.store({ class: 'chat', key: 'k', content: 'a', embedding: at(0), validFrom: 1 });
        await memory.store({ class: 'chat', key: 'k', content: 'b', embedding: at(0.1), validFrom: 2 });
        await memory.store({ class: 'ops_log', content: 'c', embedding: at(0.2), metadata: { host: 'x' } });
        await memory.store({ class: 'ops_log', content: 'd', embedding: at(3) });
        const ids = async (more: object) =>
          (await memory.search({ embedding: at(0), limit: 10, ...more })).map(({ record }) => record.id);
        expect(await ids({})).toEqual(['2', '3', '4']);
        expect(await ids({ superseded: true })).toEqual(['1', '2', '3', '4']);
        expect(await ids({ limit: 1 })).toEqual(['2']);
        expect(await ids({ classes: ['ops_log'] })).toEqual(['3', '4']);
        expect(await ids({ metadata: { host: 'x' } })).toEqual(['3']);
        expect(await ids({ from: 2, to: 3 })).toEqual(['2']);
        expect(await ids({ embedding: undefined })).toEqual(['4', '3', '2']);
        await memory.forget({ id: '3' });
        expect(await ids({})).toEqual(['2', '4']);
        await memory.store({ class: 'chat', content: 'e', embedding: at(0) });
        expect(await ids({})).toEqual(['6', '2', '4']);
        await expect(memory.search({ limit: 0 })).rejects.toMatchObject({ code: 'MEMORY_REQUEST_INVALID' });
      });

      it('finds the same after the embeddings moved into fewer bits, and says what that costs', async () => {
        const clock = manualClock();
        const memory = await openTenant({ clock });
        const vectors = Array.from({ length: 60 }, (_, row) =>
          Float32Array.from({ length: 64 }, (__, at) => Math.sin(row * 12.9 + at * 78.2) * Math.cos(row * at)),
        );
        await memory.storeBatch(
          vectors.map((embedding, at) => ({ class: 'chat', content: `record ${at} of many`, embedding })),
        );
        clock.advance(100 * DAY_MS);
        await memory.age();
        const kept = await sql.all('SELECT DISTINCT vector_format AS f FROM memory_records', []);
        expect(kept.map(({ f }) => Number(f))).toEqual([2]);
        const again = await openTenant({ clock });
        const [first] = await again.search({ embedding: vectors[7], limit: 1 });
        expect(first).toMatchObject({ record: { id: '8' } });
        expect(first?.similarity).toBeGreaterThan(0.999);
        const { embeddings } = await memory.stats();
        expect(embeddings.sample).toBe(60);
        expect(embeddings.fp16?.error).toBeLessThan(embeddings.int8?.error ?? 0);
        expect(embeddings.int8?.error).toBeLessThan(0.01);
        expect(embeddings.int8?.recall_at_10).toBeGreaterThan(0.8);
      });
    });

    describe('keys', () => {
      it('are rotated without a content being written anew', async () => {
        const clock = manualClock();
        // Every process is given the later key before one of them rotates to it.
        const memory = await openTenant({ clock, keys: [KEY, LATER_KEY] });
        const texts = Array.from({ length: 30 }, (_, at) => `record ${at}`);
        await memory.storeBatch(texts.map((content, at) => ({ class: 'legal', key: `k${at}`, content })));
        clock.advance(100 * DAY_MS);
        await memory.age({ limit: 10 });
        const frames = async () => sql.all('SELECT address, frame, wrapped FROM memory_contents ORDER BY address', []);
        const before = await frames();
        const rotating = await open({ clock, keys: [LATER_KEY, KEY] });
        expect(await rotating.rotateKeys()).toMatchObject({ tenants: 1 });
        const after = await frames();
        expect(after.map(({ frame }) => frame)).toEqual(before.map(({ frame }) => frame));
        expect(after.filter(({ wrapped }, at) => String(wrapped) === String(before[at]?.['wrapped'])).length).toBe(
          after.filter(({ wrapped }) => (wrapped as Uint8Array).length === 0).length,
        );
        // The process that holds the keys of before goes on.
        expect(textOf(await memory.recall({ class: 'legal', key: 'k29' }))).toBe('record 29');
        await memory.store({ class: 'legal', key: 'later', content: 'later' });
        const later = await openTenant({ clock, keys: [LATER_KEY] });
        expect(textOf(await later.recall({ class: 'legal', key: 'k3' }))).toBe('record 3');
        expect(textOf(await later.recall({ class: 'legal', key: 'later' }))).toBe('later');
        await expectSound(later);
        const generations = await sql.all("SELECT generation FROM memory_keys WHERE name = 'tenant:acme'", []);
        expect(generations).toEqual([{ generation: 2n }]);
      });

      it('that are missing or wrong stop the store', async () => {
        await (await openTenant()).store({ class: 'legal', content: 'a' });
        await expect(open({ keys: [LATER_KEY] })).rejects.toMatchObject({ code: 'MEMORY_KEY_MISSING' });
        await expect(open({ keys: [] })).rejects.toMatchObject({ code: 'MEMORY_KEY_MISSING' });
        await expect(open({ keys: ['short'] })).rejects.toMatchObject({ code: 'MEMORY_KEY_INVALID' });
        const [row] = await sql.all("SELECT sealed FROM memory_keys WHERE name = 'tenant:acme'", []);
        const sealed = Uint8Array.from(row?.['sealed'] as Uint8Array);
        sealed[20] = (sealed[20] ?? 0) ^ 1;
        await sql.write([{ sql: "UPDATE memory_keys SET sealed = ? WHERE name = 'tenant:acme'", rows: [[sealed]] }]);
        await expect(open()).rejects.toMatchObject({ code: 'MEMORY_SEAL_BROKEN' });
      });

      it('bind what they seal to its tenant, class and address', async () => {
        const memory = await openTenant();
        await memory.storeBatch([
          { class: 'legal', content: 'first content' },
          { class: 'legal', content: 'other content' },
        ]);
        const rows = await sql.all('SELECT address, frame, wrapped FROM memory_contents', []);
        const swap = [0, 1].map((at) => [
          rows[1 - at]?.['frame'] ?? null,
          rows[1 - at]?.['wrapped'] ?? null,
          rows[at]?.['address'] ?? null,
        ]);
        await sql.write([{ sql: 'UPDATE memory_contents SET frame = ?, wrapped = ? WHERE address = ?', rows: swap }]);
        await expect((async () => memory.recall({ id: '1' }))()).rejects.toMatchObject({ code: 'MEMORY_SEAL_BROKEN' });
        const report = await memory.verify({ contents: true });
        expect(report.store.map(({ kind }) => kind)).toEqual(['content_damaged', 'content_damaged']);
      });
    });

    it('leaves by export what may leave, and comes back elsewhere', async () => {
      const store = await open();
      const [from, to] = [await store.tenant('from'), await store.tenant('to')];
      const embedding = Float32Array.of(0.6, 0.8);
      await from.store({ class: 'chat', key: 'k', content: 'a', metadata: { m: 'x' }, embedding, validFrom: 5 });
      await from.store({ class: 'pii', content: 'stays here' });
      const exported: ExportedRecord[] = [];
      for await (const record of from.export()) exported.push(JSON.parse(JSON.stringify(record)) as ExportedRecord);
      expect(exported).toHaveLength(1);
      const all = async function* () {
        yield* exported;
      };
      expect(await to.import(all())).toBe(1);
      expect(await to.recall({ class: 'chat', key: 'k' })).toMatchObject({ metadata: { m: 'x' }, validFrom: 5 });
      expect((await to.search({ embedding, limit: 1 }))[0]?.similarity).toBeGreaterThan(0.999);
    });

    describe('two stores on the same database', () => {
      it('see what the other stored and forgot', async () => {
        const [one, two] = [await openTenant(), await openTenant()];
        await one.store({ class: 'chat', key: 'k', content: 'first' });
        expect(textOf(await two.recall({ class: 'chat', key: 'k' }))).toBe('first');
        await one.store({ class: 'chat', key: 'k', content: 'second' });
        expect(textOf(await two.recall({ class: 'chat', key: 'k' }))).toBe('second');
        await two.forget({ class: 'chat', key: 'k' });
        expect(await one.recall({ class: 'chat', key: 'k' })).toBeUndefined();
        expect(await one.recall({ id: '1' })).toBeUndefined();
      });

      it('count the same references while both write and forget the same contents', async () => {
        const memories = [await openTenant(), await openTenant()];
        const work = memories.map(async (memory, who) => {
          for (let round = 0; round < 12; round++) {
            const stored = await memory.storeBatch(
              Array.from({ length: 5 }, (_, at) => ({ class: 'chat', content: `content ${(round + at * (who + 1)) % 7}` })),
            );
            await memory.forgetBatch(stored.slice(1).map(({ id }) => ({ id })));
          }
        });
        await Promise.all(work);
        const [memory] = memories;
        if (memory === undefined) throw new Error('there are two');
        await expectSound(memory);
        expect(await memory.stats()).toMatchObject({ records: 24 });
      });
    });
  });
}
