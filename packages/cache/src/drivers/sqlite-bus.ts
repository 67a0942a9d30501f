import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { migrate, type SqliteDatabase } from '@accord/storage';
import type { InvalidationBus } from '../bus.ts';
import type { localBusKnobs } from '../driver-knobs.ts';
import type { Selector } from '../level.ts';

const STEPS = [
  `CREATE TABLE cache_announcements (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     sender TEXT NOT NULL,
     selector TEXT NOT NULL
   ) STRICT;
   CREATE TABLE cache_listeners (
     listener TEXT PRIMARY KEY,
     applied INTEGER NOT NULL,
     seen_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
];
/** Announcements that are kept; who was gone for longer starts anew. */
const KEPT = 1000;
const SIGNS_WHILE_NOT_GONE = 4;

export interface SqliteBusOptions {
  /** Open and writable, of the folder that the processes share; it stays the opener's to close. */
  readonly database: SqliteDatabase;
  /** Tells this process from the others. */
  readonly listener: string;
  readonly clock: Clock;
  readonly knobs: KnobValues<typeof localBusKnobs>;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Carries invalidations between the processes of one data folder, such as a server and the command line, through a
 * table that each looks at every `poll_ms`. A process that was not seen for `gone_ms` is not waited for; it has let go
 * of everything by the time it looks again.
 */
export function sqliteBus({
  database,
  listener,
  clock,
  knobs,
  onFailure,
}: SqliteBusOptions): InvalidationBus {
  migrate(database, 'cache_bus', STEPS);
  const tables = busTables(database);
  let receive: ((selector: Selector) => Promise<void>) | undefined;
  let applied = tables.last();
  let lookedAt = clock.now();
  let signedAt = lookedAt;
  let looking: Promise<void> | undefined;
  let closed = false;
  let stopTimer = (): void => {};

  const applyNew = async (): Promise<void> => {
    const now = clock.now();
    const gone = now - lookedAt > knobs.gone_ms;
    lookedAt = now;
    const news = tables.after(applied);
    const oldest = news[0]?.sequence;
    // What others announced while this process was taken for gone, they did not wait for.
    if (gone || (oldest !== undefined && oldest > applied + 1 + KEPT)) {
      await receive?.({ by: 'all', tenant: undefined });
    } else {
      for (const { sender, selector } of news) {
        if (sender !== listener) await receive?.(JSON.parse(selector) as Selector);
      }
    }
    const last = news.at(-1)?.sequence ?? 0;
    // A look that finds nothing writes nothing, but for a sign of life from time to time.
    if (last <= applied && !gone && now - signedAt < knobs.gone_ms / SIGNS_WHILE_NOT_GONE) return;
    applied = Math.max(applied, last);
    signedAt = now;
    tables.seen(listener, applied, now);
  };
  const look = async (): Promise<void> => {
    try {
      await applyNew();
    } catch (error) {
      onFailure(error);
    }
  };
  const lookAgain = async (): Promise<void> => {
    await look();
    if (!closed) schedule();
  };
  const schedule = (): void => {
    stopTimer = clock.after(
      knobs.poll_ms,
      () => {
        looking = lookAgain();
      },
      { background: true },
    );
  };
  const pause = (): Promise<void> => new Promise((resolve) => clock.after(knobs.poll_ms / 2, resolve));

  tables.seen(listener, applied, lookedAt);
  schedule();

  return {
    async announce(selector) {
      const sequence = tables.announce(listener, JSON.stringify(selector));
      tables.prune(sequence - KEPT);
      while (tables.behind(sequence, listener, clock.now() - knobs.gone_ms) > 0) await pause();
    },
    onAnnounced(receiver) {
      receive = receiver;
    },
    async close() {
      closed = true;
      stopTimer();
      await looking;
      tables.leave(listener);
    },
  };
}

interface Announcement {
  readonly sequence: number;
  readonly sender: string;
  readonly selector: string;
}

function busTables(database: SqliteDatabase) {
  const last = database
    .prepare<[], number>('SELECT coalesce(max(sequence), 0) FROM cache_announcements')
    .pluck();
  const after = database.prepare<[number], Announcement>(
    'SELECT sequence, sender, selector FROM cache_announcements WHERE sequence > ? ORDER BY sequence',
  );
  const announce = database.prepare('INSERT INTO cache_announcements (sender, selector) VALUES (?, ?)');
  const prune = database.prepare('DELETE FROM cache_announcements WHERE sequence <= ?');
  const seen = database.prepare(
    'INSERT OR REPLACE INTO cache_listeners (listener, applied, seen_at) VALUES (?, ?, ?)',
  );
  const leave = database.prepare('DELETE FROM cache_listeners WHERE listener = ?');
  const forget = database.prepare('DELETE FROM cache_listeners WHERE seen_at < ?');
  const behind = database
    .prepare<[number, string, number], number>(
      'SELECT count(*) FROM cache_listeners WHERE applied < ? AND listener <> ? AND seen_at >= ?',
    )
    .pluck();
  return {
    last: () => last.get() ?? 0,
    after: (sequence: number) => after.all(sequence),
    announce: (sender: string, selector: string) => Number(announce.run(sender, selector).lastInsertRowid),
    prune: (upTo: number) => void prune.run(upTo),
    seen: (listener: string, applied: number, at: number) => void seen.run(listener, applied, at),
    leave: (listener: string) => void leave.run(listener),
    /** How many of those that were seen since have not applied it. */
    behind(sequence: number, but: string, since: number) {
      forget.run(since - 60_000);
      return behind.get(sequence, but, since) ?? 0;
    },
  };
}
