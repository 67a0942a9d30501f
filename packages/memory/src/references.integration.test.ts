import { createRng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { openRig, sqlitePlace, textOf } from './testing/rig.ts';

// oxlint-disable-next-line node/no-process-env -- a test is enlarged by hand
const RUNS = Number(process.env['ACCORD_MEMORY_RUNS'] ?? 4);
const DAY_MS = 86_400_000;
const CLASSES = ['chat', 'pii', 'legal', 'research_note'] as const;

/** Whatever is done in whatever order: what is there is what was stored and not forgotten, and all counts are right. */
describe('any history', () => {
  it.each(Array.from({ length: RUNS }, (_, at) => at + 1))(
    'is kept as it was: %d',
    { timeout: 60_000 },
    async (seed) => {
      const rng = createRng(seed);
      const clock = manualClock();
      const place = sqlitePlace();
      const sql = await place.openSql();
      const set = { 'memory.train_from': 40, 'memory.pack_records': 16, 'memory.delta_from_bytes': 64 };
      const store = await openRig({ folder: place.folder, sql, clock, set });
      const memory = await store.tenant('acme');
      const model = new Map<string, string>();
      const pick = <T>(list: readonly T[]): T => list[rng.below(list.length)] as T;
      const content = (): string =>
        `${'some words that are said again '.repeat(rng.below(9))}${rng.below(30)}`;
      const steps = {
        async store() {
          const records = Array.from({ length: 1 + rng.below(12) }, () => ({
            class: pick(CLASSES),
            content: content(),
            key: rng.below(2) === 0 ? `k${rng.below(6)}` : undefined,
          }));
          const stored = await memory.storeBatch(records);
          for (const [at, { id }] of stored.entries()) model.set(id, records[at]?.content ?? '');
        },
        async forget() {
          const ids = Array.from({ length: Math.min(model.size, 1 + rng.below(6)) }, () =>
            pick([...model.keys()]),
          );
          await memory.forgetBatch(ids.map((id) => ({ id })));
          for (const id of ids) model.delete(id);
        },
        async age() {
          clock.advance(rng.below(60) * DAY_MS);
          await memory.age();
        },
        async rotate() {
          await store.rotateKeys();
        },
      };
      const names = ['store', 'store', 'store', 'forget', 'forget', 'age', 'age', 'rotate'] as const;
      for (let step = 0; step < 40; step++) {
        await steps[pick(names)]();
        const report = await memory.verify({ contents: step % 8 === 7 });
        expect([...report.ledger, ...report.store]).toEqual([]);
        expect(report.records).toBe(model.size);
      }
      for (const [id, text] of model) expect(textOf(await memory.recall({ id }))).toBe(text);
      await store.close();
      await sql.close();
      await place.remove();
    },
  );
});
