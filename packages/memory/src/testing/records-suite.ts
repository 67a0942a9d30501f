import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { textOf } from './rig.ts';
import type { SuitePlace } from './suite-place.ts';

const DAY_MS = 86_400_000;
const ODD_TEXTS = [
  "it's",
  '한국어 기억',
  '',
  '\0',
  'a\nb',
  '{"a": 1.0,  "b":2}',
  '\u{1f600}'.repeat(50),
  '?',
  '$1',
];

/** What is stored comes back, to whom it belongs. */
export function describeRecords({ open, openTenant, expectSound, sql }: SuitePlace): void {
  describe('records', () => {
    it('come back byte for byte, with all that was said of them', async () => {
      const memory = await openTenant();
      const bytes = Uint8Array.from({ length: 700 }, (_, at) => (at * 89) % 256);
      const metadata = { source: 'mail', page: 3, draft: false, of: null };
      for (const content of [...ODD_TEXTS, bytes]) {
        const { id } = await memory.store({ class: 'legal', content, metadata });
        const found = await memory.recall({ id });
        expect(found?.content).toEqual(
          typeof content === 'string' ? Buffer.from(content) : Buffer.from(content),
        );
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
      expect(stats.database.bytes).toBeGreaterThan(stats.database.free ?? 0);
      await expectSound(memory);
    });

    it('are not there when nothing was stored', async () => {
      const memory = await openTenant();
      expect(await memory.recall({ id: '1' })).toBeUndefined();
      expect(await memory.recall({ class: 'chat', key: 'k' })).toBeUndefined();
      expect(await memory.history({ class: 'chat', key: 'k' })).toEqual([]);
      expect(await memory.head()).toBeUndefined();
      expect(await memory.forget({ id: '9' })).toEqual({
        forgotten: 0,
        contentsDestroyed: 0,
        packsRewritten: 0,
      });
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
      await expect(memory.storeBatch([{ class: 'chat', content: 'b' }, record])).rejects.toMatchObject({
        code,
      });
      expect(await memory.stats()).toMatchObject({ records: 0, error_rate: 0 });
    });

    it('of a class that stays on the machine are not sent to another', async () => {
      const memory = await openTenant({ more: { sqlElsewhere: true } });
      await expect(memory.store({ class: 'pii', content: 'a' })).rejects.toMatchObject({
        code: 'MEMORY_EDGE_ONLY',
      });
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
      for (const [at, text] of texts.entries())
        expect(textOf(await memory.recall({ id: String(at + 1) }))).toBe(text);
      const rows = await sql().all('SELECT depth, base FROM memory_contents', []);
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
      const { id } = await a.store({
        class: 'chat',
        key: 'k',
        content: 'of a',
        embedding,
        metadata: { m: 1 },
      });
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
      const addresses = await sql().all('SELECT address FROM memory_contents', []);
      expect(new Set(addresses.map(({ address }) => String(address))).size).toBe(2);
      await expect(store.tenant('')).rejects.toMatchObject({ code: 'MEMORY_REQUEST_INVALID' });
    });
  });
}
