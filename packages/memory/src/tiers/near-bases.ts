import type { ClassPolicy } from '../classes.ts';
import { createNearIndex } from '../near/near-index.ts';
import type { SimHash } from '../near/sim-hash.ts';
import type { ContentRow } from '../records/content-row.ts';
import type { ContentBase } from '../records/contents.ts';
import type { TenantParts } from '../tenant-parts.ts';

/** What contents may be written as differences from, when frames are written anew in one change. */
export interface Bases {
  /** The base it has, or else what it is nearly like; undefined when there is none. */
  of(row: ContentRow, print: SimHash | undefined): Promise<ContentBase | undefined>;
  /** How the change leaves a content. */
  note(row: ContentRow): void;
}

const DEPENDENT = 'SELECT id FROM memory_contents WHERE tenant = ? AND base = ? LIMIT 1';

/**
 * A base always has a lower number than what differs from it, so that no circle arises. What is a base itself gets none here: the depth of
 * all that differ from it would be another.
 */
export function basesOf(parts: TenantParts, { forgettable }: ClassPolicy): Bases {
  const changed = new Map<number, ContentRow>();
  /** What the change has looked at is not among the others before it is made. */
  const here = createNearIndex(parts.settings.near_threshold);
  const used = new Set<number>();
  const rowsAt = async (ids: readonly number[]): Promise<readonly ContentRow[]> => {
    const others = await parts.contents.byIds(ids.filter((id) => !changed.has(id)));
    const found = new Map(others.map((row) => [row.id, row]));
    return ids.flatMap((id) => changed.get(id) ?? found.get(id) ?? []);
  };
  const isBase = async ({ id }: ContentRow): Promise<boolean> =>
    used.has(id) || (await parts.sql.all(DEPENDENT, [parts.tenantId, BigInt(id)])).length > 0;

  return {
    async of(row, print) {
      if (row.base !== undefined) {
        const [base] = await rowsAt([row.base]);
        return base === undefined ? undefined : { row: base, content: await parts.contents.open(base) };
      }
      if (forgettable || print === undefined || (await isBase(row))) return undefined;
      const others = await parts.near.near(row.class, print);
      const near = [...here.near(print, MOST_HERE).map(({ id }) => Number(id)), ...others].filter(
        (id) => id < row.id,
      );
      const base = (await rowsAt(near)).find(
        ({ place, form, depth }) => place.tier === 'L2' && form === 'original' && depth < MOST_DEPTH,
      );
      return base === undefined ? undefined : { row: base, content: await parts.contents.open(base) };
    },
    note(row) {
      changed.set(row.id, row);
      if (row.base !== undefined) used.add(row.base);
      if (row.print !== undefined) here.add(String(row.id), row.print);
    },
  };
}

const MOST_HERE = 8;
/** So that another one may still differ from what differs from it. */
const MOST_DEPTH = 2;
