import type { ComponentHealth, Decision } from '@accord/contract';
import type { KnobValues } from '@accord/knobs';
import { migrate, type SqliteDatabase } from '@accord/storage';
import type { CounterMetric, MetricRegistry } from '@accord/telemetry';
import type { DecisionStore } from '../decision-store.ts';
import type { decisionKnobs } from '../knobs.ts';

const STEPS = [
  `CREATE TABLE decisions (
     sequence INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     record TEXT NOT NULL
   ) STRICT`,
];

export interface SqliteDecisionsOptions {
  /** Open and writable; it stays the opener's to close, after this store was closed. */
  readonly database: SqliteDatabase;
  readonly knobs: KnobValues<typeof decisionKnobs>;
  readonly metrics: MetricRegistry;
}

type State = { readonly kind: 'writing' } | { readonly kind: 'failing'; readonly reason: string };

/**
 * Decision records in SQLite, one JSON text each. Texts gather in memory and are written many to a transaction,
 * which is what makes keeping a record of every request affordable. While the database fails, they wait in a
 * bounded buffer and the store says DEGRADED.
 */
export function sqliteDecisions({ database, knobs, metrics }: SqliteDecisionsOptions): DecisionStore {
  migrate(database, 'decisions', STEPS);
  const table = decisionTable(database, knobs.retention);
  // Texts, not records: a text is one object for the collector to carry until it is written, a record hundreds.
  const waiting = new Map<string, string>();
  const dropped = droppedCounter(metrics);
  const waitingMetric = {
    name: 'accord_decisions_waiting',
    help: 'Decision records that are not yet written',
  };
  metrics.gauge(waitingMetric, () => waiting.size);

  let state: State = { kind: 'writing' };
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;

  const writeBatch = (): void => {
    try {
      for (const id of table.write(waiting, knobs.batch_limit)) waiting.delete(id);
      state = { kind: 'writing' };
    } catch (error) {
      state = { kind: 'failing', reason: error instanceof Error ? error.message : String(error) };
    }
  };
  const schedule = (): void => {
    const full = waiting.size >= knobs.batch_limit;
    if (state.kind === 'writing' && full) soon ??= setImmediate(flush);
    timer ??= setTimeout(flush, state.kind === 'writing' ? knobs.flush_ms : knobs.retry_ms).unref();
  };
  const unschedule = (): void => {
    clearTimeout(timer);
    clearImmediate(soon);
    timer = undefined;
    soon = undefined;
  };
  const flush = (): void => {
    unschedule();
    writeBatch();
    if (waiting.size > 0) schedule();
  };
  const dropOldest = (): void => {
    const [oldest] = waiting.keys();
    if (oldest === undefined) return;
    waiting.delete(oldest);
    dropped.add(['buffer_full']);
  };

  return {
    append(decision) {
      const text = encode(decision);
      if (text === undefined) return dropped.add(['unwritable']);
      if (waiting.size >= knobs.buffer_limit) dropOldest();
      waiting.set(decision.id, text);
      schedule();
    },
    find(id) {
      const text = waiting.get(id) ?? table.find(id);
      return text === undefined ? undefined : (JSON.parse(text) as Decision);
    },
    health: () => healthOf(state, waiting.size),
    close() {
      unschedule();
      do writeBatch();
      while (waiting.size > 0 && state.kind === 'writing');
    },
  };
}

function droppedCounter(metrics: MetricRegistry): CounterMetric {
  return metrics.counter({
    name: 'accord_decisions_dropped_total',
    help: 'Decision records that were lost, by why',
    labels: ['reason'],
  });
}

/** A record that is no JSON is a fault of its task; the answer it is about need not suffer for it. */
function encode(record: Decision): string | undefined {
  try {
    return JSON.stringify(record);
  } catch {
    return undefined;
  }
}

interface DecisionTable {
  /** Writes the first texts, as many as the limit allows or none, and returns their ids. */
  write(textsById: ReadonlyMap<string, string>, limit: number): readonly string[];
  find(id: string): string | undefined;
}

/**
 * The table in order of arrival. Each write removes as many of the oldest rows as there are too many, a range at
 * the start of the primary key, so that keeping to the retention costs about one deletion for each insertion.
 */
function decisionTable(database: SqliteDatabase, retention: number): DecisionTable {
  const insert = database.prepare('INSERT OR REPLACE INTO decisions (id, record) VALUES (?, ?)');
  const prune = database.prepare(
    'DELETE FROM decisions WHERE sequence <= (SELECT max(sequence) FROM decisions) - ?',
  );
  const select = database.prepare<[string], string>('SELECT record FROM decisions WHERE id = ?').pluck();

  const write: DecisionTable['write'] = (textsById, limit) => {
    const written: string[] = [];
    for (const [id, text] of textsById) {
      if (written.length === limit) break;
      insert.run(id, text);
      written.push(id);
    }
    prune.run(retention);
    return written;
  };
  return { write: database.transaction(write).immediate, find: (id) => select.get(id) };
}

function healthOf(state: State, waiting: number): ComponentHealth {
  if (state.kind === 'writing') return { status: 'HEALTHY', detail: 'decisions are written' };
  return { status: 'DEGRADED', detail: `${waiting} decisions wait to be written: ${state.reason}` };
}
