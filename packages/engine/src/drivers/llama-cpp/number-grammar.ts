/**
 * Numbers as GBNF, the grammar notation of llama.cpp. There are no exponents and no leading zeros, so that each
 * number which the grammar admits is one that JSON and JavaScript can read without loss.
 */

/** Inclusive bounds; absent ones are as far out as numbers stay exact. */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const FRACTION = '("." [0-9]{1,6})?';
const NO_FRACTION = '("." "0"{1,6})?';

/** Bound on a number that may have a fraction: with six digits after the point, fifteen in all are exact. */
const DECIMAL_LIMIT = 999_999_999;

/** Admits exactly the whole numbers within the bounds; nothing when there is none. */
export function integerGrammar({ min, max }: Bounds): string | undefined {
  const low = Math.max(Math.ceil(min ?? -Infinity), Number.MIN_SAFE_INTEGER);
  const high = Math.min(Math.floor(max ?? Infinity), Number.MAX_SAFE_INTEGER);
  if (low > high) return undefined;
  return oneOf([
    ...(low < 0 ? [`"-" ${group(digitsBetween(Math.max(1, -high), -low))}`] : []),
    ...(high >= 0 ? digitsBetween(Math.max(0, low), high) : []),
  ]);
}

/**
 * Admits exactly the decimals of up to six places within whole bounds. Bounds that are not whole are widened to whole
 * ones; what lies between is for whoever checks the answer.
 */
export function numberGrammar({ min, max }: Bounds): string | undefined {
  const low = Math.max(Math.floor(min ?? -Infinity), -DECIMAL_LIMIT);
  const high = Math.min(Math.ceil(max ?? Infinity), DECIMAL_LIMIT);
  if (low > high) return undefined;
  return oneOf([
    ...(low < 0 ? [`"-" ${group(decimalsBetween(Math.max(0, -high), -low))}`] : []),
    ...(high >= 0 ? decimalsBetween(Math.max(0, low), high) : []),
  ]);
}

/** Alternatives for the decimals from `low` to `high`, both whole and not negative. */
function decimalsBetween(low: number, high: number): string[] {
  const below = high > low ? [`${group(digitsBetween(low, high - 1))} ${FRACTION}`] : [];
  return [...below, `"${high}" ${NO_FRACTION}`];
}

/** Alternatives for the whole numbers from `low` to `high`, both not negative, a run of equal lengths at a time. */
function digitsBetween(low: number, high: number): string[] {
  const [first, last] = [String(low), String(high)];
  if (first.length === last.length) return sameLength(first, last);
  const between = last.length - first.length - 1;
  const longer = between > 0 ? [`[1-9] [0-9]{${first.length},${last.length - 2}}`] : [];
  return [
    ...sameLength(first, '9'.repeat(first.length)),
    ...longer,
    ...sameLength(`1${'0'.repeat(last.length - 1)}`, last),
  ];
}

/** Alternatives for the strings of digits from `first` to `last`, which are equally long. */
function sameLength(first: string, last: string): string[] {
  if (first === last) return [`"${first}"`];
  if (/^0*$/.test(first) && /^9*$/.test(last)) return [`[0-9]${times(first.length)}`];
  const [a, b] = [first.charCodeAt(0), last.charCodeAt(0)];
  const [restOfFirst, restOfLast] = [first.slice(1), last.slice(1)];
  if (a === b) return [`"${first[0]}" ${group(sameLength(restOfFirst, restOfLast))}`];
  const anyRest = restOfFirst === '' ? '' : ` [0-9]${times(restOfFirst.length)}`;
  // A first digit with every rest belongs to the run between, so that short grammars come out for round bounds.
  const low = /^0*$/.test(restOfFirst) ? a : a + 1;
  const high = /^9*$/.test(restOfLast) ? b : b - 1;
  return [
    ...(low > a ? [`"${first[0]}" ${group(sameLength(restOfFirst, '9'.repeat(restOfFirst.length)))}`] : []),
    ...(low <= high ? [`${digit(low, high)}${anyRest}`] : []),
    ...(high < b ? [`"${last[0]}" ${group(sameLength('0'.repeat(restOfLast.length), restOfLast))}`] : []),
  ];
}

const times = (count: number): string => (count === 1 ? '' : `{${count}}`);

const digit = (low: number, high: number): string =>
  low === high
    ? `"${String.fromCharCode(low)}"`
    : `[${String.fromCharCode(low)}-${String.fromCharCode(high)}]`;

const group = (alternatives: readonly string[]): string => `(${alternatives.join(' | ')})`;

const oneOf = (alternatives: readonly string[]): string =>
  alternatives.length === 1 ? `${alternatives[0]}` : group(alternatives);
