import { migrate, type SqliteDatabase } from '@accord/storage';
import { NO_LABELS } from '../semantic/judge-error.ts';
import type { CaseKey, SemanticStore } from '../semantic/store.ts';
import { triedStore } from '../unavailable.ts';
import { semanticTables } from './sqlite/semantic-tables.ts';
import {
  caseOf,
  type CaseRow,
  checkOf,
  checkRow,
  entryOf,
  entryRow,
  histogramOf,
  nearMissOf,
} from './sqlite/semantic-rows.ts';

export interface SqliteSemanticOptions {
  /** Open and writable; it stays the opener's to close. */
  readonly database: SqliteDatabase;
  /** Checks, and as many near-misses, that are kept to be looked at. */
  readonly keptChecks: number;
  readonly keptEntries: number;
}

/** Points of one curve; of an older half, every second is let go. */
const MOST_POINTS = 400;
/** Entries are counted, and the oldest forgotten, at one in so many changes. */
const TIDY_EVERY = 64;

/** What is known of the semantic cache, in a database that several processes share. A change is one transaction. */
export function sqliteSemantic({ database, keptChecks, keptEntries }: SqliteSemanticOptions): SemanticStore {
  const tables = tried(() => {
    migrate(database, 'cache_semantic', semanticTables.steps);
    return semanticTables.open(database);
  });
  const oneStep = <Result>(work: () => Result): Result => tried(() => database.transaction(work).immediate());
  let changes = 0;

  return {
    case: (key) => tried(() => caseOf(tables.findCase(key))),
    cases: () =>
      tried(() =>
        tables.allCases().map((row: CaseRow & CaseKey) => ({ ...keyOf(row), case: required(caseOf(row)) })),
      ),
    changeCase: (key, change) =>
      oneStep(() => {
        const after = change(caseOf(tables.findCase(key)));
        tables.putCase(key, after);
        return after;
      }),
    addPoint: (key, point) =>
      oneStep(() => {
        tables.addPoint(key, point);
        if (tables.countPoints(key) > MOST_POINTS) tables.thinPoints(key);
      }),
    points: (key) => tried(() => tables.points(key)),

    entry: (key) => tried(() => entryOf(tables.findEntry(key))),
    changeEntry: (key, at, change) =>
      oneStep(() => {
        tables.putEntry(key, at, entryRow(change(entryOf(tables.findEntry(key)))));
        changes += 1;
        if (changes % TIDY_EVERY === 0) tables.forgetEntries(keptEntries);
      }),

    scopes: () => tried(() => tables.allScopes()),
    threshold: (scope) => tried(() => tables.findThreshold(scope)),
    changeThreshold: (scope, change) =>
      oneStep(() => {
        const after = change(tables.findThreshold(scope));
        tables.putThreshold(scope, after);
        return after;
      }),

    addCheck: (check, state) =>
      oneStep(() => {
        const id = tables.addCheck(checkRow(check, state));
        tables.forgetChecks(id - keptChecks);
        return id;
      }),
    judge: (id, state) =>
      oneStep(() => {
        const row = tables.findCheck(id);
        if (row !== undefined && state.kind === 'judged') tables.judge(id, state.source, state.wrong);
        return row && checkOf(row);
      }),
    checks: (most) => tried(() => tables.checks(most).map(checkOf)),

    addNearMiss: (miss) =>
      oneStep(() => {
        tables.forgetNearMisses(tables.addNearMiss(miss) - keptChecks);
      }),
    nearMisses: (most) => tried(() => tables.nearMisses(most).map(nearMissOf)),

    countSimilarities: (scope, counts) =>
      oneStep(() => {
        for (const [bucket, count] of Object.entries(counts))
          tables.countSimilarity(scope, Number(bucket), count);
      }),
    histogram: (scope) => tried(() => histogramOf(tables.histogram(scope))),

    labels: (judge) => tried(() => tables.labels(judge) ?? NO_LABELS),
    addLabels: (judge, labels) => oneStep(() => tables.addLabels(judge, labels)),
  };
}

const keyOf = ({ tenant, task, basis, band }: CaseKey): CaseKey => ({ tenant, task, basis, band });

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('a row that was found is there');
  return value;
}

const tried = <Result>(work: () => Result): Result => triedStore('the evidence of the semantic cache', work);
