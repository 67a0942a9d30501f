import { closeSync, fdatasync, fdatasyncSync, fsync, openSync, rmSync, writeSync } from 'node:fs';
import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { accountErrors } from '../errors.ts';
import type { ledgerKnobs } from '../knobs.ts';
import { HEADER_BYTES, seedOf, writeFrame } from './frame.ts';
import { type Position, segmentPath } from './segments.ts';

/**
 * A file that is only appended to, by one process. All lines of a turn of the event loop are one frame and one `write`:
 * once that has returned, the lines survive the end of the process.
 */
export interface Journal {
  /**
   * Resolves when the line would survive.
   *
   * @throws LEDGER_UNAVAILABLE when the line is not in the journal, LEDGER_UNSURE when it is and may not survive
   */
  reserve(line: string): Promise<void>;
  /** Appends a line that must not be lost: while the disk takes nothing, it is kept and tried again. */
  append(line: string): void;
  /** Writes what the turn has gathered. */
  flush(): void;
  /** After the last whole frame. */
  end(): Position;
  /** Why nothing can be written at the moment. */
  fault(): string | undefined;
  /** Writes what is gathered, forces it to the disk and closes the file. What comes later is not written. */
  close(): void;
}

export interface JournalOptions {
  readonly folder: string;
  readonly id: string;
  /** Where to go on; a file that does not exist is made. */
  readonly start: Position;
  readonly knobs: KnobValues<typeof ledgerKnobs>;
  readonly clock: Clock;
  /** Lines that a new file must begin with: reservations of earlier files that are still open. */
  readonly carried: () => string;
}

interface Turn {
  readonly written: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const FIRST_BUFFER_BYTES = 256 * 1024;
/** What UTF-8 takes at most for one UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

export function openJournal({ folder, id, start, knobs, clock, carried }: JournalOptions): Journal {
  let file: number | undefined;
  let { segment, offset } = start;
  let buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
  let reserved = '';
  let appended = '';
  let turn: Turn | undefined;
  let scheduled = false;
  let closed = false;
  let fault: string | undefined;
  let unsynced = false;
  let syncing: readonly Turn[] | undefined;
  let toSync: Turn[] = [];
  let stopSync: (() => void) | undefined;

  const write = (lines: string): void => {
    if (file === undefined) {
      file = openSegment(folder, id, segment);
      if (knobs.sync !== 'never') syncFolder(folder);
    }
    const room = HEADER_BYTES + lines.length * BYTES_PER_UNIT;
    if (buffer.length < room) buffer = Buffer.allocUnsafe(room);
    const length = writeFrame(buffer, lines, seedOf(id, segment));
    // At a position of its own: what a failed write left behind is written over by the next.
    for (let done = 0; done < length; ) done += writeSync(file, buffer, done, length - done, offset + done);
    offset += length;
    unsynced = true;
  };

  /** After a turn was written whole, so that what is open now is what the files before it leave open. */
  const beginNext = (): void => {
    const full = file;
    const at = { segment, offset };
    file = undefined;
    segment += 1;
    offset = 0;
    try {
      const open = carried();
      if (open !== '') write(open);
      else file = openSegment(folder, id, segment);
    } catch (error) {
      // The full file goes on, until the next turn tries again.
      if (file !== undefined) {
        closeSync(file);
        rmSync(segmentPath(folder, id, segment), { force: true });
      }
      ({ segment, offset } = at);
      file = full;
      fault = messageOf(error);
      return;
    }
    if (full !== undefined) retire(full);
    if (knobs.sync !== 'never') syncFolder(folder);
  };

  /** Whoever waits for the disk waits for this file; nobody else stands still for it. */
  const retire = (full: number): void => {
    if (knobs.sync === 'interval') return fdatasync(full, () => closeSync(full));
    try {
      if (knobs.sync === 'always') fdatasyncSync(full);
    } catch (error) {
      for (const one of toSync.splice(0)) one.reject(unsure(error));
    }
    for (const one of toSync.splice(0)) one.resolve();
    closeSync(full);
  };

  const flush = (): void => {
    scheduled = false;
    if (closed || (reserved === '' && appended === '')) return;
    const waiting = turn;
    turn = undefined;
    const lines = appended + reserved;
    reserved = '';
    try {
      write(lines);
    } catch (error) {
      fault = messageOf(error);
      waiting?.reject(unavailable(error));
      clock.after(knobs.retry_ms, schedule, { background: true });
      return;
    }
    appended = '';
    fault = undefined;
    if (waiting !== undefined) {
      if (knobs.sync === 'always') syncThenResolve(waiting);
      else waiting.resolve();
    }
    if (offset >= knobs.segment_bytes) beginNext();
    if (knobs.sync === 'interval') stopSync ??= clock.after(knobs.sync_ms, syncBehind, { background: true });
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };

  /** Those who come while the disk is at it share the next round. */
  const syncThenResolve = (waiting: Turn): void => {
    toSync.push(waiting);
    if (syncing !== undefined || file === undefined) return;
    syncing = toSync;
    toSync = [];
    fdatasync(file, (error) => {
      for (const one of syncing ?? []) {
        if (error === null || isClosed(error)) one.resolve();
        else one.reject(unsure(error));
      }
      syncing = undefined;
      const next = toSync.shift();
      if (next !== undefined) syncThenResolve(next);
    });
  };

  const syncBehind = (): void => {
    stopSync = undefined;
    if (!unsynced || file === undefined) return;
    unsynced = false;
    fdatasync(file, (error) => {
      if (error !== null && !isClosed(error)) fault = error.message;
    });
  };

  return {
    reserve(line) {
      reserved += line;
      turn ??= newTurn();
      schedule();
      return turn.written;
    },
    append(line) {
      if (closed) return;
      appended += line;
      schedule();
    },
    flush,
    end: () => ({ segment, offset }),
    fault: () => fault,
    close() {
      flush();
      closed = true;
      stopSync?.();
      if (file === undefined) return;
      if (knobs.sync !== 'never') fdatasyncSync(file);
      closeSync(file);
      file = undefined;
    },
  };
}

/** A file that was closed meanwhile was forced when it was closed. */
const isClosed = (error: NodeJS.ErrnoException): boolean => error.code === 'EBADF';

function newTurn(): Turn {
  let resolve = (): void => undefined;
  let reject: Turn['reject'] = () => undefined;
  const written = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { written, resolve, reject };
}

/** Not for appending: frames are written at positions. */
function openSegment(folder: string, id: string, segment: number): number {
  const path = segmentPath(folder, id, segment);
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return openSync(path, 'wx', 0o600);
  }
}

/** A file that was made survives a power cut once its folder was forced to the disk. */
function syncFolder(folder: string): void {
  const entry = openSync(folder, 'r');
  fsync(entry, () => closeSync(entry));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function unsure(cause: unknown): AccordError {
  return new AccordError(accountErrors.LEDGER_UNSURE, {
    detail: `The disk did not confirm the journal: ${messageOf(cause)}`,
    cause,
  });
}

function unavailable(cause: unknown): AccordError {
  return new AccordError(accountErrors.LEDGER_UNAVAILABLE, {
    detail: `The journal cannot be written: ${messageOf(cause)}`,
    cause,
  });
}
