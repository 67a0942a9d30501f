import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { ExportedRecord } from '../store.ts';
import { KEY, LATER_KEY, textOf } from './rig.ts';
import type { SuitePlace } from './suite-place.ts';

const DAY_MS = 86_400_000;

/** Keys, other processes, and other stores. */
export function describeSharing({ open, openTenant, expectSound, sql }: SuitePlace): void {
  describe('keys', () => {
    it('are rotated without a content being written anew', async () => {
      const clock = manualClock();
      // Every process is given the later key before one of them rotates to it.
      const memory = await openTenant({ clock, keys: [KEY, LATER_KEY] });
      const texts = Array.from({ length: 30 }, (_, at) => `record ${at}`);
      await memory.storeBatch(texts.map((content, at) => ({ class: 'legal', key: `k${at}`, content })));
      clock.advance(100 * DAY_MS);
      await memory.age({ limit: 10 });
      const frames = async () =>
        sql().all('SELECT address, frame, wrapped FROM memory_kept ORDER BY address', []);
      const before = await frames();
      const rotating = await open({ clock, keys: [LATER_KEY, KEY] });
      expect(await rotating.rotateKeys()).toMatchObject({ tenants: 1 });
      const after = await frames();
      expect(after.map(({ frame }) => frame)).toEqual(before.map(({ frame }) => frame));
      expect(
        after.filter(({ wrapped }, at) => String(wrapped) === String(before[at]?.['wrapped'])).length,
      ).toBe(after.filter(({ wrapped }) => (wrapped as Uint8Array).length === 0).length);
      // The process that holds the keys of before goes on.
      expect(textOf(await memory.recall({ class: 'legal', key: 'k29' }))).toBe('record 29');
      await memory.store({ class: 'legal', key: 'later', content: 'later' });
      const later = await openTenant({ clock, keys: [LATER_KEY] });
      expect(textOf(await later.recall({ class: 'legal', key: 'k3' }))).toBe('record 3');
      expect(textOf(await later.recall({ class: 'legal', key: 'later' }))).toBe('later');
      await expectSound(later);
      const generations = await sql().all(
        "SELECT generation FROM memory_keys WHERE name = 'tenant:acme'",
        [],
      );
      expect(generations).toEqual([{ generation: 2n }]);
    });

    it('that are missing or wrong stop the store', async () => {
      await (await openTenant()).store({ class: 'legal', content: 'a' });
      await expect(open({ keys: [LATER_KEY] })).rejects.toMatchObject({ code: 'MEMORY_KEY_MISSING' });
      await expect(open({ keys: [] })).rejects.toMatchObject({ code: 'MEMORY_KEY_MISSING' });
      await expect(open({ keys: ['short'] })).rejects.toMatchObject({ code: 'MEMORY_KEY_INVALID' });
      const [row] = await sql().all("SELECT sealed FROM memory_keys WHERE name = 'tenant:acme'", []);
      const sealed = Uint8Array.from(row?.['sealed'] as Uint8Array);
      sealed[20] = (sealed[20] ?? 0) ^ 1;
      await sql().write([
        { sql: "UPDATE memory_keys SET sealed = ? WHERE name = 'tenant:acme'", rows: [[sealed]] },
      ]);
      await expect(open()).rejects.toMatchObject({ code: 'MEMORY_SEAL_BROKEN' });
    });

    it('bind what they seal to its tenant, class and address', async () => {
      const memory = await openTenant();
      await memory.storeBatch([
        { class: 'legal', content: 'first content' },
        { class: 'legal', content: 'other content' },
      ]);
      const rows = await sql().all('SELECT id, address, frame, wrapped FROM memory_kept', []);
      const [one, other] = rows;
      if (one === undefined || other === undefined) throw new Error('there are two');
      const cells = (columns: readonly [string, string]) => [
        [other[columns[0]] ?? null, one[columns[1]] ?? null],
        [one[columns[0]] ?? null, other[columns[1]] ?? null],
      ];
      await sql().write([
        { sql: 'UPDATE memory_frames SET frame = ? WHERE id = ?', rows: cells(['frame', 'id']) },
        {
          sql: 'UPDATE memory_contents SET wrapped = ? WHERE address = ?',
          rows: cells(['wrapped', 'address']),
        },
      ]);
      await expect((async () => memory.recall({ id: '1' }))()).rejects.toMatchObject({
        code: 'MEMORY_SEAL_BROKEN',
      });
      const report = await memory.verify({ contents: true });
      expect(report.store.map(({ kind }) => kind)).toEqual(['content_damaged', 'content_damaged']);
    });
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
            Array.from({ length: 5 }, (_, at) => ({
              class: 'chat',
              content: `content ${(round + at * (who + 1)) % 7}`,
            })),
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

  it('leaves by export what may leave, and comes back elsewhere', async () => {
    const store = await open();
    const [from, to] = [await store.tenant('from'), await store.tenant('to')];
    const embedding = Float32Array.of(0.6, 0.8);
    await from.store({
      class: 'chat',
      key: 'k',
      content: 'a',
      metadata: { m: 'x' },
      embedding,
      validFrom: 5,
    });
    await from.store({ class: 'pii', content: 'stays here' });
    const exported: ExportedRecord[] = [];
    for await (const record of from.export())
      exported.push(JSON.parse(JSON.stringify(record)) as ExportedRecord);
    expect(exported).toHaveLength(1);
    const all = async function* () {
      yield* exported;
    };
    expect(await to.import(all())).toBe(1);
    expect(await to.recall({ class: 'chat', key: 'k' })).toMatchObject({
      metadata: { m: 'x' },
      validFrom: 5,
    });
    expect((await to.search({ embedding, limit: 1 }))[0]?.similarity).toBeGreaterThan(0.999);
  });
}
