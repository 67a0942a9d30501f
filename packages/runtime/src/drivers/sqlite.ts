import type { ComponentHealth, Decision } from '@accord/contract';
import type { KnobValues } from '@accord/knobs';
import { migrate, type SqliteDatabase, type SqliteWriter, type SqlWrite } from '@accord/storage';
import type { CounterMetric, MetricRegistry } from '@accord/telemetry';
import type { DecisionStore } from '../decision-store.ts';
import type { JsonDocument } from '../json-document.ts';
import type { decisionKnobs } from '../knobs.ts';

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

type State = { readonly kind: 'writing' } | { readonly kind: 'failing'; readonly reason: string };

/** Texts by id, the oldest first. */
type Texts = Map<string, string>;

/**
 * Decision records in SQLite, one JSON text each. Texts gather in memory and are handed to the writer many at a time,
 * one batch after the other; until the writer says that they are written they stay in memory, where they are found.
 * While the database fails, they wait in a bounded buffer and the store says DEGRADED.
 */
export function sqliteDecisions({ database, writer, knobs, metrics }: SqliteDecisionsOptions): DecisionStore {
  migrate(database, 'decisions', STEPS);
  const select = database.prepare<[string], string>('SELECT record FROM decisions WHERE id = ?').pluck();
  // Texts, not records: a text is one object for the collector to carry until it is written, a record hundreds.
  let waiting: Texts = new Map();
  let handedOver: Texts = new Map();
  const held = (): number => waiting.size + handedOver.size;
  const dropped = droppedCounter(metrics);
  const waitingMetric = {
    name: 'accord_decisions_waiting',
    help: 'Decision records that are not yet written',
  };
  metrics.gauge(waitingMetric, held);

  let state: State = { kind: 'writing' };
  let batch: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;
  let closed = false;

  const writeBatch = async (): Promise<void> => {
    handedOver = takeFirst(waiting, knobs.batch_limit);
    try {
      await writer.write(writesOf(handedOver, knobs.retention));
      state = { kind: 'writing' };
    } catch (error) {
      waiting = new Map([...handedOver, ...waiting]);
      state = { kind: 'failing', reason: error instanceof Error ? error.message : String(error) };
    }
    handedOver = new Map();
  };
  const schedule = (): void => {
    if (closed || batch !== undefined) return;
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
    batch = writeBatch().then(() => {
      batch = undefined;
      if (waiting.size > 0) schedule();
    });
  };
  const dropOldest = (): void => {
    const [oldest] = waiting.keys();
    if (oldest === undefined) return;
    waiting.delete(oldest);
    dropped.add(['buffer_full']);
  };

  return {
    append(id, record) {
      const text = textOf(record);
      if (text === undefined) return dropped.add(['unwritable']);
      if (held() >= knobs.buffer_limit) dropOldest();
      waiting.set(id, text);
      schedule();
    },
    find(id) {
      const text = waiting.get(id) ?? handedOver.get(id) ?? select.get(id);
      return text === undefined ? undefined : (JSON.parse(text) as Decision);
    },
    health: () => healthOf(state, held()),
    async close() {
      closed = true;
      unschedule();
      await batch;
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

function takeFirst(texts: Texts, limit: number): Texts {
  const taken: Texts = new Map();
  for (const [id, text] of texts) {
    if (taken.size === limit) break;
    taken.set(id, text);
    texts.delete(id);
  }
  return taken;
}

/**
 * The table is in order of arrival. Each batch removes as many of the oldest rows as there are too many, a range at
 * the start of the primary key, so that keeping to the retention costs about one deletion for each insertion.
 */
const INSERT = 'INSERT OR REPLACE INTO decisions (id, record) VALUES (?, ?)';
const PRUNE = 'DELETE FROM decisions WHERE sequence <= (SELECT max(sequence) FROM decisions) - ?';

const writesOf = (texts: Texts, retention: number): readonly SqlWrite[] => [
  { sql: INSERT, rows: [...texts] },
  { sql: PRUNE, rows: [[retention]] },
];

function healthOf(state: State, waiting: number): ComponentHealth {
  if (state.kind === 'writing') return { status: 'HEALTHY', detail: 'decisions are written' };
  return { status: 'DEGRADED', detail: `${waiting} decisions wait to be written: ${state.reason}` };
}
