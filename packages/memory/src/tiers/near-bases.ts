import type { ClassPolicy } from '../classes.ts';
import { createNearIndex } from '../near/near-index.ts';
import type { SimHash } from '../near/sim-hash.ts';
import type { ContentRow } from '../records/content-row.ts';
import type { ContentBase } from '../records/contents.ts';
import { numberIn } from '../tables/cells.ts';
import { manyOf } from '../tables/many.ts';
import type { TenantParts } from '../tenant-parts.ts';

/** What contents may be written as differences from, when frames are written anew in one change. */
export interface Bases {
  /** The base it has, or else what it is nearly like; undefined when there is none. */
  of(row: ContentRow, print: SimHash | undefined): Promise<ContentBase | undefined>;
  /** How the change leaves a content. */
  note(row: ContentRow): void;
}

const DEPENDED_ON = 'SELECT base FROM memory_contents WHERE tenant = ? AND base IN';
/** Candidates that are looked at: as many as one statement asks for. */
const MOST_NEAR = 4;
/** So that another one may still differ from what differs from it. */
const MOST_DEPTH = 2;

/**
 * A base always has a lower number than what differs from it, so that no circle arises. What is a base itself gets none here: the depth of
 * all that differ from it would be another.
 *
 * @param rows those that the change writes anew
 */
export async function basesOf(
  parts: TenantParts,
  { forgettable }: ClassPolicy,
  rows: readonly ContentRow[],
): Promise<Bases> {
  const ids = rows.map(({ id }) => BigInt(id));
  const dependedOn = await manyOf(parts.sql, DEPENDED_ON, [parts.tenantId], ids);
  const used = new Set(dependedOn.map((row) => numberIn(row, 'base')));
  const changed = new Map<number, ContentRow>();
  /** What the change has looked at is not among the others before it is made. */
  const here = createNearIndex(parts.settings.near_threshold);
  const rowsAt = async (wanted: readonly number[]): Promise<readonly ContentRow[]> => {
    const elsewhere = wanted.filter((id) => !changed.has(id));
    const found = new Map((await parts.contents.byIds(elsewhere)).map((row) => [row.id, row]));
    return wanted.flatMap((id) => changed.get(id) ?? found.get(id) ?? []);
  };
  const opened = async (row: ContentRow | undefined): Promise<ContentBase | undefined> =>
    row === undefined ? undefined : { row, content: await parts.contents.open(row) };

  return {
    async of(row, print) {
      if (row.base !== undefined) return opened((await rowsAt([row.base]))[0]);
      if (forgettable || print === undefined || used.has(row.id)) return undefined;
      const isFit = ({ place, form, depth }: ContentRow): boolean =>
        place.tier === 'L2' && form === 'original' && depth < MOST_DEPTH;
      const near = here.near(print, MOST_NEAR).map(({ id }) => Number(id));
      const fit = (await rowsAt(near.filter((id) => id < row.id))).find(isFit);
      if (fit !== undefined) return opened(fit);
      const others = (await parts.near.near(row.class, print)).filter((id) => id < row.id);
      return opened((await rowsAt(others.slice(0, MOST_NEAR))).find(isFit));
    },
    note(row) {
      changed.set(row.id, row);
      if (row.base !== undefined) used.add(row.base);
      if (row.print !== undefined) here.add(String(row.id), row.print);
    },
  };
}
