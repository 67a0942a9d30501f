import type { SqlDatabase } from '@accord/storage';
import type { TenantKeys } from '../crypto/key-ring.ts';
import { createNearIndex, type NearIndex } from '../near/near-index.ts';
import { createSimHasher, type SimHash, type SimHasher } from '../near/sim-hash.ts';
import type { ContentRow } from '../records/content-row.ts';
import { printOf } from '../records/content-row.ts';
import type { NearDuplicates } from '../stats-report.ts';
import { numberIn, textIn } from '../tables/cells.ts';

/** Which contents of a tenant are nearly alike. A content has its print from its first step of ageing on, and never in a class that can be forgotten. */
export interface NearContents {
  /** Undefined of what is no text, or has no word. */
  printOf(content: Uint8Array): SimHash | undefined;
  /** Ids of contents of the class that are nearly alike, the most alike first; some may be gone. */
  near(className: string, print: SimHash): Promise<readonly number[]>;
  note(rows: readonly ContentRow[]): void;
  drop(ids: readonly number[]): void;
  /** Reads the prints again, with the next use. */
  clear(): void;
  stats(): Promise<NearDuplicates>;
}

export interface NearContentsOptions {
  readonly sql: SqlDatabase;
  readonly tenantId: bigint;
  readonly keys: () => TenantKeys;
  /** Share of equal bits. */
  readonly threshold: number;
}

/** Prints that are held in memory; beyond them the oldest go, and are no near-duplicates of anything any more. */
const MOST_PRINTS = 20_000;
const MOST_NEAR = 8;
const LATEST = `SELECT id, class, print FROM memory_contents WHERE tenant = ? AND print IS NOT NULL
  ORDER BY id DESC LIMIT ${MOST_PRINTS}`;

export function nearContents({ sql, tenantId, keys, threshold }: NearContentsOptions): NearContents {
  const indexes = new Map<string, NearIndex>();
  /** In the order in which they came. */
  const prints = new Map<number, { readonly className: string; readonly print: SimHash }>();
  let hasher: SimHasher | undefined;
  let loaded = false;
  let counted: NearDuplicates | undefined;

  const indexOf = (className: string): NearIndex => {
    const known = indexes.get(className) ?? createNearIndex(threshold);
    indexes.set(className, known);
    return known;
  };
  const drop = (id: number): void => {
    const known = prints.get(id);
    if (known === undefined) return;
    indexOf(known.className).remove(String(id));
    prints.delete(id);
    counted = undefined;
  };
  const add = (id: number, className: string, print: SimHash): void => {
    drop(id);
    prints.set(id, { className, print });
    indexOf(className).add(String(id), print);
    counted = undefined;
    const [oldest] = prints.keys();
    if (prints.size > MOST_PRINTS && oldest !== undefined) drop(oldest);
  };
  const load = async (): Promise<void> => {
    if (loaded) return;
    loaded = true;
    for (const row of (await sql.all(LATEST, [tenantId])).toReversed()) {
      const print = printOf(row);
      if (print !== undefined) add(numberIn(row, 'id'), textIn(row, 'class'), print);
    }
  };

  return {
    printOf(content) {
      hasher ??= createSimHasher(keys().printKey);
      const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
      return hasher(text);
    },
    async near(className, print) {
      await load();
      return indexOf(className)
        .near(print, MOST_NEAR)
        .map(({ id }) => Number(id));
    },
    note(rows) {
      // What is not loaded yet will be read with the others.
      if (loaded)
        for (const { id, class: name, print } of rows) if (print !== undefined) add(id, name, print);
    },
    drop: (ids) => {
      for (const id of ids) drop(id);
    },
    clear() {
      indexes.clear();
      prints.clear();
      loaded = false;
      counted = undefined;
    },
    async stats() {
      await load();
      return (counted ??= groupsOf(prints, indexOf));
    },
  };
}

type Prints = ReadonlyMap<number, { readonly className: string; readonly print: SimHash }>;

/** Groups in which each content is nearly like another one; those that are like no other are none. Each is looked at once. */
function groupsOf(prints: Prints, indexOf: (className: string) => NearIndex): NearDuplicates {
  const leaders = new Map<number, number>();
  const leaderOf = (id: number): number => {
    let leader = id;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    return leader;
  };
  for (const [id, { className, print }] of prints) {
    for (const { id: near } of indexOf(className).near(print, MOST_NEAR)) {
      const [one, other] = [leaderOf(id), leaderOf(Number(near))];
      if (one !== other) leaders.set(Math.max(one, other), Math.min(one, other));
    }
  }
  const sizes = new Map<number, number>();
  for (const id of prints.keys()) sizes.set(leaderOf(id), (sizes.get(leaderOf(id)) ?? 0) + 1);
  const groups = [...sizes.values()].filter((size) => size > 1);
  return {
    looked_at: prints.size,
    groups: groups.length,
    contents: groups.reduce((sum, size) => sum + size, 0),
    largest: Math.max(0, ...groups),
  };
}
