/** Gives out what is due, the earliest first. */
export interface ExpiryQueue<Item> {
  /** `at` is a time in milliseconds. */
  push(at: number, item: Item): void;
  /** Takes out everything that is due at `now`. */
  due(now: number): Item[];
}

interface Due<Item> {
  readonly at: number;
  readonly item: Item;
}

/**
 * A binary heap. What needs not expire any more stays in it until its time, unless such items become the larger part:
 * then it is made anew from those that `isLive`.
 */
export function createExpiryQueue<Item>(
  isLive: (item: Item) => boolean,
  live: () => number,
): ExpiryQueue<Item> {
  const SMALL = 64;
  let heap: Due<Item>[] = [];

  const rise = (from: number): void => {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!swapIfLess(at, parent)) return;
      at = parent;
    }
  };
  const sink = (from: number): void => {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = timeAt(right) < timeAt(left) ? right : left;
      if (!swapIfLess(child, at)) return;
      at = child;
    }
  };
  const timeAt = (at: number): number => heap[at]?.at ?? Number.POSITIVE_INFINITY;
  const swapIfLess = (one: number, other: number): boolean => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined || a.at >= b.at) return false;
    heap[one] = b;
    heap[other] = a;
    return true;
  };
  const pop = (): Due<Item> | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      heap[0] = last;
      sink(0);
    }
    return first;
  };

  return {
    push(at, item) {
      if (heap.length >= SMALL && heap.length > 2 * live()) {
        heap = heap.filter(({ item }) => isLive(item)).sort((a, b) => a.at - b.at);
      }
      heap.push({ at, item });
      rise(heap.length - 1);
    },
    due(now) {
      const items: Item[] = [];
      while (timeAt(0) <= now) {
        const first = pop();
        if (first !== undefined && isLive(first.item)) items.push(first.item);
      }
      return items;
    },
  };
}
