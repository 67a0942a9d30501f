import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite, openSqliteWriter, type SqliteDatabase, type SqliteWriter } from '@accord/storage';
import { createMetricRegistry, type MetricRegistry } from '@accord/telemetry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DecisionStore } from '../decision-store.ts';
import { append, describeDecisionStore, sampleDecision } from '../testing.ts';
import { sqliteDecisions } from './sqlite.ts';

const KNOBS = { retention: 100_000, flush_ms: 20, batch_limit: 256, buffer_limit: 10_000, retry_ms: 100 };
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'accord-decisions-'));

interface OpenFile {
  readonly database: SqliteDatabase;
  readonly writer: SqliteWriter;
  close(): Promise<void>;
}

function openFile(folder: string): OpenFile {
  const file = { path: join(folder, 'accord.db'), knobs: { busy_timeout_ms: 100 } };
  const database = openSqlite(file);
  const writer = openSqliteWriter(file);
  return {
    database,
    writer,
    async close() {
      await writer.close();
      database.close();
    },
  };
}

/** The timers are the test's, the writing thread is not: it is waited for by turns of the real event loop. */
const realTimeout = setTimeout;
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => realTimeout(resolve, 1));
}

describeDecisionStore('sqlite', () => {
  const folder = newFolder();
  const files: OpenFile[] = [];
  return {
    open() {
      const file = openFile(folder);
      files.push(file);
      return sqliteDecisions({ ...file, knobs: KNOBS, metrics: createMetricRegistry() });
    },
    async remove() {
      for (const file of files) await file.close();
      rmSync(folder, { recursive: true });
    },
  };
});

describe('sqliteDecisions', () => {
  let folder: string;
  let file: OpenFile;
  let metrics: MetricRegistry;
  let store: DecisionStore;
  const open = (knobs: Partial<typeof KNOBS> = {}): DecisionStore =>
    sqliteDecisions({ ...file, knobs: { ...KNOBS, ...knobs }, metrics });
  const appendMany = (count: number, prefix = 'id'): void => {
    for (let index = 0; index < count; index++) append(store, sampleDecision(`${prefix}-${index}`));
  };
  const written = (): number =>
    file.database.prepare<[], number>('SELECT count(*) FROM decisions').pluck().get() ?? 0;
  const statusIs = (status: string) => (): boolean => store.health().status === status;
  const breakTable = (): void => void file.database.exec('ALTER TABLE decisions RENAME TO away');
  const mendTable = (): void => void file.database.exec('ALTER TABLE away RENAME TO decisions');
  const waiting = async (): Promise<string | undefined> =>
    /^accord_decisions_waiting (\d+)$/m.exec(await metrics.print())?.[1];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
    folder = newFolder();
    file = openFile(folder);
    metrics = createMetricRegistry();
  });
  afterEach(async () => {
    await store.close();
    await file.close();
    rmSync(folder, { recursive: true });
    vi.useRealTimers();
  });

  it('gathers records and writes them after the interval', async () => {
    store = open();
    appendMany(3);
    vi.advanceTimersByTime(KNOBS.flush_ms - 1);
    expect(written()).toBe(0);
    expect(await waiting()).toBe('3');
    vi.advanceTimersByTime(1);
    await until(() => written() === 3);
    expect(store.find('id-1')).toEqual(sampleDecision('id-1'));
  });

  it('finds a record at every moment on its way to the disk', async () => {
    store = open({ batch_limit: 50 });
    appendMany(200);
    const missing: string[] = [];
    await until(() => {
      vi.advanceTimersByTime(1);
      for (let index = 0; index < 200; index++) {
        if (store.find(`id-${index}`)?.id !== `id-${index}`) missing.push(`id-${index}`);
      }
      return written() === 200;
    });
    expect(missing).toEqual([]);
  });

  it('writes full batches without waiting for the interval, one after the other', async () => {
    store = open({ batch_limit: 10 });
    appendMany(25);
    expect(written()).toBe(0);
    await until(() => {
      vi.advanceTimersToNextTimer();
      return written() === 25;
    });
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
  });

  it('keeps the newest records up to the retention', async () => {
    store = open({ retention: 100 });
    for (const round of ['a', 'b', 'c']) {
      appendMany(60, round);
      await until(() => {
        vi.advanceTimersByTime(KNOBS.flush_ms);
        return (
          written() >= 60 &&
          file.database.prepare('SELECT 1 FROM decisions WHERE id = ?').get(`${round}-59`) !== undefined
        );
      });
    }
    expect(written()).toBe(100);
    expect(store.find('a-59')).toBeUndefined();
    expect(store.find('b-20')).toBeDefined();
    expect(store.find('c-59')).toBeDefined();
  });

  it('holds records while the database fails, says so, and writes them when it is back', async () => {
    store = open();
    breakTable();
    appendMany(3);
    vi.advanceTimersByTime(KNOBS.flush_ms);
    await until(statusIs('DEGRADED'));
    expect(store.health().detail).toMatch(/^3 decisions wait to be written: .*decisions/);
    expect(store.find('id-0')).toEqual(sampleDecision('id-0'));
    mendTable();
    vi.advanceTimersByTime(KNOBS.retry_ms);
    await until(statusIs('HEALTHY'));
    expect(written()).toBe(3);
  });

  it('keeps the latest record of an id that came again while an earlier one was being written', async () => {
    store = open();
    breakTable();
    append(store, sampleDecision('a'));
    vi.advanceTimersByTime(KNOBS.flush_ms);
    append(store, { ...sampleDecision('a'), task: 'second' });
    expect(store.find('a')).toMatchObject({ task: 'second' });
    await until(statusIs('DEGRADED'));
    expect(store.find('a')).toMatchObject({ task: 'second' });
    mendTable();
    await store.close();
    expect(store.find('a')).toMatchObject({ task: 'second' });
  });

  it('drops the oldest beyond the buffer limit, and counts what it dropped', async () => {
    store = open({ buffer_limit: 100 });
    breakTable();
    appendMany(50);
    vi.advanceTimersByTime(KNOBS.flush_ms);
    await until(statusIs('DEGRADED'));
    appendMany(107, 'late');
    mendTable();
    expect(store.find('id-49')).toBeUndefined();
    expect(store.find('late-6')).toBeUndefined();
    expect(store.find('late-7')).toBeDefined();
    expect(await metrics.print()).toContain('accord_decisions_dropped_total{reason="buffer_full"} 57');
    expect(await waiting()).toBe('100');
  });

  it('waits out another process that is writing, and serves meanwhile', async () => {
    store = open();
    const other = openFile(folder);
    other.database.exec('BEGIN IMMEDIATE');
    appendMany(2);
    vi.advanceTimersByTime(KNOBS.flush_ms);
    append(store, sampleDecision('meanwhile'));
    await until(statusIs('DEGRADED'));
    expect(store.health().detail).toMatch(/locked/);
    other.database.exec('COMMIT');
    await other.close();
    vi.advanceTimersByTime(KNOBS.retry_ms);
    await until(() => {
      vi.advanceTimersByTime(KNOBS.flush_ms);
      return written() === 3;
    });
  });

  it('counts a record that is no JSON, and writes the others', async () => {
    store = open();
    appendMany(2);
    append(store, { ...sampleDecision('bad'), input: 1n as unknown as number });
    appendMany(2, 'after');
    await store.close();
    expect(written()).toBe(4);
    expect(await metrics.print()).toContain('accord_decisions_dropped_total{reason="unwritable"} 1');
  });

  it('stops retrying when it is closed', async () => {
    store = open();
    breakTable();
    appendMany(1);
    await store.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(store.health().status).toBe('DEGRADED');
    mendTable();
  });
});
