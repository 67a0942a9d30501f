/** Texts by key, in memory that threads share. */
export interface SharedTexts {
  /** UTF-8: each key, followed by its text. */
  readonly bytes: Uint8Array;
  /** Two for each row: where its key ends, where its text ends. A row begins where the one before it ends. */
  readonly ends: Uint32Array;
  readonly firstRow: number;
  /** One past the last. */
  readonly endRow: number;
}

/**
 * Gathers texts to be written together. They are kept as bytes beside the heap of the program: the collector carries
 * none of them, and handing them to the writer copies nothing. Rows leave only from the front.
 */
export interface TextBatch {
  /** Rows that are in it now. */
  readonly size: number;
  /** False, and nothing happened, when there is no room. An empty batch takes whatever it is given. */
  add(key: string, text: string): boolean;
  /** The latest text under the key. */
  find(key: string): string | undefined;
  /** Forgets the oldest row. The batch must not be with the writer. */
  dropFirst(): void;
  /** Forgets all rows, to be filled anew. The batch must not be with the writer. */
  clear(): void;
  /** As the writer takes it. It must not be changed until the writer is done with it. */
  shared(): SharedTexts;
}

/** What UTF-8 takes at most for one UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

/**
 * @param capacityBytes more is taken only by a single text that is longer
 */
export function createTextBatch(rowLimit: number, capacityBytes: number): TextBatch {
  let bytes = sharedBytes(capacityBytes);
  let all = viewOf(bytes);
  const ends = new Uint32Array(new SharedArrayBuffer(rowLimit * 2 * Uint32Array.BYTES_PER_ELEMENT));
  let firstRow = 0;
  let endRow = 0;

  const endOf = (index: number): number => (index < 0 ? 0 : (ends[index] as number));
  /** Returns where it ends, or undefined when it does not fit. */
  const write = (text: string, start: number): number | undefined => {
    const room = all.length - start;
    if (text.length * BYTES_PER_UNIT > room && Buffer.byteLength(text) > room) return undefined;
    return start + all.write(text, start);
  };
  const grow = (capacity: number): void => {
    bytes = sharedBytes(capacity);
    all = viewOf(bytes);
  };

  const place = (key: string, text: string): boolean => {
    const keyEnd = write(key, endOf(2 * endRow - 1));
    const textEnd = keyEnd === undefined ? undefined : write(text, keyEnd);
    if (keyEnd === undefined || textEnd === undefined) return false;
    ends[2 * endRow] = keyEnd;
    ends[2 * endRow + 1] = textEnd;
    return true;
  };

  return {
    get size() {
      return endRow - firstRow;
    },
    add(key, text) {
      if (endRow === rowLimit) return false;
      if (!place(key, text)) {
        if (endRow > 0) return false;
        grow((key.length + text.length) * BYTES_PER_UNIT);
        place(key, text);
      }
      endRow += 1;
      return true;
    },
    find(key) {
      // Looked for row by row: few are ever asked for, and an index would have to hold every key.
      const sought = Buffer.from(key);
      for (let row = endRow - 1; row >= firstRow; row--) {
        const keyEnd = endOf(2 * row);
        if (sought.compare(all, endOf(2 * row - 1), keyEnd) === 0)
          return all.toString('utf8', keyEnd, endOf(2 * row + 1));
      }
      return undefined;
    },
    dropFirst() {
      if (firstRow < endRow) firstRow += 1;
    },
    clear() {
      firstRow = 0;
      endRow = 0;
      if (bytes.length > capacityBytes) grow(capacityBytes);
    },
    shared: () => ({ bytes, ends, firstRow, endRow }),
  };
}

const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
const viewOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

/** Each key and its text, the oldest first. */
export function* rowsOf({ bytes, ends, firstRow, endRow }: SharedTexts): Generator<[string, string]> {
  const buffer = viewOf(bytes);
  let start = firstRow === 0 ? 0 : (ends[2 * firstRow - 1] as number);
  for (let row = firstRow; row < endRow; row++) {
    const keyEnd = ends[2 * row] as number;
    const textEnd = ends[2 * row + 1] as number;
    yield [buffer.toString('utf8', start, keyEnd), buffer.toString('utf8', keyEnd, textEnd)];
    start = textEnd;
  }
}
