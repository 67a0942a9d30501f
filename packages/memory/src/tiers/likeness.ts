import { createNearIndex } from '../near/near-index.ts';
import type { ContentRow } from '../records/content-row.ts';

/** Rows, and their contents in the same order. */
export interface Portion {
  readonly rows: ContentRow[];
  readonly bytes: Uint8Array[];
}

/**
 * Neighbours in a pack help each other. Contents that begin alike are mostly made alike; what is nearly like one of them, but begins
 * otherwise, follows behind it.
 */
export function inOrderOfLikeness({ rows, bytes }: Portion, threshold: number): Portion {
  const index = createNearIndex(threshold);
  for (const [at, { print }] of rows.entries()) if (print !== undefined) index.add(String(at), print);
  const byBeginning = Array.from(bytes.entries()).sort(([, a], [, b]) => Buffer.compare(a, b));
  const order = new Set<number>();
  for (const [at] of byBeginning) {
    const print = rows[at]?.print;
    if (order.has(at)) continue;
    order.add(at);
    for (const { id } of print === undefined ? [] : index.near(print, rows.length)) order.add(Number(id));
  }
  const inOrder = <T>(all: readonly T[]): T[] => Array.from(order).flatMap((at) => all.slice(at, at + 1));
  return { rows: inOrder(rows), bytes: inOrder(bytes) };
}
