/** The numbers of a model's tables and maps; those of assembly/layout.ts. docs/reference/nbmf.md says what they are for. */
export const SYMBOLS = 16;
/** Shares of a table sum to this. */
export const SHARES = 2 ** 14;

/** First tables, by number. */
export const TOKEN_TABLES = 0;
/** Four states, each without a prediction, with a fair and with a good one; and then the byte before. */
export const TOKEN_CONTEXTS = 12;
export const LENGTH_TABLES = TOKEN_TABLES + TOKEN_CONTEXTS * 256;
export const LENGTH_KIND_COUNT = 6;
/** By kind, and by how many bytes of a word the match could go on with. */
export const LENGTH_CONTEXTS = 16;
export const MORE_LENGTH_TABLES = LENGTH_TABLES + LENGTH_KIND_COUNT * LENGTH_CONTEXTS;
export const CELL_TABLES = MORE_LENGTH_TABLES + LENGTH_KIND_COUNT * 2;
export const DISTANCE_TABLE = CELL_TABLES + 1 + 16 + 256;
export const LITERAL_TABLES = DISTANCE_TABLE + 1;
/** Tables of a set for literals: of the upper four bits, and of the lower four by the upper. */
export const SET_TABLES = 1 + SYMBOLS;

/** Sets that every model has: one of all literals, one by the byte before, one by the byte that a match would go on with. */
export const SET_OF_ALL = 0;
export const SETS_BY_BYTE = 1;
export const SETS_BY_EXPECTED = SETS_BY_BYTE + 256;
export const OWN_SETS = SETS_BY_EXPECTED + 256;
export const MAX_SETS = 4096;

/** Entries of a map. */
export const CONTEXTS = 65_536;

/** The place of a literal's three preceding bytes in the first map. */
export const hashOfThree = (before: number, second: number, third: number): number =>
  Math.imul((before << 16) | (second << 8) | third, 0x9e3779b1) >>> 16;

/** Which set of tables a literal has. */
export interface LiteralMaps {
  /** By `hashOfThree`; 0 is none. */
  readonly three: Uint16Array;
  /** By the byte before × 256 + the one before that. */
  readonly two: Uint16Array;
  /** Behind a match, by the byte that it would go on with × 256 + the byte before. */
  readonly expected: Uint16Array;
}

export interface ModelTables {
  readonly sets: number;
  readonly maps: LiteralMaps;
  /** For each table, where the shares of its symbols end. */
  readonly ends: Uint16Array;
}

export const tableCountOf = (sets: number): number => LITERAL_TABLES + sets * SET_TABLES;

/** Maps that lead to the sets every model has. */
export function plainMaps(): LiteralMaps {
  return {
    three: new Uint16Array(CONTEXTS),
    two: Uint16Array.from({ length: CONTEXTS }, (_, context) => SETS_BY_BYTE + (context >> 8)),
    expected: Uint16Array.from({ length: CONTEXTS }, (_, context) => SETS_BY_EXPECTED + (context >> 8)),
  };
}
