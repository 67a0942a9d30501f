import { AccordError, type Clock, type PicoUsd } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { createBudgets, type Hold } from './budgets.ts';
import { accountErrors } from './errors.ts';
import { createFolding, newState } from './journal/folding.ts';
import { openJournal } from './journal/journal.ts';
import { headText, openLine, postedLine, reserveLine, settledLine } from './journal/record.ts';
import { claimJournal, createRecovery } from './journal/recovery.ts';
import type { Position } from './journal/segments.ts';
import type { ledgerKnobs } from './knobs.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Intent, Ledger, Reservation } from './ledger.ts';
import { type OverheadPrices, overheadOf } from './overhead.ts';

export interface LedgerOptions {
  readonly table: LedgerTable;
  /** Of the journals; its own, on a disk of this machine. */
  readonly folder: string;
  readonly knobs: KnobValues<typeof ledgerKnobs>;
  readonly overheads: OverheadPrices;
  readonly clock: Clock;
  /** Makes the names of journals: UUIDs of version 7. */
  readonly nextId: () => string;
  /** Name of this machine. */
  readonly host: string;
  readonly onFailure: (error: unknown) => void;
  /** Reservations of a process that died were settled at what they had set aside, marked as lost. */
  readonly onRecovered: (recovered: { readonly journal: string; readonly reservations: number }) => void;
}

/**
 * Opens the ledger of this process, after recovering those of processes that died.
 *
 * @throws LEDGER_UNAVAILABLE, STORAGE_UNAVAILABLE
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { table, folder, knobs, clock } = options;
  const onMisfit = (what: string): void =>
    options.onFailure(new TypeError(`a record of the journal does not fit: ${what}`));
  const recovery = createRecovery({ ...options, onMisfit });
  await recovery.run();
  const { id, lock, release } = claimJournal(folder, options.nextId);
  recovery.leaveAlone(id);

  /** Heads of the reservations that are open, by number. */
  const open = new Map<number, string>();
  let last = 0;
  let stopTimer: (() => void) | undefined;
  let stopRecovery: (() => void) | undefined;
  let bookingFault: string | undefined;
  let running = Promise.resolve();
  let waiting: Promise<void> | undefined;
  let closed = false;

  const journal = openJournal({
    folder,
    id,
    start: { segment: 0, offset: 0 },
    knobs,
    clock,
    carried: () => [...open.values()].map(openLine).join(''),
  });
  const folding = createFolding({
    table,
    folder,
    state: newState(id, options.host),
    open: new Map(),
    onMisfit,
    pageBytes: knobs.page_bytes,
    clock,
  });

  const fold = async (): Promise<void> => {
    stopTimer?.();
    stopTimer = undefined;
    journal.flush();
    budgets.beginFold();
    try {
      await folding.foldTo(journal.end());
      await budgets.refresh();
      bookingFault = undefined;
    } catch (error) {
      bookingFault = error instanceof Error ? error.message : String(error);
      options.onFailure(error);
      foldLater(knobs.retry_ms);
    }
  };
  /** A fold that begins after the call; one that waits its turn serves all who ask meanwhile. */
  const foldNow = async (): Promise<void> => {
    if (waiting !== undefined) return waiting;
    const before = running;
    const next = (async () => {
      await before;
      waiting = undefined;
      await fold();
    })();
    waiting = next;
    running = next;
    return next;
  };
  const foldLater = (delayMs: number): void => {
    if (closed) return;
    stopTimer ??= clock.after(delayMs, () => void foldNow(), { background: true });
  };
  const budgets = createBudgets({ table, clock, staleMs: 2 * knobs.fold_ms, foldNow });

  const recoverLater = (): void => {
    stopRecovery = clock.after(
      knobs.recover_s * 1000,
      () => {
        void recovery
          .run()
          .catch(options.onFailure)
          .finally(() => {
            if (!closed) recoverLater();
          });
      },
      { background: true },
    );
  };
  recoverLater();

  const refuseWhenFull = (): void => {
    if (closed) throw new TypeError('the ledger is closed');
    if (distance(folding.position(), journal.end(), knobs.segment_bytes) <= knobs.journal_max_bytes) return;
    throw new AccordError(accountErrors.LEDGER_FULL, {
      detail: `The journal holds ${knobs.journal_max_bytes} bytes that the database did not take${
        bookingFault === undefined ? '' : `: ${bookingFault}`
      }`,
    });
  };

  const reservationOf = (number: number, hold: Hold): Reservation => {
    let settled = false;
    return {
      settle(charges, use) {
        if (settled) return;
        settled = true;
        let spent = 0;
        for (const { cost } of charges) spent += cost;
        hold.end(spent);
        open.delete(number);
        const overhead = overheadOf(use, options.overheads);
        journal.append(settledLine(number, { at: clock.now(), charges, overhead }));
        foldLater(knobs.fold_ms);
      },
    };
  };

  return {
    async reserve(intent) {
      refuseWhenFull();
      const held = budgets.hold(intent.account, intent.most);
      const hold = held instanceof Promise ? await held : held;
      const number = ++last;
      const head = headText(number, clock.now(), intent);
      open.set(number, head);
      const reservation = reservationOf(number, hold);
      try {
        await journal.reserve(reserveLine(head));
      } catch (error) {
        // Only what is in the journal is released there.
        if (error instanceof AccordError && error.code === 'LEDGER_UNSURE') reservation.settle([]);
        else {
          hold.end(0);
          open.delete(number);
        }
        throw error;
      }
      foldLater(knobs.fold_ms);
      return reservation;
    },
    post(intent, charges, use) {
      refuseWhenFull();
      const fault = journal.fault();
      if (fault !== undefined) {
        throw new AccordError(accountErrors.LEDGER_UNAVAILABLE, {
          detail: `The journal cannot be written: ${fault}`,
        });
      }
      const at = clock.now();
      const whole: Intent = { ...intent, most: 0 as PicoUsd };
      const overhead = overheadOf(use, options.overheads);
      journal.append(postedLine(headText(0, at, whole), { at, charges, overhead }));
      foldLater(knobs.fold_ms);
    },
    health() {
      const fault = journal.fault();
      if (fault !== undefined)
        return { status: 'UNHEALTHY', detail: `the journal cannot be written: ${fault}` };
      if (bookingFault !== undefined) {
        return { status: 'DEGRADED', detail: `the journal is kept, and not booked: ${bookingFault}` };
      }
      return { status: 'HEALTHY', detail: `${open.size} reservations are open` };
    },
    async close() {
      closed = true;
      stopRecovery?.();
      await foldNow();
      stopTimer?.();
      const whole = open.size === 0 && bookingFault === undefined && journal.fault() === undefined;
      journal.close();
      if (whole && (await isClosed(folding.close))) release();
      lock.release();
      recovery.close();
    },
  };

  async function isClosed(close: () => Promise<void>): Promise<boolean> {
    try {
      await close();
      return true;
    } catch (error) {
      options.onFailure(error);
      return false;
    }
  }
}

/** About how many bytes lie between two positions of a journal. */
const distance = (from: Position, to: Position, segmentBytes: number): number =>
  (to.segment - from.segment) * segmentBytes + to.offset - from.offset;
