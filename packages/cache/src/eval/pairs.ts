import { readdirSync, readFileSync } from 'node:fs';

/** Two questions, and whether the answer kept for one is a right answer to the other. */
export interface LabelledPair {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
  /** What the pair is about, where its file says. */
  readonly category: string;
}

export interface PairSet {
  readonly name: string;
  /** Nothing is tuned by it, so nobody is to read which pairs of it go wrong. */
  readonly frozen: boolean;
  readonly pairs: readonly LabelledPair[];
}

const FOLDER = new URL('../../data/semantic-pairs/', import.meta.url);

/** The suite that the guards are tuned by, and the part of it that they are not. */
export function builtInPairs(): PairSet[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'));
  return names.sort().map((file) => {
    const read = readPairs(readFileSync(new URL(file, FOLDER), 'utf8'));
    if ('fault' in read) throw new TypeError(`${file}: ${read.fault}`);
    return { name: file.replace('.jsonl', ''), frozen: file.includes('-frozen'), pairs: read.pairs };
  });
}

/** Reads lines of JSON with `a`, `b`, `same` and, where it is there, `category`; or says what is wrong with the first that is not such. */
export function readPairs(text: string): { readonly pairs: LabelledPair[] } | { readonly fault: string } {
  const pairs: LabelledPair[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const pair = pairIn(line);
    if (pair === undefined)
      return { fault: `line ${index + 1} is no pair: {"a": text, "b": text, "same": true or false}` };
    pairs.push(pair);
  }
  return pairs.length === 0 ? { fault: 'there are no pairs in it' } : { pairs };
}

function pairIn(line: string): LabelledPair | undefined {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  const { a, b, same, category } = read as Partial<Record<keyof LabelledPair, unknown>>;
  if (typeof a !== 'string' || typeof b !== 'string' || typeof same !== 'boolean') return undefined;
  const known = typeof category === 'string' ? category : undefined;
  return { a, b, same, category: known ?? (same ? 'same' : 'different') };
}
