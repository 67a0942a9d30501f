import {
  CELL_TABLES,
  DISTANCE_TABLE,
  hashOfThree,
  LENGTH_CONTEXTS,
  LENGTH_TABLES,
  LITERAL_TABLES,
  MORE_LENGTH_TABLES,
  SYMBOLS,
  TOKEN_TABLES,
} from './model-layout.ts';
import type { Step } from './model.ts';

/** A literal and what was known before it. */
export interface LiteralEvent {
  readonly byte: number;
  readonly before: number;
  readonly second: number;
  readonly third: number;
  /** The byte that a match would go on with; undefined behind a literal. */
  readonly expected: number | undefined;
}

/** How often each symbol was written with each table but those of literals, and the literals. */
export interface ModelCounts {
  readonly tables: Uint32Array;
  readonly literals: LiteralEvent[];
}

export const emptyCounts = (): ModelCounts => ({
  tables: new Uint32Array(LITERAL_TABLES * SYMBOLS),
  literals: [],
});

const CELL_BITS = 12;
const BY_LITERAL = 0;
const BY_BYTE = 1;
const BY_REPEAT = 2;
const BY_REGION = 6;
const BY_PREDICTION = 8;
const LONG_TOKEN = 14;
const PREDICTED_TOKEN = 15;
const MIN_REPEAT = 2;
const MIN_REGION = 3;
const MIN_PLACE = 4;
const MIN_LONG = 11;
const MIN_PREDICTED = 1;
const LENGTH_KINDS = { last: 0, earlier: 1, region: 2, long: 3, predicted: 4 } as const;

/** Bits of a place in a dictionary that are below its cell. */
const lowBitsOf = (dictionaryBytes: number): number =>
  dictionaryBytes <= 1 ? 0 : Math.max(0, 32 - Math.clz32(dictionaryBytes - 1) - CELL_BITS);

/** Letters, digits, and what is not ASCII. */
const isOfWord = (byte: number): boolean =>
  byte >= 128 || (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 122);

/** Counts what the encoder would write for a content that follows the dictionary. */
export function countSteps(
  counts: ModelCounts,
  dictionary: Uint8Array,
  content: Uint8Array,
  steps: Iterable<Step>,
): void {
  const low = lowBitsOf(dictionary.length);
  const byteAt = (at: number): number =>
    (at < dictionary.length ? dictionary[at] : content[at - dictionary.length]) ?? 0;
  const count = (table: number, symbol: number): void => {
    const place = table * SYMBOLS + symbol;
    counts.tables[place] = (counts.tables[place] ?? 0) + 1;
  };
  const wordBytes = (from: number, most: number): number => {
    let bytes = 0;
    while (bytes < Math.min(most, LENGTH_CONTEXTS - 1) && isOfWord(byteAt(from + bytes))) bytes++;
    return bytes;
  };
  const countLength = (kind: number, { length, distance }: Step, least: number, at: number): void => {
    const words = wordBytes(at - distance + least, distance - least);
    const over = length - least;
    count(LENGTH_TABLES + kind * LENGTH_CONTEXTS + words, Math.min(over, 15));
    if (over < 15) return;
    count(MORE_LENGTH_TABLES + 2 * kind, (over - 15) >> 4);
    count(MORE_LENGTH_TABLES + 2 * kind + 1, (over - 15) & 15);
  };
  const countPlace = (place: number): void => {
    const cell = place >> low;
    count(CELL_TABLES, cell >> 8);
    count(CELL_TABLES + 1 + (cell >> 8), (cell >> 4) & 15);
    count(CELL_TABLES + 17 + (cell >> 4), cell & 15);
  };
  const countMatch = (tokens: number, step: Step, at: number): void => {
    const { how, length, distance, sureness } = step;
    if (how === BY_BYTE) return count(tokens, BY_BYTE);
    if (how === BY_REGION) {
      count(tokens, BY_REGION);
      count(DISTANCE_TABLE, Math.min(15, 31 - Math.clz32(distance)));
      return countLength(LENGTH_KINDS.region, step, MIN_REGION, at);
    }
    if (how === BY_PREDICTION) {
      count(tokens, PREDICTED_TOKEN);
      return countLength(LENGTH_KINDS.predicted + sureness - 1, step, MIN_PREDICTED, at);
    }
    if (how < BY_REGION) {
      count(tokens, how);
      return countLength(how === BY_REPEAT ? LENGTH_KINDS.last : LENGTH_KINDS.earlier, step, MIN_REPEAT, at);
    }
    count(tokens, length < MIN_LONG ? BY_REGION + 1 + length - MIN_PLACE : LONG_TOKEN);
    countPlace(at - distance);
    if (length >= MIN_LONG) countLength(LENGTH_KINDS.long, step, MIN_LONG, at);
  };

  let at = dictionary.length;
  for (const step of steps) {
    const before = byteAt(at - 1);
    const tokens = TOKEN_TABLES + (step.state * 3 + step.sureness) * 256 + before;
    if (step.how === BY_LITERAL) {
      count(tokens, BY_LITERAL);
      counts.literals.push({
        byte: byteAt(at),
        before,
        second: byteAt(at - 2),
        third: byteAt(at - 3),
        expected: step.state >= 2 ? byteAt(at - step.last) : undefined,
      });
    } else countMatch(tokens, step, at);
    at += step.length;
  }
}

/** The contexts of a literal, from the widest to the narrowest: which map, and where in it. */
export function contextsOf({ before, second, third, expected }: LiteralEvent) {
  return expected === undefined
    ? ({ two: before * 256 + second, three: hashOfThree(before, second, third) } as const)
    : ({ expected: expected * 256 + before } as const);
}
