import { lazily } from '@accord/kernel';
import type { ResolvedKnobs } from '@accord/knobs';
import type { DomainHouse, OpenDomain } from '@accord/runtime';
import { shelfKnobs } from '../knobs.ts';
import type { LaboratoryDesk } from '../threads/laboratory-in-thread.ts';
import { shelfResources } from './shelf-resources.ts';
import { SHELF_STEPS, shelfTables } from './shelf-table.ts';
import { type Shelves, shelves } from './shelves.ts';

export interface ShelfOptions {
  readonly knobs: ResolvedKnobs;
  readonly house: DomainHouse;
  readonly laboratory: LaboratoryDesk;
  readonly nextId: () => string;
}

/** Materials, stock and prices that tenants keep, and the way to them over HTTP. */
export function openShelf({ knobs, house, laboratory, nextId }: ShelfOptions): {
  readonly shelves: Shelves;
  readonly resources: NonNullable<OpenDomain['resources']>;
} {
  const { limit_bytes: limitBytes, keep_revisions: keep } = knobs.of(shelfKnobs);
  const tables = lazily(async () => {
    const sql = await house.sql();
    await sql.migrate('fragrance_shelves', SHELF_STEPS);
    return shelfTables(sql);
  }).get;
  const kept = shelves({ tables, laboratory, clock: house.clock, nextId, limitBytes, keep });
  return { shelves: kept, resources: shelfResources(kept, limitBytes) };
}
