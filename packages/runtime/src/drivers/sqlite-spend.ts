import { type Clock, type NanoUsd, nanoUsd } from '@accord/kernel';
import { migrate, type SqliteDatabase, type SqliteWriter } from '@accord/storage';
import type { SpendMeter } from '../runtime.ts';

const STEPS = [`CREATE TABLE spend (day TEXT PRIMARY KEY, nano_usd INTEGER NOT NULL) WITHOUT ROWID, STRICT`];
const ADD = `INSERT INTO spend (day, nano_usd) VALUES (?, ?)
  ON CONFLICT (day) DO UPDATE SET nano_usd = nano_usd + excluded.nano_usd`;
const NANO = 1e9;
/** How long what other processes spent may go unseen. */
const READ_EVERY_MS = 1000;

export interface SqliteSpendOptions {
  readonly database: SqliteDatabase;
  /** Of the same file. It stays the opener's to close. */
  readonly writer: SqliteWriter;
  readonly clock: Clock;
  /** 0 for no limit. */
  readonly usdPerDay: number;
  readonly onFailure: (error: unknown) => void;
}

/** What engines cost on each day (UTC), over all processes on one file and over restarts. */
export function sqliteSpend({
  database,
  writer,
  clock,
  usdPerDay,
  onFailure,
}: SqliteSpendOptions): SpendMeter {
  migrate(database, 'spend', STEPS);
  const select = database.prepare<[string], number>('SELECT nano_usd FROM spend WHERE day = ?').pluck();
  let known = { day: '', nano: 0, readAt: Number.NEGATIVE_INFINITY };
  /** Spent here, and not yet written. */
  let unwritten = 0;

  const today = (): string => new Date(clock.now()).toISOString().slice(0, 10);
  const spentToday = (): number => {
    const day = today();
    const now = clock.monotonic();
    if (known.day !== day || now - known.readAt >= READ_EVERY_MS) {
      known = { day, nano: select.get(day) ?? 0, readAt: now };
    }
    return known.nano + unwritten;
  };

  const write = async (cost: NanoUsd): Promise<void> => {
    unwritten += cost;
    try {
      await writer.write([{ sql: ADD, rows: [[today(), cost]] }]);
      unwritten -= cost;
      known = { ...known, readAt: Number.NEGATIVE_INFINITY };
    } catch (error) {
      // It stays counted here, so that this process keeps to the limit all the same.
      onFailure(error);
    }
  };

  return {
    left: () =>
      usdPerDay === 0 ? undefined : nanoUsd(Math.max(0, Math.round(usdPerDay * NANO) - spentToday())),
    spent(cost: NanoUsd) {
      void write(cost);
    },
  };
}
