import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite, type SqliteDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPENED } from '../semantic/case.ts';
import { NEVER } from '../semantic/entry-threshold.ts';
import { evidenceWith } from '../semantic/evidence.ts';
import type { KeptCheck, SemanticStore } from '../semantic/store.ts';
import { sqliteSemantic } from './sqlite-semantic.ts';

const SCOPE = { tenant: 'one', task: 'task', basis: 'b' };
const KEY = { ...SCOPE, band: 0 };
const RIGHT = { source: 'comparer', wrong: false, halvings: 0 } as const;

let folder: string;
const databases: SqliteDatabase[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-evidence-'));
});
afterEach(() => {
  for (const database of databases.splice(0)) database.close();
  rmSync(folder, { recursive: true });
});

/** As a process has it. */
function open(limits: { keptChecks?: number; keptEntries?: number } = {}): SemanticStore {
  const database = openSqlite({ path: join(folder, 'accord.db'), knobs: { busy_timeout_ms: 1000 } });
  databases.push(database);
  return sqliteSemantic({ database, keptChecks: 10, keptEntries: 5, ...limits });
}

const check = (question: string): KeptCheck => ({
  ...KEY,
  at: 1,
  similarity: 0.9,
  threshold: 0.8,
  halvings: 1,
  about: 'case',
  served: true,
  entry: { tenant: 'one', name: 'n' },
  question,
  keptQuestion: 'kept',
  keptAnswer: '"a"',
  newAnswer: undefined,
});

describe('the evidence in SQLite', () => {
  it('adds up what two processes add, each as one step', () => {
    const stores = [open(), open()];
    for (let turn = 0; turn < 50; turn++) {
      for (const store of stores) {
        store.changeCase(KEY, (before = OPENED) => ({
          ...before,
          evidence: evidenceWith(before.evidence, RIGHT),
        }));
      }
    }
    expect(open().case(KEY)?.evidence).toEqual([{ source: 'comparer', halvings: 0, right: 100, wrong: 0 }]);
    expect(open().case({ ...KEY, band: 1 })).toBeUndefined();
    expect(open().cases()).toMatchObject([KEY]);
  });

  it('leaves a case as it was when the change fails', () => {
    const store = open();
    store.changeCase(KEY, () => OPENED);
    const failing = (): never => {
      throw new TypeError('a fault');
    };
    expect(() => store.changeCase(KEY, failing)).toThrow(TypeError);
    expect(store.case(KEY)).toEqual(OPENED);
  });

  it('gives checks back as they were, the latest first, and keeps no more than it should', () => {
    const store = open();
    for (let at = 1; at <= 30; at++) store.addCheck(check(`q${at}`), { kind: 'open' });
    const kept = store.checks(100);
    expect(kept).toHaveLength(10);
    expect(kept[0]).toEqual({ ...check('q30'), id: 30, state: { kind: 'open' } });
    const judged = { kind: 'judged', source: 'person', wrong: true } as const;
    expect(store.judge(30, judged)?.state).toEqual({ kind: 'open' });
    expect(store.judge(1, judged)).toBeUndefined();
    expect(open().checks(1)[0]?.state).toEqual(judged);
  });

  it('keeps as many near-misses, and the entries that were checked last', () => {
    const store = open();
    for (let at = 1; at <= 30; at++) {
      store.addNearMiss({
        ...SCOPE,
        at,
        similarity: 0.9,
        threshold: 0.8,
        question: `q${at}`,
        keptQuestion: 'k',
        guard: 'number',
        detail: '1 / 2',
      });
    }
    expect(store.nearMisses(100).map(({ question }) => question)).toEqual(
      Array.from({ length: 10 }, (_, at) => `q${30 - at}`),
    );
    for (let at = 1; at <= 64; at++) {
      store.changeEntry({ tenant: 'one', name: `e${at}` }, at, () => ({ outcomes: [], threshold: NEVER }));
    }
    expect(store.entry({ tenant: 'one', name: 'e64' })).toEqual({ outcomes: [], threshold: NEVER });
    expect(store.entry({ tenant: 'one', name: 'e1' })).toBeUndefined();
    expect(store.entry({ tenant: 'two', name: 'e64' })).toBeUndefined();
  });

  it('thins the older half of a curve, and keeps its ends', () => {
    const store = open();
    const point = { opening: 1, wrong: 0, bound: 0.5, standing: 'gathering' } as const;
    for (let checks = 1; checks <= 1000; checks++) store.addPoint(KEY, { ...point, at: checks, checks });
    const points = store.points(KEY);
    expect(points.length).toBeLessThanOrEqual(400);
    expect([points[0]?.checks, points.at(-1)?.checks]).toEqual([1, 1000]);
    const order = points.map(({ checks }) => checks);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  it('counts similarities and labels of all processes together', () => {
    const [first, second] = [open(), open()];
    first.countSimilarities(SCOPE, { 80: 2, 95: 1 });
    second.countSimilarities(SCOPE, { 80: 3 });
    expect(first.histogram(SCOPE)).toEqual({ 80: 5, 95: 1 });
    const labels = { same: 2, falseAlarms: 1, different: 3, misses: 0 };
    first.addLabels('judge', labels);
    second.addLabels('judge', labels);
    expect(first.labels('judge')).toEqual({ same: 4, falseAlarms: 2, different: 6, misses: 0 });
    expect(first.labels('another').same).toBe(0);
    first.changeThreshold(SCOPE, () => ({ threshold: 0.76, lookups: 1, hits: 0 }));
    expect(second.threshold(SCOPE)?.threshold).toBe(0.76);
    expect(second.scopes()).toEqual([SCOPE]);
  });

  it('says that it cannot be used when the database fails', () => {
    const store = open();
    databases[0]?.exec('DROP TABLE semantic_cases');
    expect(() => store.case(KEY)).toThrow(expect.objectContaining({ code: 'CACHE_LEVEL_UNAVAILABLE' }));
  });
});
