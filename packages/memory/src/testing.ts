import type { SqlDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { MemoryStore, TenantMemory } from './store.ts';
import { describeAgeing } from './testing/ageing-suite.ts';
import { describeRecords } from './testing/records-suite.ts';
import { openRig, type Place, type RigOptions } from './testing/rig.ts';
import { describeSharing } from './testing/sharing-suite.ts';

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

    const suite = { open, openTenant, expectSound, sql: () => sql };
    describeRecords(suite);
    describeAgeing(suite);
    describeSharing(suite);
  });
}
