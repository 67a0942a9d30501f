import { existsSync } from 'node:fs';
import { pageHash } from './journal/folding.ts';
import { recordsOf } from './journal/record.ts';
import { createReplay, type Replay } from './journal/replay.ts';
import { readStretch, segmentsIn } from './journal/segments.ts';
import type { AccountBalance, Balance, JournalState, LedgerTable, ScopeUse } from './ledger-table.ts';
import { createTally, type LedgerAccount, type Movement, type Tally } from './postings.ts';

export interface AuditReport {
  readonly journals: number;
  readonly pages: number;
  /** Reservations that were ended, those after their process had died included, and those that are under way. */
  readonly settled: number;
  readonly recovered: number;
  readonly open: number;
  /** Booked without a reservation. */
  readonly posted: number;
  /** What is wrong, in a sentence each; the first thousand. */
  readonly findings: readonly string[];
}

export interface AuditOptions {
  readonly table: LedgerTable;
  /** Of the journals on this machine. */
  readonly folder: string;
  readonly host: string;
  readonly pageBytes: number;
}

const FINDINGS_LIMIT = 1000;
const ROWS_AT_ONCE = 1000;
/** How often accounts are read again because something was booked while they were read. */
const ATTEMPTS = 50;

/** A journal as far as it was read. */
interface Followed {
  state: JournalState;
  hash: Uint8Array;
  pages: number;
  readonly replay: Replay;
  /** Lines of the files that must be in the pages, and how often. */
  readonly expected: Map<string, number>;
}

/**
 * Proves the books from what was written: each page follows from the one before it and none is missing; every
 * reservation was made once and ended at most once, for what it had set aside; the accounts and the use of budgets are
 * what the pages add up to, and sum to zero pair by pair; what the files of this machine hold as booked is in the pages.
 *
 * @throws STORAGE_UNAVAILABLE
 */
export async function auditLedger(options: AuditOptions): Promise<AuditReport> {
  const { table } = options;
  const findings: string[] = [];
  const find = (what: string): void => {
    if (findings.length < FINDINGS_LIMIT) findings.push(what);
  };
  const tally = createTally();
  const counts = { settled: 0, recovered: 0, posted: 0 };
  const followed = new Map<string, Followed>();

  for (let attempt = 1; ; attempt++) {
    const states = await allJournals(table);
    for (const state of states) await follow(state, { ...options, followed, tally, counts, find });
    const wrong: string[] = [];
    await compareAccounts(table, tally, (what) => wrong.push(what));
    await compareUses(table, tally, (what) => wrong.push(what));
    if (!sameJournals(states, await allJournals(table))) {
      if (attempt < ATTEMPTS) continue;
      find('the ledger was booked so often meanwhile that its accounts could not be compared');
    } else for (const what of wrong) find(what);
    break;
  }

  const journals = [...followed.values()];
  for (const one of journals) judgeEnd(one, find);
  return {
    journals: journals.length,
    pages: journals.reduce((sum, { pages }) => sum + pages, 0),
    open: journals.reduce((sum, { replay }) => sum + replay.open.size, 0),
    ...counts,
    findings,
  };
}

interface Following extends AuditOptions {
  readonly followed: Map<string, Followed>;
  readonly tally: Tally;
  readonly counts: { settled: number; recovered: number; posted: number };
  readonly find: (what: string) => void;
}

async function allJournals(table: LedgerTable): Promise<JournalState[]> {
  const states: JournalState[] = [];
  for (;;) {
    const next = await table.journalAfter(states.at(-1)?.journal ?? '');
    if (next === undefined) return states;
    states.push(next);
  }
}

const sameJournals = (before: readonly JournalState[], after: readonly JournalState[]): boolean =>
  before.length === after.length && before.every(({ pages }, index) => pages === after[index]?.pages);

async function follow(state: JournalState, following: Following): Promise<void> {
  const { table, followed, find } = following;
  const { journal } = state;
  let one = followed.get(journal);
  if (one === undefined) {
    const expected = linesOnDisk(state, following);
    one = { state, hash: new Uint8Array(32), pages: 0, replay: createReplay(), expected };
    followed.set(journal, one);
  }
  one.state = state;
  while (one.pages < state.pages) {
    const page = await table.pageAfter(journal, one.pages);
    if (page === undefined || page.number > state.pages) {
      find(`${journal}: pages ${one.pages + 1} to ${state.pages} are missing`);
      one.pages = state.pages;
      return;
    }
    if (page.number !== one.pages + 1) find(`${journal}: page ${one.pages + 1} is missing`);
    const hash = pageHash(one.hash, journal, page.number, page.lines);
    if (!equal(hash, page.hash))
      find(`${journal}: page ${page.number} is not what was written, or does not follow`);
    one.hash = page.hash;
    one.pages = page.number;
    readPage(new TextDecoder().decode(page.lines), page.number, one, following);
  }
  if (!equal(one.hash, state.hash)) find(`${journal}: its last page is not the one that was booked last`);
}

function readPage(text: string, number: number, one: Followed, { tally, counts, find }: Following): void {
  const { journal } = one.state;
  for (const line of text.split('\n')) {
    const count = one.expected.get(line);
    if (count === 1) one.expected.delete(line);
    else if (count !== undefined) one.expected.set(line, count - 1);
  }
  try {
    for (const record of recordsOf(text)) {
      const event = one.replay.next(record);
      if (event === undefined) continue;
      if (typeof event === 'string') {
        find(`${journal}: page ${number}: ${event}`);
        continue;
      }
      if (event.kind !== 'reserved') counts[event.kind] += 1;
      tally.add(event);
    }
  } catch (error) {
    find(
      `${journal}: page ${number} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** What the files of the journal hold up to where it is booked. */
function linesOnDisk(state: JournalState, { folder, host, pageBytes }: Following): Map<string, number> {
  const lines = new Map<string, number>();
  if (state.host !== host || !existsSync(folder)) return lines;
  for (const segment of segmentsIn(folder).get(state.journal) ?? []) {
    if (segment > state.position.segment) break;
    const limit = segment < state.position.segment ? Number.POSITIVE_INFINITY : state.position.offset;
    try {
      for (const line of linesOfSegment(folder, state.journal, segment, limit, pageBytes)) {
        lines.set(line, (lines.get(line) ?? 0) + 1);
      }
    } catch (error) {
      // A file that is booked whole may be removed meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return lines;
}

function* linesOfSegment(
  folder: string,
  journal: string,
  segment: number,
  limit: number,
  pageBytes: number,
): Generator<string> {
  let offset = 0;
  while (offset < limit) {
    const bytes = Math.min(pageBytes, limit - offset);
    const stretch = readStretch({ folder, journal, from: { segment, offset }, bytes });
    if (stretch.lines.length === 0) return;
    offset = stretch.offset;
    for (const frame of stretch.lines) yield* frame.toString('utf8').trimEnd().split('\n');
  }
}

function judgeEnd({ state, replay, expected }: Followed, find: (what: string) => void): void {
  const { journal, closed } = state;
  if (closed && replay.open.size > 0) {
    find(`${journal}: ended, though ${replay.open.size} of its reservations did not`);
  }
  if (expected.size > 0) {
    find(`${journal}: ${expected.size} lines of its files are booked by position, and on no page`);
  }
}

const nameOf = (account: LedgerAccount): string =>
  [account.kind, account.tenant, account.day, account.key, account.engine, account.model].join('/');

const COLUMNS = ['calls', 'estimated', 'fromCache', 'inputTokens', 'cachedTokens', 'outputTokens'] as const;

const isSame = (balance: Balance, movement: Movement): boolean =>
  balance.amount === movement.amount.value() &&
  COLUMNS.every((column) => balance[column] === BigInt(movement[column]));

/** The accounts that balance each other out. */
const PAIRS: Readonly<Record<LedgerAccount['kind'], string>> = {
  budget: 'budget and reserved',
  reserved: 'budget and reserved',
  spent: 'spent and upstream',
  upstream: 'spent and upstream',
  overhead: 'overhead and house',
  house: 'overhead and house',
};

async function compareAccounts(
  table: LedgerTable,
  tally: Tally,
  find: (what: string) => void,
): Promise<void> {
  const expected = new Map(tally.accounts().map(({ account, movement }) => [nameOf(account), movement]));
  const pairs = new Map<string, bigint>();
  let last: AccountBalance | undefined;
  for (;;) {
    const some = await table.accountsAfter(last?.account, ROWS_AT_ONCE);
    for (const { account, balance } of some) {
      const name = nameOf(account);
      const movement = expected.get(name);
      expected.delete(name);
      if (movement === undefined) find(`the account ${name} is in no page`);
      else if (!isSame(balance, movement)) {
        find(
          `the account ${name} has ${balance.amount}, where the pages add up to ${movement.amount.value()}`,
        );
      }
      const pair = `${PAIRS[account.kind]} of ${account.day}`;
      pairs.set(pair, (pairs.get(pair) ?? 0n) + balance.amount);
    }
    last = some.at(-1);
    if (some.length < ROWS_AT_ONCE) break;
  }
  for (const name of expected.keys()) find(`the account ${name} is missing`);
  for (const [pair, sum] of pairs) if (sum !== 0n) find(`${pair} sum to ${sum} and not to zero`);
}

async function compareUses(table: LedgerTable, tally: Tally, find: (what: string) => void): Promise<void> {
  const expected = new Map(tally.uses().map(({ scope, day, use }) => [`${scope} on ${day}`, use]));
  let last: Pick<ScopeUse, 'scope' | 'day'> = { scope: '', day: '' };
  for (;;) {
    const some = await table.usesAfter(last, ROWS_AT_ONCE);
    for (const { scope, day, reserved, spent } of some) {
      const name = `${scope} on ${day}`;
      const use = expected.get(name);
      expected.delete(name);
      if (use === undefined || use.reserved.value() !== reserved || use.spent.value() !== spent) {
        find(`what ${name} has used is not what the pages add up to`);
      }
    }
    last = some.at(-1) ?? last;
    if (some.length < ROWS_AT_ONCE) break;
  }
  for (const name of expected.keys()) find(`what ${name} has used is missing`);
}

const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
