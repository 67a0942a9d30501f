import type { ShelfRequest, ShelfTable, ShelfTableName } from '@accord/contract';
import { AccordError, type Clock } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import type { LaboratoryDesk } from '../threads/laboratory-in-thread.ts';
import type { ShelfTables, StoredShelf } from './shelf-table.ts';
import { EMPTY_TABLES, type Rewritten } from './written-tables.ts';

/** Which table of whom; as of the latest revision where none is named. */
export interface ShelfRef {
  readonly tenant: string;
  readonly table: ShelfTableName;
  readonly revision?: number | undefined;
}

/** Materials, stock and prices that are kept, each tenant's for itself. A change is taken as a whole or not at all. */
export interface Shelves {
  /** What a tenant's formulas are judged with besides what ships; undefined where nothing was ever kept. */
  of(tenant: string): Promise<StoredShelf | undefined>;
  /** A table as JSON. @throws SHELF_REVISION_NOT_FOUND */
  read(ref: ShelfRef): Promise<string>;
  /** A table as CSV. @throws SHELF_REVISION_NOT_FOUND */
  csv(ref: ShelfRef): Promise<string>;
  /**
   * Puts a table in the place of what is there, and replies it.
   *
   * @param ref with the revision that the change is meant for, if any
   * @throws MATERIALS_INVALID, SHELF_CHANGED
   */
  keep(ref: ShelfRef, request: ShelfRequest): Promise<string>;
}

export interface ShelvesOptions {
  readonly tables: () => Promise<ShelfTables>;
  readonly laboratory: LaboratoryDesk;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly limitBytes: number;
  /** Revisions of each tenant. */
  readonly keep: number;
}

/** Who does not name a revision gets a place among those who change the shelf at the same time, if not at the first try. */
const TRIES = 5;

export function shelves(options: ShelvesOptions): Shelves {
  const { tables, laboratory, clock, nextId, limitBytes, keep } = options;
  const find = async ({ tenant, revision }: ShelfRef): Promise<StoredShelf | undefined> => {
    const found = await (await tables()).find(tenant, revision);
    if (found === undefined && revision !== undefined && revision > 0)
      throw new AccordError(fragranceErrors.SHELF_REVISION_NOT_FOUND);
    return found;
  };
  const reply = async (
    table: ShelfTableName,
    shelf: StoredShelf | undefined,
    ignored: readonly string[] = [],
  ): Promise<string> => {
    const head: Omit<ShelfTable, 'columns' | 'rows'> = {
      table,
      revision: shelf?.revision ?? 0,
      kept_at: shelf?.keptAt ?? null,
      ignored_columns: [...ignored],
    };
    const body = await laboratory.ask({ operation: 'list-table', table, csv: shelf?.[table] ?? '' });
    return `${JSON.stringify(head).slice(0, -1)},${body.slice(1)}`;
  };
  /** The next revision, if nobody else made it meanwhile. */
  const change = async ({ tenant, table, revision }: ShelfRef, request: ShelfRequest) => {
    const kept = await tables();
    const last = await kept.find(tenant);
    if (revision !== undefined && revision !== (last?.revision ?? 0)) return undefined;
    const text = await laboratory.ask({
      operation: 'rewrite-shelf',
      tables: last ?? EMPTY_TABLES,
      table,
      request,
    });
    const { materials, stock, ignored } = JSON.parse(text) as Rewritten;
    const next: StoredShelf = {
      revision: (last?.revision ?? 0) + 1,
      key: nextId(),
      materials,
      stock,
      keptAt: clock.now(),
    };
    await kept.add(tenant, next, keep);
    const found = await kept.find(tenant, next.revision);
    return found?.key === next.key ? { next, ignored } : undefined;
  };

  return {
    of: async (tenant) => (await tables()).find(tenant),
    read: async (ref) => reply(ref.table, await find(ref)),
    csv: async (ref) =>
      laboratory.ask({
        operation: 'print-table',
        table: ref.table,
        csv: (await find(ref))?.[ref.table] ?? '',
      }),
    async keep(ref, request) {
      if (Buffer.byteLength(request.csv ?? '') > limitBytes)
        throw new AccordError(fragranceErrors.MATERIALS_INVALID, {
          detail: `the table has more than ${limitBytes} bytes; the knob fragrance.shelf.limit_bytes sets the limit`,
          field: ref.table,
        });
      for (let left = ref.revision === undefined ? TRIES : 1; left > 0; left -= 1) {
        const changed = await change(ref, request);
        if (changed !== undefined) return reply(ref.table, changed.next, changed.ignored);
      }
      throw new AccordError(fragranceErrors.SHELF_CHANGED);
    },
  };
}
