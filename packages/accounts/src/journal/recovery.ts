import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { createLockedFile, type FileLock, fileLock } from '@accord/storage';
import { accountErrors } from '../errors.ts';
import type { ledgerKnobs } from '../knobs.ts';
import type { LedgerTable } from '../ledger-table.ts';
import type { Charge } from '../ledger.ts';
import { NO_OVERHEAD } from '../overhead.ts';
import { createFolding, newState } from './folding.ts';
import { openJournal } from './journal.ts';
import { type Head, headText, openLine, recordsOf, recoveredLine } from './record.ts';
import { createReplay } from './replay.ts';
import { lockPath, type Position, readStretch, removeSegment, segmentsIn } from './segments.ts';

/** A journal of its own for this process. */
export interface ClaimedJournal {
  readonly id: string;
  readonly lock: FileLock;
  /** Removes the files, once they are booked. */
  release(): void;
}

/** @throws LEDGER_UNAVAILABLE when the folder cannot be written to */
export function claimJournal(folder: string, nextId: () => string): ClaimedJournal {
  try {
    mkdirSync(folder, { recursive: true });
    const id = nextId();
    const lock = createLockedFile(lockPath(folder, id));
    return { id, lock, release: () => removeJournal(folder, id) };
  } catch (cause) {
    throw new AccordError(accountErrors.LEDGER_UNAVAILABLE, {
      detail: `No journal can be begun in ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
}

function removeJournal(folder: string, id: string): void {
  for (const segment of segmentsIn(folder).get(id) ?? []) removeSegment(folder, id, segment);
  rmSync(lockPath(folder, id), { force: true });
}

export interface RecoveryOptions {
  readonly table: LedgerTable;
  readonly folder: string;
  readonly knobs: KnobValues<typeof ledgerKnobs>;
  readonly clock: Clock;
  readonly host: string;
  readonly onMisfit: (what: string) => void;
  readonly onRecovered: (recovered: { readonly journal: string; readonly reservations: number }) => void;
}

const LOCK = /^([0-9a-f-]{36})\.lock$/;

export interface Recovery {
  /**
   * Ends the journals of processes that are gone: settles what they left open, books what they did not, removes the
   * files. A process that dies meanwhile leaves it to the next.
   *
   * @throws STORAGE_UNAVAILABLE, LEDGER_UNAVAILABLE
   */
  run(): Promise<void>;
  /** The journal is this process's own. */
  leaveAlone(journal: string): void;
  close(): void;
}

export function createRecovery(options: RecoveryOptions): Recovery {
  const { folder } = options;
  /** Of journals that were found held. They stay open, because what was opened is never freed (see `storage`). */
  const locks = new Map<string, FileLock>();
  let own: string | undefined;

  const recoverIfGone = async (journal: string): Promise<void> => {
    const lock = locks.get(journal) ?? fileLock(lockPath(folder, journal));
    locks.set(journal, lock);
    if (!lock.tryLock()) return;
    try {
      await recover(journal, options);
    } finally {
      lock.release();
      locks.delete(journal);
    }
  };
  const forgetGone = (journals: readonly string[]): void => {
    for (const [journal, lock] of locks) {
      if (journals.includes(journal)) continue;
      lock.release();
      locks.delete(journal);
    }
  };

  return {
    async run() {
      const journals = existsSync(folder) ? journalsIn(folder) : [];
      forgetGone(journals);
      for (const journal of journals) if (journal !== own) await recoverIfGone(journal);
    },
    leaveAlone(journal) {
      own = journal;
    },
    close: () => forgetGone([]),
  };
}

const journalsIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => LOCK.exec(name)?.[1] ?? []);

async function recover(id: string, options: RecoveryOptions): Promise<void> {
  const { table, folder, knobs, clock, host } = options;
  const segments = segmentsIn(folder).get(id) ?? [];
  const known = (await table.stateOf(id)) ?? newState(id, host);
  const [first] = segments;
  if (first !== undefined && !known.closed) {
    const position = segments.includes(known.position.segment)
      ? known.position
      : { segment: first, offset: 0 };
    const { end, open } = readThrough(folder, id, segments, knobs.page_bytes);
    const before = readThrough(folder, id, [position.segment], knobs.page_bytes, position.offset);
    const journal = openJournal({ folder, id, start: end, knobs, clock, carried: () => carriedOf(open) });
    for (const head of open.values()) journal.append(lostLine(head, clock.now()));
    journal.flush();
    const fault = journal.fault();
    if (fault !== undefined) {
      throw new AccordError(accountErrors.LEDGER_UNAVAILABLE, {
        detail: `The journal of a process that died cannot be ended: ${fault}`,
      });
    }
    const state = { ...known, position };
    const folding = createFolding({ ...options, state, open: before.open, pageBytes: knobs.page_bytes });
    await folding.foldTo(journal.end());
    journal.close();
    await folding.close();
    options.onRecovered({ journal: id, reservations: open.size });
  }
  removeJournal(folder, id);
}

/** Finds the end of a journal, a torn last frame left out, and what is open there. */
function readThrough(
  folder: string,
  journal: string,
  segments: readonly number[],
  bytes: number,
  limit = Number.POSITIVE_INFINITY,
): { readonly end: Position; readonly open: ReadonlyMap<number, Head> } {
  const replay = createReplay();
  let end: Position = { segment: 0, offset: 0 };
  for (const segment of segments) {
    end = { segment, offset: 0 };
    while (end.offset < limit) {
      const rest = Math.min(bytes, limit - end.offset);
      const { lines, offset } = readStretch({ folder, journal, from: end, bytes: rest });
      if (lines.length === 0) break;
      end = { segment, offset };
      for (const frame of lines) for (const record of recordsOf(frame.toString('utf8'))) replay.next(record);
    }
  }
  return { end, open: replay.open };
}

const textOf = ({ number, at, request, tenant, key, endpoint, model, most }: Head): string =>
  headText(number, at, { request, account: { tenant, key }, endpoint, model, most });

const carriedOf = (open: ReadonlyMap<number, Head>): string =>
  [...open.values()].map((head) => openLine(textOf(head))).join('');

/** Nobody knows what the upstream did before the process died, so all that was set aside counts, and says so. */
function lostLine(head: Head, at: number): string {
  const charge: Charge = {
    engine: 'unknown',
    model: head.model,
    tokens: { input: 0, cachedInput: 0, output: 0 },
    cost: head.most,
    basis: 'estimated',
    outcome: 'lost',
  };
  return recoveredLine(head.number, { at, charges: [charge], overhead: NO_OVERHEAD });
}
