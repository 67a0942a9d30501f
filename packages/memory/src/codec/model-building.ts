import { contextsOf, type LiteralEvent, type ModelCounts } from './model-counts.ts';
import {
  LENGTH_CONTEXTS,
  LENGTH_KIND_COUNT,
  LENGTH_TABLES,
  LITERAL_TABLES,
  MAX_SETS,
  MORE_LENGTH_TABLES,
  type ModelTables,
  OWN_SETS,
  plainMaps,
  SET_OF_ALL,
  SET_TABLES,
  SETS_BY_BYTE,
  SETS_BY_EXPECTED,
  SHARES,
  SYMBOLS,
  tableCountOf,
  TOKEN_CONTEXTS,
  TOKEN_TABLES,
} from './model-layout.ts';

/** A context seen so often gets a set of its own. */
const OWN_SET_LITERALS = 64;
/** How many literals the wider context counts for within a narrower one (a Dirichlet prior). */
const PRIOR = 16;

type Chances = Float64Array;
const EVEN: Chances = new Float64Array(SYMBOLS).fill(1 / SYMBOLS);

/** Tables of nothing learnt. */
export function evenTables(): ModelTables {
  const ends = new Uint16Array(tableCountOf(OWN_SETS) * SYMBOLS);
  for (let at = 0; at < ends.length; at++) ends[at] = ((at % SYMBOLS) + 1) * (SHARES / SYMBOLS);
  return { sets: OWN_SETS, maps: plainMaps(), ends };
}

/** Tables that follow what was counted; a seldom context leans on the wider one that it is part of. */
export function tablesOf(counts: ModelCounts): ModelTables {
  const sets = setsOf(counts.literals);
  const ends = new Uint16Array(tableCountOf(sets.chances.length) * SYMBOLS);
  const write = (table: number, chances: Chances): void => ends.set(endsOf(chances), table * SYMBOLS);
  // Tables of one choice in narrower contexts, each leaning on all of them together.
  const writeTogether = (first: number, contexts: number): void => {
    const tables = Array.from({ length: contexts }, (_, context) => countsAt(counts.tables, first + context));
    const all = learnt(sumOf(tables), EVEN);
    for (const [context, table] of tables.entries()) write(first + context, learnt(table, all));
  };
  for (let context = 0; context < TOKEN_CONTEXTS; context++) writeTogether(TOKEN_TABLES + context * 256, 256);
  for (let kind = 0; kind < LENGTH_KIND_COUNT; kind++) {
    writeTogether(LENGTH_TABLES + kind * LENGTH_CONTEXTS, LENGTH_CONTEXTS);
  }
  for (let table = MORE_LENGTH_TABLES; table < LITERAL_TABLES; table++) {
    write(table, learnt(countsAt(counts.tables, table), EVEN));
  }
  for (const [set, tables] of sets.chances.entries()) {
    for (const [part, chances] of tables.entries()) write(LITERAL_TABLES + set * SET_TABLES + part, chances);
  }
  return { sets: sets.chances.length, maps: sets.maps, ends };
}

const countsAt = (counts: Uint32Array, table: number): Uint32Array =>
  counts.subarray(table * SYMBOLS, (table + 1) * SYMBOLS);

function sumOf(tables: readonly Uint32Array[]): Uint32Array {
  const sum = new Uint32Array(SYMBOLS);
  for (const table of tables)
    for (const [symbol, count] of table.entries()) sum[symbol] = (sum[symbol] ?? 0) + count;
  return sum;
}

function learnt(counts: ArrayLike<number>, prior: Chances): Chances {
  let total = 0;
  for (let symbol = 0; symbol < SYMBOLS; symbol++) total += counts[symbol] ?? 0;
  return prior.map((chance, symbol) => ((counts[symbol] ?? 0) + PRIOR * chance) / (total + PRIOR));
}

/** Shares of 2^14, none of them empty, as their ends. */
function endsOf(chances: Chances): Uint16Array {
  const shares = Array.from(chances, (chance) => Math.max(1, Math.round(chance * (SHARES - SYMBOLS))));
  const largest = shares.indexOf(Math.max(...shares));
  const over = shares.reduce((sum, share) => sum + share, 0) - SHARES;
  shares[largest] = (shares[largest] ?? 0) - over;
  let end = 0;
  return Uint16Array.from(shares, (share) => (end += share));
}

type SetChances = readonly Chances[];

function setsOf(literals: readonly LiteralEvent[]) {
  const maps = plainMaps();
  const chances: SetChances[] = [];
  const all = setChances(
    literals.map(({ byte }) => byte),
    Array.from({ length: SET_TABLES }, () => EVEN),
  );
  const behindLiteral = groupsOf(literals, (literal) =>
    literal.expected === undefined ? literal.before : undefined,
  );
  const behindMatch = groupsOf(literals, (literal) => literal.expected);
  chances[SET_OF_ALL] = all;
  for (let byte = 0; byte < 256; byte++) {
    chances[SETS_BY_BYTE + byte] = setChances(behindLiteral.get(byte)?.bytes ?? [], all);
    chances[SETS_BY_EXPECTED + byte] = setChances(behindMatch.get(byte)?.bytes ?? [], all);
  }
  const add = (
    map: Uint16Array,
    groups: Groups,
    parentOf: (group: Group, context: number) => number,
  ): void => {
    const often = [...groups].filter(([, { bytes }]) => bytes.length >= OWN_SET_LITERALS);
    // The most frequent first, until there is no more room.
    for (const [context, group] of often.sort(([, a], [, b]) => b.bytes.length - a.bytes.length)) {
      if (chances.length >= MAX_SETS) return;
      const parent = chances[parentOf(group, context)];
      if (parent === undefined) throw new TypeError('a set has no parent');
      map[context] = chances.length;
      chances.push(setChances(group.bytes, parent));
    }
  };
  add(
    maps.two,
    groupsOf(literals, (literal) => contextsOf(literal).two),
    (_, context) => SETS_BY_BYTE + (context >> 8),
  );
  add(
    maps.expected,
    groupsOf(literals, (literal) => contextsOf(literal).expected),
    (_, context) => SETS_BY_EXPECTED + (context >> 8),
  );
  add(
    maps.three,
    groupsOf(literals, (literal) => contextsOf(literal).three),
    ({ first }) => maps.two[first.before * 256 + first.second] ?? SETS_BY_BYTE + first.before,
  );
  return { maps, chances };
}

interface Group {
  readonly first: LiteralEvent;
  readonly bytes: number[];
}
type Groups = ReadonlyMap<number, Group>;

function groupsOf(
  literals: readonly LiteralEvent[],
  contextOf: (literal: LiteralEvent) => number | undefined,
): Groups {
  const groups = new Map<number, Group>();
  for (const literal of literals) {
    const context = contextOf(literal);
    if (context === undefined) continue;
    const group = groups.get(context);
    if (group === undefined) groups.set(context, { first: literal, bytes: [literal.byte] });
    else group.bytes.push(literal.byte);
  }
  return groups;
}

/** Of the upper four bits, and of the lower four by the upper. */
function setChances(bytes: readonly number[], prior: SetChances): SetChances {
  const counts = Array.from({ length: SET_TABLES }, () => new Uint32Array(SYMBOLS));
  const count = (table: number, symbol: number): void => {
    const kept = counts[table];
    if (kept !== undefined) kept[symbol] = (kept[symbol] ?? 0) + 1;
  };
  for (const byte of bytes) {
    count(0, byte >> 4);
    count(1 + (byte >> 4), byte & 15);
  }
  return counts.map((table, part) => learnt(table, prior[part] ?? EVEN));
}
