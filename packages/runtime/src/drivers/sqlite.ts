import type { ComponentHealth, Decision } from '@accord/contract';
import type { KnobValues } from '@accord/knobs';
import {
  migrate,
  type SqliteDatabase,
  type SqliteWriter,
  type SqlWrite,
  type TextBatch,
} from '@accord/storage';
import type { CounterMetric, MetricRegistry } from '@accord/telemetry';
import type { DecisionStore } from '../decision-store.ts';
import type { JsonDocument } from '../json-document.ts';
import type { decisionKnobs } from '../knobs.ts';
import { createTextQueue } from './text-queue.ts';

const STEPS = [
  `CREATE TABLE decisions (
     sequence INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     record TEXT NOT NULL
   ) STRICT`,
];

export interface SqliteDecisionsOptions {
  /** Open and writable, for the table to be made and for reading. It stays the opener's to close, after this store. */
  readonly database: SqliteDatabase;
  /** Of the same file. It stays the opener's to close, after this store. */
  readonly writer: SqliteWriter;
  readonly knobs: KnobValues<typeof decisionKnobs>;
  readonly metrics: MetricRegistry;
}

/** Where the database stands with a queue of batches that it writes. */
type State = { readonly kind: 'writing' } | { readonly kind: 'failing'; readonly reason: string };

/**
 * Decision records in SQLite, one JSON text each. Texts gather in memory and are handed to the writer many at a time,
 * one batch after the other; until the writer says that they are written they stay in memory, where they are found.
 * While the database fails, they wait in a bounded buffer and the store says DEGRADED.
 */
export function sqliteDecisions({ database, writer, knobs, metrics }: SqliteDecisionsOptions): DecisionStore {
  migrate(database, 'decisions', STEPS);
  const select = database.prepare<[string], string>('SELECT record FROM decisions WHERE id = ?').pluck();
  const waiting = createTextQueue(knobs);
  const dropped = droppedCounter(metrics);
  const waitingMetric = {
    name: 'accord_decisions_waiting',
    help: 'Decision records that are not yet written',
  };
  metrics.gauge(waitingMetric, () => waiting.size);

  let state: State = { kind: 'writing' };
  let writing: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let closed = false;

  const writeBatch = async (): Promise<void> => {
    const batch = waiting.take();
    if (batch === undefined) return;
    try {
      await writer.write(writesOf(batch, knobs.retention));
      waiting.written();
      state = { kind: 'writing' };
    } catch (error) {
      waiting.giveBack();
      state = { kind: 'failing', reason: error instanceof Error ? error.message : String(error) };
    }
  };
  const schedule = (): void => {
    if (closed || writing !== undefined) return;
    if (state.kind === 'writing' && waiting.isFull) soon ??= setImmediate(flush);
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
    writing = writeOn();
  };
  const writeOn = async (): Promise<void> => {
    await writeBatch();
    writing = undefined;
    if (waiting.size > 0) schedule();
  };

  const read = (id: string): Decision | undefined => {
    const text = waiting.find(id) ?? select.get(id);
    return text === undefined ? undefined : (JSON.parse(text) as Decision);
  };

  return {
    retention: knobs.retention,
    append(id, record) {
      const text = textOf(record);
      if (text === undefined) return dropped.add(['unwritable']);
      if (waiting.size >= knobs.buffer_limit && waiting.dropOldest()) dropped.add(['buffer_full']);
      waiting.add(id, text);
      schedule();
    },
    find(id) {
      const decision = read(id);
      const output = decision?.output_of === undefined ? undefined : read(decision.output_of)?.output;
      return decision === undefined || output === undefined ? decision : { ...decision, output };
    },
    health: () => healthOf(state, waiting.size),
    async close() {
      closed = true;
      unschedule();
      await writing;
      while (waiting.size > 0) {
        await writeBatch();
        if (state.kind === 'failing') return;
      }
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
function textOf(record: JsonDocument<Decision>): string | undefined {
  try {
    return record.text;
  } catch {
    return undefined;
  }
}

/**
 * The table is in order of arrival. Each batch removes as many of the oldest rows as there are too many, a range at
 * the start of the primary key, so that keeping to the retention costs about one deletion for each insertion.
 */
const INSERT = 'INSERT OR REPLACE INTO decisions (id, record) VALUES (?, ?)';
const PRUNE = 'DELETE FROM decisions WHERE sequence <= (SELECT max(sequence) FROM decisions) - ?';

const writesOf = (batch: TextBatch, retention: number): readonly SqlWrite[] => [
  { sql: INSERT, texts: batch.shared() },
  { sql: PRUNE, rows: [[retention]] },
];

function healthOf(state: State, waiting: number): ComponentHealth {
  if (state.kind === 'writing') return { status: 'HEALTHY', detail: 'decisions are written' };
  return { status: 'DEGRADED', detail: `${waiting} decisions wait to be written: ${state.reason}` };
}
