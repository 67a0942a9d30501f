import type { End, Head, JournalRecord } from './record.ts';

/** What a record does, with the reservation that it is about. */
export type LedgerEvent =
  | { readonly kind: 'reserved'; readonly head: Head }
  | { readonly kind: 'settled' | 'recovered' | 'posted'; readonly head: Head; readonly end: End };

/** What is wrong with a record. */
export type Misfit = 'reserved twice' | 'settled without a reservation, or twice';

/** Follows one journal from a place where what is open is known. */
export interface Replay {
  /** Undefined for a record that only repeats. Of a record that does not fit, nothing is booked. */
  next(record: JournalRecord): LedgerEvent | Misfit | undefined;
  /** Reservations that have not ended, by number. */
  readonly open: ReadonlyMap<number, Head>;
}

export function createReplay(openBefore: ReadonlyMap<number, Head> = new Map()): Replay {
  const open = new Map(openBefore);
  /** Numbers only grow, so that the last one tells whether a number was used before. */
  let last = Math.max(0, ...open.keys());

  const begin = (head: Head): LedgerEvent | Misfit => {
    if (head.number <= last) return 'reserved twice';
    last = head.number;
    open.set(head.number, head);
    return { kind: 'reserved', head };
  };

  return {
    open,
    next(record) {
      switch (record.kind) {
        case 'open':
          // News only to who did not read the files before.
          if (record.head.number > last) begin(record.head);
          return undefined;
        case 'reserve':
          return begin(record.head);
        case 'posted':
          return { kind: 'posted', head: record.head, end: record.end };
        case 'settled':
        case 'recovered': {
          const head = open.get(record.number);
          if (head === undefined) return 'settled without a reservation, or twice';
          open.delete(record.number);
          return { kind: record.kind, head, end: record.end };
        }
      }
    },
  };
}
