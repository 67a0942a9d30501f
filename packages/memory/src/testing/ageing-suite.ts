import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CLASSES } from '../classes.ts';
import { createShortening } from '../semantic-form/shorten.ts';
import { textOf } from './rig.ts';
import type { SuitePlace } from './suite-place.ts';

const DAY_MS = 86_400_000;

/** What grows old, is looked for, or is to be forgotten. */
export function describeAgeing({ open, openTenant, expectSound, sql }: SuitePlace): void {
  describe('forgetting', () => {
    it('removes what is meant, and destroys a content with its last record', async () => {
      const memory = await openTenant();
      await memory.store({ class: 'pii', key: 'k', content: 'one' });
      await memory.store({ class: 'pii', key: 'k', content: 'two' });
      await memory.store({ class: 'pii', content: 'two' });
      expect(textOf(await memory.recall({ class: 'pii', key: 'k' }))).toBe('two');
      expect(await memory.forget({ class: 'pii', key: 'k' })).toMatchObject({
        forgotten: 2,
        contentsDestroyed: 1,
      });
      expect(await memory.recall({ class: 'pii', key: 'k' })).toBeUndefined();
      expect(textOf(await memory.recall({ id: '3' }))).toBe('two');
      expect(await memory.forgetBatch([{ id: '3' }, { id: '3' }])).toMatchObject({
        forgotten: 1,
        contentsDestroyed: 1,
      });
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
      expect(await memory.forget({ id: '8' })).toEqual({
        forgotten: 1,
        contentsDestroyed: 1,
        packsRewritten: 1,
      });
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
        JSON.stringify({
          user: `user-${at % 17}`,
          said: `the order ${at * 37} has not arrived yet`,
          at: 1e12 + at,
        }),
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
      expect(stats.sizes.map(({ contents }) => contents)).toEqual([300, 0, 0, 0]);
      expect(stats.ages).toMatchObject([{}, {}, {}, { fromDays: 90, contents: 300 }]);
      expect(stats.sizes[0]?.contentBytes).toBe(texts.join('').length);
      for (const [at, text] of texts.entries())
        expect(textOf(await memory.recall({ id: String(at + 1) }))).toBe(text);
      expect(await memory.age()).toMatchObject({ packed: 0, tightened: 0 });
      await expectSound(memory);
    });

    it('goes on by itself, and ends between two changes when it is told to', async () => {
      const clock = manualClock();
      const set = { 'memory.age_every_s': 60, 'memory.compaction_share': 1 };
      const store = await open({ clock, set });
      const memory = await store.tenant('acme');
      const content = 'words that are said again and again '.repeat(20);
      await memory.storeBatch(
        Array.from({ length: 300 }, (_, at) => ({ class: 'research_note', content: `${content}${at}` })),
      );
      const ended = new AbortController();
      ended.abort();
      clock.advance(15 * DAY_MS - 120_000);
      expect(await memory.age({ signal: ended.signal })).toMatchObject({ tightened: 0 });
      const left = async (): Promise<number> => {
        clock.advance(120_000);
        return (await sql().all('SELECT id FROM memory_contents WHERE aged = 0', [])).length;
      };
      await expect.poll(left, { timeout: 15_000 }).toBe(0);
      await store.close();
    });

    it('writes what is nearly alike as differences, and never what can be forgotten', async () => {
      const clock = manualClock();
      const { pii, research_note: note } = DEFAULT_CLASSES;
      if (pii === undefined || note === undefined) throw new Error('both are classes');
      const classes = { ...DEFAULT_CLASSES, pii: { ...pii, ageing: note.ageing } };
      const memory = await openTenant({ clock, more: { classes } });
      const words = Array.from({ length: 120 }, (_, at) => `w${(at * 7919) % 1009}`).join(' ');
      const texts = Array.from({ length: 24 }, (_, at) => `${words} and this is copy number ${at}`);
      for (const name of ['pii', 'research_note'])
        await memory.storeBatch(texts.map((content) => ({ class: name, content })));
      clock.advance(15 * DAY_MS);
      expect((await memory.age()).tightened).toBeGreaterThan(20);
      const rows = await sql().all('SELECT id, class, base, depth, print FROM memory_contents', []);
      const differences = rows.filter(({ base }) => base !== null);
      expect(differences.length).toBeGreaterThan(15);
      expect(Math.max(...rows.map(({ depth }) => Number(depth)))).toBeLessThan(4);
      for (const { id, class: name, base } of differences) {
        expect(name).toBe('research_note');
        expect(Number(base)).toBeLessThan(Number(id));
      }
      expect(rows.every(({ class: name, print }) => (print === null) === (name === 'pii'))).toBe(true);
      expect((await memory.stats()).near_duplicates).toEqual({
        looked_at: 24,
        groups: 1,
        contents: 24,
        largest: 24,
      });
      // What others differ from goes, and they stay.
      await memory.forgetBatch(Array.from({ length: 6 }, (_, at) => ({ id: String(25 + at) })));
      for (const [at, text] of texts.entries()) {
        expect(textOf(await memory.recall({ id: String(1 + at) }))).toBe(text);
        expect(textOf(await memory.recall({ id: String(25 + at) }))).toBe(at < 6 ? undefined : text);
      }
      expect((await memory.stats()).near_duplicates).toMatchObject({ looked_at: 18, groups: 1 });
      await expectSound(memory);
    });

    it('trains anew when other records come, and lets go of dictionaries that nothing needs', async () => {
      const clock = manualClock();
      const memory = await openTenant({
        clock,
        set: { 'memory.train_from': 60, 'memory.level.development': 15 },
      });
      const storeKind = async (words: string) =>
        memory.storeBatch(
          Array.from({ length: 240 }, (_, at) => ({
            class: 'research_note',
            content: `${words} ${at * 7919} ${words}`,
          })),
        );
      const idsAfterAgeing = async () => {
        clock.advance(DAY_MS);
        await memory.age();
        return (await memory.stats()).dictionaries.map(({ id }) => id);
      };
      const first = await storeKind('the pressure of the vessel fell below its limit at');
      expect(await idsAfterAgeing()).toEqual([2]);
      const second = await storeKind('the pressure of the vessel fell below its limit near');
      const kept = await idsAfterAgeing();
      await storeKind('호스트 이름을 찾을 수 없어 연결이 끊어졌고 다시 시도한 횟수는');
      await storeKind('연결이 끊어진 뒤에 다시 시도하지 않고 남은 작업의 수는');
      const retrained = await idsAfterAgeing();
      expect(retrained.at(-1)).toBeGreaterThan(Math.max(...kept));
      await memory.forgetBatch([...first, ...second].map(({ id }) => ({ id })));
      await memory.store({ class: 'research_note', content: 'the pressure of the vessel' });
      // What came before the new dictionary is written anew by it, and then nothing needs the old one.
      clock.advance(15 * DAY_MS);
      await memory.age();
      const left = (await memory.stats()).dictionaries;
      expect(left.map(({ id }) => id)).toEqual([retrained.at(-1)]);
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

  describe('the semantic form', () => {
    const LETTERS = ['Maria Lopez', 'Pedro Diaz', 'Ann Smith'].map(
      (
        name,
        at,
      ) => `The apartment is on floor ${at + 3} and looks over the river. It is a pleasant and quiet place to live in.
Most of the rooms get a lot of light. The rooms were painted recently and everything feels fresh. Pets are not allowed.
There are many trees around, which is lovely in summer. Write to ${name} by March ${at + 3}, 2027.`,
    );
    const aged = async (shorten = createShortening()) => {
      const clock = manualClock();
      const { chat } = DEFAULT_CLASSES;
      if (chat === undefined) throw new Error('chat is a class');
      const classes = { ...DEFAULT_CLASSES, gist: { ...chat, storeRaw: false } };
      const how = { clock, more: { classes, shorten } };
      const memory = await openTenant(how);
      return { memory, again: () => openTenant(how), pass: () => clock.advance(100 * DAY_MS) };
    };

    it('is found by the embedding of the original, which stays, and without one is only listed', async () => {
      const { memory, again, pass } = await aged();
      const vectors = LETTERS.map((_, at) => Float32Array.of(Math.cos(at), Math.sin(at), 0.2));
      await memory.storeBatch(
        LETTERS.map((content, at) => ({ class: 'gist', content, embedding: vectors[at] })),
      );
      await memory.store({ class: 'gist', content: LETTERS.join('\n') });
      const found = async (of = memory) =>
        Promise.all(
          vectors.map(async (embedding) =>
            (await of.search({ embedding, limit: 10 })).map(({ record, similarity }) => ({
              id: record.id,
              similarity: Math.round((similarity ?? 0) * 100),
            })),
          ),
        );
      const before = await found();
      pass();
      expect(await memory.age()).toMatchObject({ shortened: 4, keptLossless: 0 });
      for (const id of ['1', '2', '3', '4'])
        expect(await memory.recall({ id })).toMatchObject({ form: 'semantic' });
      expect(textOf(await memory.recall({ id: '1' }))).toContain('March 3, 2027');
      expect(await found()).toEqual(before);
      // Another process has only what is on the disk.
      expect(await found(await again())).toEqual(before);
      expect(before[0]?.map(({ id }) => id)).not.toContain('4');
      expect((await memory.search({ limit: 10 })).map(({ record }) => record.id)).toContain('4');
      await expectSound(memory);
    });

    it('is none of JSON, nor of what would take no fewer bytes', async () => {
      const { memory, pass } = await aged((text) => text.replace(/(?:again )+/u, 'zQ4-kx7_Wp2.Vn9+Lj3'));
      const contents = [JSON.stringify({ said: 'again '.repeat(9) }), 'again '.repeat(9)];
      for (const content of contents) await memory.store({ class: 'gist', content });
      pass();
      expect(await memory.age()).toMatchObject({ shortened: 0, keptLossless: 2 });
      for (const [at, content] of contents.entries())
        expect(textOf(await memory.recall({ id: String(at + 1) }))).toBe(content);
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
      expect(await ids({})).toEqual(['5', '2', '4']);
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
      const kept = await sql().all('SELECT DISTINCT vector_format AS f FROM memory_records', []);
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
}
