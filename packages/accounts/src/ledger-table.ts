import type { SqlDatabase, SqlRow, SqlStep } from '@accord/storage';
import type { Position } from './journal/segments.ts';
import { type MaybePromise, whenReady } from './maybe-promise.ts';
import type { LedgerAccount, Movement, Tally } from './postings.ts';

/** One journal, as far as it is booked. */
export interface JournalState {
  readonly journal: string;
  /** Name of the machine whose data folder has the files. */
  readonly host: string;
  readonly position: Position;
  /** How many pages are booked. */
  readonly pages: number;
  /** Of the last page; 32 zero bytes before the first. */
  readonly hash: Uint8Array;
  /** Nothing follows: every reservation of it was ended. */
  readonly closed: boolean;
}

/** Lines of a journal that were booked together. */
export interface Page {
  readonly journal: string;
  /** From 1 on, without gaps. */
  readonly number: number;
  /** When it was booked. */
  readonly at: number;
  readonly hash: Uint8Array;
  /** UTF-8, as the journal had them. */
  readonly lines: Uint8Array;
}

export interface LedgerTable {
  stateOf(journal: string): MaybePromise<JournalState | undefined>;
  /** Books a page: all of it, or nothing. */
  post(page: Page | undefined, state: JournalState, tally: Tally): Promise<void>;
  /** What scopes have used on each day from one on. */
  uses(scopes: readonly string[], fromDay: string): MaybePromise<readonly ScopeUse[]>;
  /** The page after a number. */
  pageAfter(journal: string, number: number): MaybePromise<Page | undefined>;
  /** In the order of their names, which is that of their beginnings. */
  journalAfter(journal: string): MaybePromise<JournalState | undefined>;
  /** A stretch of what scopes have used, in order, after one. */
  usesAfter(last: Pick<ScopeUse, 'scope' | 'day'>, limit: number): MaybePromise<readonly ScopeUse[]>;
  /** A stretch of the accounts in the order of their names, after one. */
  accountsAfter(last: LedgerAccount | undefined, limit: number): MaybePromise<readonly AccountBalance[]>;
}

export interface ScopeUse {
  readonly scope: string;
  readonly day: string;
  readonly reserved: bigint;
  readonly spent: bigint;
}

export interface AccountBalance {
  readonly account: LedgerAccount;
  readonly balance: Balance;
}

/** All that has moved on an account; see `Movement`. */
export type Balance = { readonly [Name in keyof Movement]: bigint };

export const LEDGER_STEPS: readonly SqlStep[] = [
  ({ int64, bytes, plain }) => `CREATE TABLE ledger_journals (
    journal TEXT PRIMARY KEY, host TEXT NOT NULL, segment ${int64} NOT NULL, position ${int64} NOT NULL,
    pages ${int64} NOT NULL, hash ${bytes} NOT NULL, closed ${int64} NOT NULL) ${plain}`,
  ({ int64, bytes, plain }) => `CREATE TABLE ledger_pages (
    journal TEXT NOT NULL, number ${int64} NOT NULL, at ${int64} NOT NULL, hash ${bytes} NOT NULL,
    lines ${bytes} NOT NULL, PRIMARY KEY (journal, number)) ${plain}`,
  ({ int64, keyed }) => `CREATE TABLE ledger_accounts (
    kind TEXT NOT NULL, tenant TEXT NOT NULL, day TEXT NOT NULL, key TEXT NOT NULL, engine TEXT NOT NULL,
    model TEXT NOT NULL, amount ${int64} NOT NULL, calls ${int64} NOT NULL, estimated ${int64} NOT NULL,
    from_cache ${int64} NOT NULL, input_tokens ${int64} NOT NULL, cached_tokens ${int64} NOT NULL,
    output_tokens ${int64} NOT NULL, PRIMARY KEY (kind, tenant, day, key, engine, model)) ${keyed}`,
  ({ int64, keyed }) => `CREATE TABLE ledger_use (
    scope TEXT NOT NULL, day TEXT NOT NULL, reserved ${int64} NOT NULL, spent ${int64} NOT NULL,
    PRIMARY KEY (scope, day)) ${keyed}`,
];

const STATE = 'SELECT * FROM ledger_journals WHERE journal = ?';
const NEXT_JOURNAL = 'SELECT * FROM ledger_journals WHERE journal > ? ORDER BY journal LIMIT 1';
const NEXT_PAGE = 'SELECT * FROM ledger_pages WHERE journal = ? AND number > ? ORDER BY number LIMIT 1';
const PUT_STATE = `INSERT INTO ledger_journals (journal, host, segment, position, pages, hash, closed)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (journal) DO UPDATE SET segment = excluded.segment,
  position = excluded.position, pages = excluded.pages, hash = excluded.hash, closed = excluded.closed`;
/** A page that is there already refuses the whole transaction: nothing is booked twice. */
const ADD_PAGE = 'INSERT INTO ledger_pages (journal, number, at, hash, lines) VALUES (?, ?, ?, ?, ?)';
const SUMS = ['amount', 'calls', 'estimated', 'from_cache', 'input_tokens', 'cached_tokens', 'output_tokens'];
const MOVE = `INSERT INTO ledger_accounts (kind, tenant, day, key, engine, model, ${SUMS.join(', ')})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, tenant, day, key, engine, model)
  DO UPDATE SET ${SUMS.map((sum) => `${sum} = ledger_accounts.${sum} + excluded.${sum}`).join(', ')}`;
const USE = `INSERT INTO ledger_use (scope, day, reserved, spent) VALUES (?, ?, ?, ?) ON CONFLICT (scope, day)
  DO UPDATE SET reserved = ledger_use.reserved + excluded.reserved, spent = ledger_use.spent + excluded.spent`;
const NEXT_USES = 'SELECT * FROM ledger_use WHERE (scope, day) > (?, ?) ORDER BY scope, day LIMIT ?';
const NAME = 'kind, tenant, day, key, engine, model';
const ACCOUNTS = `SELECT * FROM ledger_accounts WHERE (${NAME}) > (?, ?, ?, ?, ?, ?) ORDER BY ${NAME} LIMIT ?`;

export function ledgerTable(sql: SqlDatabase): LedgerTable {
  const usesSql = new Map<number, string>();
  const usesOf = (count: number): string => {
    let text = usesSql.get(count);
    if (text === undefined) {
      const marks = Array.from({ length: count }, () => '?').join(', ');
      text = `SELECT scope, day, reserved, spent FROM ledger_use WHERE scope IN (${marks}) AND day >= ?`;
      usesSql.set(count, text);
    }
    return text;
  };

  return {
    stateOf: (journal) => whenReady(sql.all(STATE, [journal]), firstOf(stateOfRow)),
    async post(page, state, tally) {
      await sql.write([
        { sql: ADD_PAGE, rows: page === undefined ? [] : [pageCells(page)] },
        { sql: PUT_STATE, rows: [stateCells(state)] },
        // In one order everywhere, so that processes never wait for each other in a ring.
        { sql: MOVE, rows: inOrder(tally.accounts().map(moveCells)) },
        { sql: USE, rows: inOrder(tally.uses().map(useCells)) },
      ]);
    },
    uses: (scopes, fromDay) =>
      whenReady(sql.all(usesOf(scopes.length), [...scopes, fromDay]), (rows) => rows.map(useOfRow)),
    usesAfter: ({ scope, day }, limit) =>
      whenReady(sql.all(NEXT_USES, [scope, day, BigInt(limit)]), (rows) => rows.map(useOfRow)),
    pageAfter: (journal, number) =>
      whenReady(sql.all(NEXT_PAGE, [journal, BigInt(number)]), firstOf(pageOfRow)),
    journalAfter: (journal) => whenReady(sql.all(NEXT_JOURNAL, [journal]), firstOf(stateOfRow)),
    accountsAfter: (last, limit) =>
      whenReady(sql.all(ACCOUNTS, [...nameCells(last), BigInt(limit)]), (rows) => rows.map(balanceOfRow)),
  };
}

const firstOf =
  <Value>(read: (row: SqlRow) => Value) =>
  ([row]: readonly SqlRow[]): Value | undefined =>
    row === undefined ? undefined : read(row);

const inOrder = <Cell>(rows: readonly Cell[][]): Cell[][] =>
  rows
    .map((row) => ({ row, name: row.join('\n') }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ row }) => row);

const nameCells = (account: LedgerAccount | undefined): string[] =>
  account === undefined
    ? ['', '', '', '', '', '']
    : [account.kind, account.tenant, account.day, account.key, account.engine, account.model];

const moveCells = ({ account, movement }: ReturnType<Tally['accounts']>[number]) => [
  ...nameCells(account),
  movement.amount.value(),
  BigInt(movement.calls),
  BigInt(movement.estimated),
  BigInt(movement.fromCache),
  BigInt(movement.inputTokens),
  BigInt(movement.cachedTokens),
  BigInt(movement.outputTokens),
];

const useCells = ({ scope, day, use }: ReturnType<Tally['uses']>[number]) => [
  scope,
  day,
  use.reserved.value(),
  use.spent.value(),
];

const pageCells = ({ journal, number, at, hash, lines }: Page) => [
  journal,
  BigInt(number),
  BigInt(at),
  hash,
  lines,
];

const stateCells = ({ journal, host, position, pages, hash, closed }: JournalState) => [
  journal,
  host,
  BigInt(position.segment),
  BigInt(position.offset),
  BigInt(pages),
  hash,
  closed ? 1n : 0n,
];

const bytesOf = (cell: SqlRow[string] | undefined): Uint8Array =>
  cell instanceof Uint8Array ? cell : new Uint8Array();
const bigintOf = (cell: SqlRow[string] | undefined): bigint => (typeof cell === 'bigint' ? cell : 0n);

const stateOfRow = (row: SqlRow): JournalState => ({
  journal: String(row['journal']),
  host: String(row['host']),
  position: { segment: Number(row['segment']), offset: Number(row['position']) },
  pages: Number(row['pages']),
  hash: bytesOf(row['hash']),
  closed: row['closed'] === 1n,
});

const pageOfRow = (row: SqlRow): Page => ({
  journal: String(row['journal']),
  number: Number(row['number']),
  at: Number(row['at']),
  hash: bytesOf(row['hash']),
  lines: bytesOf(row['lines']),
});

const useOfRow = (row: SqlRow): ScopeUse => ({
  scope: String(row['scope']),
  day: String(row['day']),
  reserved: bigintOf(row['reserved']),
  spent: bigintOf(row['spent']),
});

const balanceOfRow = (row: SqlRow): AccountBalance => ({
  account: {
    kind: String(row['kind']) as LedgerAccount['kind'],
    tenant: String(row['tenant']),
    day: String(row['day']),
    key: String(row['key']),
    engine: String(row['engine']),
    model: String(row['model']),
  },
  balance: {
    amount: bigintOf(row['amount']),
    calls: bigintOf(row['calls']),
    estimated: bigintOf(row['estimated']),
    fromCache: bigintOf(row['from_cache']),
    inputTokens: bigintOf(row['input_tokens']),
    cachedTokens: bigintOf(row['cached_tokens']),
    outputTokens: bigintOf(row['output_tokens']),
  },
});
