import { createHash } from 'node:crypto';
import type { Clock } from '@accord/kernel';
import type { JournalState, LedgerTable, Page } from '../ledger-table.ts';
import { createTally } from '../postings.ts';
import { type Head, recordsOf } from './record.ts';
import { createReplay } from './replay.ts';
import { type Position, readStretch, removeSegment } from './segments.ts';

const NO_HASH = new Uint8Array(32);

export const newState = (journal: string, host: string): JournalState => ({
  journal,
  host,
  position: { segment: 0, offset: 0 },
  pages: 0,
  hash: NO_HASH,
  closed: false,
});

/** Each page is bound to the one before it, so that none can be changed, left out or put in unnoticed. */
export function pageHash(
  previous: Uint8Array,
  journal: string,
  number: number,
  lines: Uint8Array,
): Uint8Array {
  return createHash('sha256').update(previous).update(`${journal}\n${number}\n`).update(lines).digest();
}

export interface FoldingOptions {
  readonly table: LedgerTable;
  readonly folder: string;
  readonly state: JournalState;
  /** What is open at the position of the state. */
  readonly open: ReadonlyMap<number, Head>;
  /** A record that does not fit is not booked; the audit finds it too. */
  readonly onMisfit: (what: string) => void;
  readonly pageBytes: number;
  readonly clock: Clock;
}

/** Books what a journal holds into the database, page by page. Not for two calls at once. */
export interface Folding {
  /** As far as the journal is booked. */
  position(): Position;
  /**
   * Books all up to a position, and removes files that are booked whole.
   *
   * @throws STORAGE_UNAVAILABLE; what was booked before is booked
   */
  foldTo(end: Position): Promise<void>;
  /** Notes that nothing follows. */
  close(): Promise<void>;
}

export function createFolding({ table, folder, pageBytes, clock, ...options }: FoldingOptions): Folding {
  let { state } = options;
  let replay = createReplay(options.open);

  const post = async (lines: readonly Buffer[], position: Position): Promise<void> => {
    const body = Buffer.concat(lines);
    const tally = createTally();
    const { journal } = state;
    const number = state.pages + 1;
    const openBefore = new Map(replay.open);
    for (const record of recordsOf(body.toString('utf8'))) {
      const event = replay.next(record);
      if (typeof event === 'string') options.onMisfit(`${journal}, page ${number}: ${event}`);
      else if (event !== undefined) tally.add(event);
    }
    const hash = pageHash(state.hash, journal, number, body);
    const page: Page = { journal, number, at: clock.now(), hash, lines: body };
    const next = { ...state, position, pages: number, hash };
    try {
      await table.post(page, next, tally);
    } catch (error) {
      // The next attempt reads the same lines again.
      replay = createReplay(openBefore);
      throw error;
    }
    state = next;
  };

  const removeBooked = (before: number): void => {
    for (let segment = before; segment < state.position.segment; segment++) {
      removeSegment(folder, state.journal, segment);
    }
  };

  return {
    position: () => state.position,
    async foldTo(end) {
      let at = state.position;
      const first = at.segment;
      while (at.segment < end.segment || at.offset < end.offset) {
        const stretch = readStretch({ folder, journal: state.journal, from: at, bytes: pageBytes });
        if (stretch.lines.length > 0) {
          at = { segment: at.segment, offset: stretch.offset };
          await post(stretch.lines, at);
        } else if (at.segment < end.segment) {
          at = { segment: at.segment + 1, offset: 0 };
        } else break;
      }
      removeBooked(first);
    },
    async close() {
      if (state.pages === 0) return;
      const closed = { ...state, closed: true };
      await table.post(undefined, closed, createTally());
      state = closed;
    },
  };
}
