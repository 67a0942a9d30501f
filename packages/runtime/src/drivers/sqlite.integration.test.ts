import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite, type SqliteDatabase } from '@accord/storage';
import { createMetricRegistry, type MetricRegistry } from '@accord/telemetry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DecisionStore } from '../decision-store.ts';
import { describeDecisionStore, sampleDecision } from '../testing.ts';
import { sqliteDecisions } from './sqlite.ts';

const KNOBS = { retention: 100_000, flush_ms: 20, batch_limit: 256, buffer_limit: 10_000, retry_ms: 100 };
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'accord-decisions-'));
const openFile = (folder: string): SqliteDatabase =>
  openSqlite({ path: join(folder, 'accord.db'), knobs: { busy_timeout_ms: 100 } });

describeDecisionStore('sqlite', () => {
  const folder = newFolder();
  const databases: SqliteDatabase[] = [];
  return {
    open() {
      const database = openFile(folder);
      databases.push(database);
      return sqliteDecisions({ database, knobs: KNOBS, metrics: createMetricRegistry() });
    },
    remove() {
      for (const database of databases) database.close();
      rmSync(folder, { recursive: true });
    },
  };
});

describe('sqliteDecisions', () => {
  let folder: string;
  let database: SqliteDatabase;
  let metrics: MetricRegistry;
  let store: DecisionStore;
  const open = (knobs: Partial<typeof KNOBS> = {}): DecisionStore =>
    sqliteDecisions({ database, knobs: { ...KNOBS, ...knobs }, metrics });
  const appendMany = (count: number, prefix = 'id'): void => {
    for (let index = 0; index < count; index++) store.append(sampleDecision(`${prefix}-${index}`));
  };
  const written = (): number =>
    database.prepare<[], number>('SELECT count(*) FROM decisions').pluck().get() ?? 0;
  const breakTable = (): void => void database.exec('ALTER TABLE decisions RENAME TO away');
  const mendTable = (): void => void database.exec('ALTER TABLE away RENAME TO decisions');

  beforeEach(() => {
    vi.useFakeTimers();
    folder = newFolder();
    database = openFile(folder);
    metrics = createMetricRegistry();
  });
  afterEach(() => {
    store.close();
    database.close();
    rmSync(folder, { recursive: true });
    vi.useRealTimers();
  });

  it('gathers records and writes them after the interval', () => {
    store = open();
    appendMany(3);
    expect(written()).toBe(0);
    vi.advanceTimersByTime(KNOBS.flush_ms);
    expect(written()).toBe(3);
    expect(store.find('id-1')).toEqual(sampleDecision('id-1'));
  });

  it('writes a full batch without waiting for the interval', () => {
    store = open({ batch_limit: 10 });
    appendMany(25);
    expect(written()).toBe(0);
    vi.advanceTimersByTime(1);
    expect(written()).toBe(20);
    vi.advanceTimersByTime(KNOBS.flush_ms);
    expect(written()).toBe(25);
  });

  it('keeps the newest records up to the retention', () => {
    store = open({ retention: 100 });
    for (const round of ['a', 'b', 'c']) {
      appendMany(60, round);
      vi.advanceTimersByTime(KNOBS.flush_ms);
    }
    expect(written()).toBe(100);
    expect(store.find('a-59')).toBeUndefined();
    expect(store.find('b-20')).toBeDefined();
    expect(store.find('c-59')).toBeDefined();
  });

  it('holds records while the database fails, says so, and writes them when it is back', () => {
    store = open();
    breakTable();
    appendMany(3);
    vi.advanceTimersByTime(KNOBS.flush_ms);
    expect(store.health()).toEqual({
      status: 'DEGRADED',
      detail: expect.stringMatching(/^3 decisions wait to be written: .*decisions/),
    });
    expect(store.find('id-0')).toEqual(sampleDecision('id-0'));
    mendTable();
    vi.advanceTimersByTime(KNOBS.retry_ms);
    expect(store.health().status).toBe('HEALTHY');
    expect(written()).toBe(3);
  });

  it('drops the oldest beyond the buffer limit, and counts what it dropped', async () => {
    store = open({ buffer_limit: 100 });
    breakTable();
    appendMany(50);
    vi.advanceTimersByTime(KNOBS.flush_ms);
    appendMany(107, 'late');
    mendTable();
    expect(store.find('id-49')).toBeUndefined();
    expect(store.find('late-6')).toBeUndefined();
    expect(store.find('late-7')).toBeDefined();
    expect(await metrics.print()).toContain('accord_decisions_dropped_total{reason="buffer_full"} 57');
  });

  it('waits out another process that is writing', () => {
    store = open();
    const other = openFile(folder);
    other.exec('BEGIN IMMEDIATE');
    appendMany(2);
    vi.advanceTimersByTime(KNOBS.flush_ms);
    expect(store.health().detail).toMatch(/locked/);
    other.exec('COMMIT');
    other.close();
    vi.advanceTimersByTime(KNOBS.retry_ms);
    expect(written()).toBe(2);
  });

  it('counts a record that is no JSON, and writes the others', async () => {
    store = open();
    appendMany(2);
    store.append({ ...sampleDecision('bad'), input: 1n as unknown as number });
    appendMany(2, 'after');
    vi.advanceTimersByTime(KNOBS.flush_ms);
    expect(written()).toBe(4);
    expect(await metrics.print()).toContain('accord_decisions_dropped_total{reason="unwritable"} 1');
  });

  it('stops retrying when it is closed', () => {
    store = open();
    breakTable();
    appendMany(1);
    store.close();
    expect(vi.getTimerCount()).toBe(0);
    mendTable();
  });
});
