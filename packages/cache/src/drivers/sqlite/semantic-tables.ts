import type { SqliteDatabase } from '@accord/storage';
import type { CacheKey } from '../../key.ts';
import type { Case } from '../../semantic/case.ts';
import type { LabelledVerdicts } from '../../semantic/judge-error.ts';
import type { BoundPoint, CaseKey, NearMiss, Scope, ThresholdRecord } from '../../semantic/store.ts';
import type { CaseRow, CheckRow, EntryRow, NearMissRow } from './semantic-rows.ts';

const STEPS = [
  `CREATE TABLE semantic_cases (
     tenant TEXT NOT NULL,
     task TEXT NOT NULL,
     basis TEXT NOT NULL,
     band INTEGER NOT NULL,
     opening INTEGER NOT NULL,
     evidence TEXT NOT NULL,
     quick REAL NOT NULL,
     slow REAL NOT NULL,
     PRIMARY KEY (tenant, task, basis, band)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE semantic_points (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL,
     task TEXT NOT NULL,
     basis TEXT NOT NULL,
     band INTEGER NOT NULL,
     at INTEGER NOT NULL,
     opening INTEGER NOT NULL,
     checks INTEGER NOT NULL,
     wrong INTEGER NOT NULL,
     bound REAL NOT NULL,
     standing TEXT NOT NULL
   ) STRICT;
   CREATE INDEX semantic_points_of ON semantic_points (tenant, task, basis, band);
   CREATE TABLE semantic_entries (
     tenant TEXT NOT NULL,
     name TEXT NOT NULL,
     outcomes TEXT NOT NULL,
     threshold REAL,
     at INTEGER NOT NULL,
     PRIMARY KEY (tenant, name)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX semantic_entries_by_age ON semantic_entries (at);
   CREATE TABLE semantic_thresholds (
     tenant TEXT NOT NULL,
     task TEXT NOT NULL,
     basis TEXT NOT NULL,
     threshold REAL NOT NULL,
     lookups INTEGER NOT NULL,
     hits INTEGER NOT NULL,
     PRIMARY KEY (tenant, task, basis)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE semantic_checks (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     tenant TEXT NOT NULL,
     task TEXT NOT NULL,
     basis TEXT NOT NULL,
     band INTEGER NOT NULL,
     at INTEGER NOT NULL,
     similarity REAL NOT NULL,
     threshold REAL NOT NULL,
     halvings INTEGER NOT NULL,
     about TEXT NOT NULL,
     served INTEGER NOT NULL,
     entry_tenant TEXT NOT NULL,
     entry_name TEXT NOT NULL,
     question TEXT NOT NULL,
     kept_question TEXT NOT NULL,
     kept_answer TEXT NOT NULL,
     new_answer TEXT,
     source TEXT,
     wrong INTEGER
   ) STRICT;
   CREATE TABLE semantic_near_misses (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     tenant TEXT NOT NULL,
     task TEXT NOT NULL,
     basis TEXT NOT NULL,
     at INTEGER NOT NULL,
     similarity REAL NOT NULL,
     threshold REAL NOT NULL,
     question TEXT NOT NULL,
     kept_question TEXT NOT NULL,
     guard TEXT NOT NULL,
     detail TEXT NOT NULL
   ) STRICT;
   CREATE TABLE semantic_similarities (
     tenant TEXT NOT NULL,
     task TEXT NOT NULL,
     basis TEXT NOT NULL,
     bucket INTEGER NOT NULL,
     count INTEGER NOT NULL,
     PRIMARY KEY (tenant, task, basis, bucket)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE semantic_labels (
     judge TEXT PRIMARY KEY,
     same INTEGER NOT NULL,
     false_alarms INTEGER NOT NULL,
     different INTEGER NOT NULL,
     misses INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID`,
];

const OF_SCOPE = 'tenant = ? AND task = ? AND basis = ?';
const OF_CASE = `${OF_SCOPE} AND band = ?`;

type ScopeParts = [tenant: string, task: string, basis: string];
type CaseParts = [...ScopeParts, band: number];

const partsOf = ({ tenant, task, basis }: Scope): ScopeParts => [tenant, task, basis];
const caseParts = (key: CaseKey): CaseParts => [...partsOf(key), key.band];

/** The statements, by what they do. */
export const semanticTables = {
  steps: STEPS,
  open: (database: SqliteDatabase) => ({
    ...casesIn(database),
    ...entriesIn(database),
    ...checksIn(database),
    ...scopesIn(database),
  }),
};

function casesIn(database: SqliteDatabase) {
  const find = database.prepare<CaseParts, CaseRow>(
    `SELECT opening, evidence, quick, slow FROM semantic_cases WHERE ${OF_CASE}`,
  );
  const all = database.prepare<[], CaseRow & CaseKey>(
    'SELECT tenant, task, basis, band, opening, evidence, quick, slow FROM semantic_cases',
  );
  const put = database.prepare('INSERT OR REPLACE INTO semantic_cases VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const addPoint = database.prepare(
    `INSERT INTO semantic_points (tenant, task, basis, band, at, opening, checks, wrong, bound, standing)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const countPoints = database
    .prepare<CaseParts, number>(`SELECT count(*) FROM semantic_points WHERE ${OF_CASE}`)
    .pluck();
  const thinPoints = database.prepare(
    `DELETE FROM semantic_points WHERE id IN (
       SELECT id FROM (
         SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS total
         FROM semantic_points WHERE ${OF_CASE}
       ) WHERE place % 2 = 0 AND place < total / 2
     )`,
  );
  const points = database.prepare<CaseParts, BoundPoint>(
    `SELECT at, opening, checks, wrong, bound, standing FROM semantic_points WHERE ${OF_CASE} ORDER BY id`,
  );
  return {
    findCase: (key: CaseKey) => find.get(...caseParts(key)),
    allCases: () => all.all(),
    putCase: (key: CaseKey, { opening, evidence, suspicion }: Case) =>
      void put.run(...caseParts(key), opening, JSON.stringify(evidence), suspicion.quick, suspicion.slow),
    addPoint: (key: CaseKey, { at, opening, checks, wrong, bound, standing }: BoundPoint) =>
      void addPoint.run(...caseParts(key), at, opening, checks, wrong, bound, standing),
    countPoints: (key: CaseKey) => countPoints.get(...caseParts(key)) ?? 0,
    thinPoints: (key: CaseKey) => void thinPoints.run(...caseParts(key)),
    points: (key: CaseKey) => points.all(...caseParts(key)),
  };
}

function entriesIn(database: SqliteDatabase) {
  const find = database.prepare<[string, string], EntryRow>(
    'SELECT outcomes, threshold FROM semantic_entries WHERE tenant = ? AND name = ?',
  );
  const put = database.prepare('INSERT OR REPLACE INTO semantic_entries VALUES (?, ?, ?, ?, ?)');
  const forget = database.prepare(
    `DELETE FROM semantic_entries WHERE (tenant, name) IN (
       SELECT tenant, name FROM semantic_entries ORDER BY at DESC LIMIT -1 OFFSET ?
     )`,
  );
  return {
    findEntry: ({ tenant, name }: CacheKey) => find.get(tenant, name),
    putEntry: ({ tenant, name }: CacheKey, at: number, { outcomes, threshold }: EntryRow) =>
      void put.run(tenant, name, outcomes, threshold, at),
    forgetEntries: (most: number) => void forget.run(most),
  };
}

const CHECK_COLUMNS =
  'tenant, task, basis, band, at, similarity, threshold, halvings, about, served, entry_tenant, entry_name, ' +
  'question, kept_question, kept_answer, new_answer, source, wrong';
const NEAR_MISS_COLUMNS =
  'tenant, task, basis, at, similarity, threshold, question, kept_question, guard, detail';
const named = (columns: string): string => columns.replace(/\w+/g, '@$&');

function checksIn(database: SqliteDatabase) {
  const add = database.prepare(
    `INSERT INTO semantic_checks (${CHECK_COLUMNS}) VALUES (${named(CHECK_COLUMNS)})`,
  );
  const forget = database.prepare('DELETE FROM semantic_checks WHERE id <= ?');
  const find = database.prepare<[number], CheckRow>(
    `SELECT id, ${CHECK_COLUMNS} FROM semantic_checks WHERE id = ?`,
  );
  const judge = database.prepare('UPDATE semantic_checks SET source = ?, wrong = ? WHERE id = ?');
  const list = database.prepare<[number], CheckRow>(
    `SELECT id, ${CHECK_COLUMNS} FROM semantic_checks ORDER BY id DESC LIMIT ?`,
  );
  const addMiss = database.prepare(
    `INSERT INTO semantic_near_misses (${NEAR_MISS_COLUMNS}) VALUES (${named(NEAR_MISS_COLUMNS)})`,
  );
  const forgetMisses = database.prepare('DELETE FROM semantic_near_misses WHERE id <= ?');
  const misses = database.prepare<[number], NearMissRow>(
    `SELECT ${NEAR_MISS_COLUMNS} FROM semantic_near_misses ORDER BY id DESC LIMIT ?`,
  );
  return {
    addCheck: (row: Omit<CheckRow, 'id'>) => Number(add.run(row).lastInsertRowid),
    forgetChecks: (upTo: number) => void forget.run(upTo),
    findCheck: (id: number) => find.get(id),
    judge: (id: number, source: string, wrong: boolean) => void judge.run(source, wrong ? 1 : 0, id),
    checks: (most: number) => list.all(most),
    addNearMiss: ({ keptQuestion, ...same }: NearMiss) =>
      Number(addMiss.run({ ...same, kept_question: keptQuestion }).lastInsertRowid),
    forgetNearMisses: (upTo: number) => void forgetMisses.run(upTo),
    nearMisses: (most: number) => misses.all(most),
  };
}

function scopesIn(database: SqliteDatabase) {
  const findThreshold = database.prepare<ScopeParts, ThresholdRecord>(
    `SELECT threshold, lookups, hits FROM semantic_thresholds WHERE ${OF_SCOPE}`,
  );
  const allScopes = database.prepare<[], Scope>('SELECT tenant, task, basis FROM semantic_thresholds');
  const putThreshold = database.prepare(
    'INSERT OR REPLACE INTO semantic_thresholds VALUES (?, ?, ?, ?, ?, ?)',
  );
  const count = database.prepare(
    `INSERT INTO semantic_similarities VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  const histogram = database.prepare<ScopeParts, { bucket: number; count: number }>(
    `SELECT bucket, count FROM semantic_similarities WHERE ${OF_SCOPE} ORDER BY bucket`,
  );
  const labels = database.prepare<[string], LabelledVerdicts>(
    'SELECT same, false_alarms AS falseAlarms, different, misses FROM semantic_labels WHERE judge = ?',
  );
  const addLabels = database.prepare(
    `INSERT INTO semantic_labels VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET same = same + excluded.same, false_alarms = false_alarms + excluded.false_alarms,
       different = different + excluded.different, misses = misses + excluded.misses`,
  );
  return {
    findThreshold: (scope: Scope) => findThreshold.get(...partsOf(scope)),
    allScopes: () => allScopes.all(),
    putThreshold: (scope: Scope, { threshold, lookups, hits }: ThresholdRecord) =>
      void putThreshold.run(...partsOf(scope), threshold, lookups, hits),
    countSimilarity: (scope: Scope, bucket: number, added: number) =>
      void count.run(...partsOf(scope), bucket, added),
    histogram: (scope: Scope) => histogram.all(...partsOf(scope)),
    labels: (judge: string) => labels.get(judge),
    addLabels: (judge: string, { same, falseAlarms, different, misses }: LabelledVerdicts) =>
      void addLabels.run(judge, same, falseAlarms, different, misses),
  };
}
