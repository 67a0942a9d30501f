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

const ENCODER = new TextEncoder();
/** What UTF-8 takes at most for one UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

/**
 * @param capacityBytes more is taken only by a single text that is longer
 */
export function createTextBatch(rowLimit: number, capacityBytes: number): TextBatch {
  let bytes = sharedBytes(capacityBytes);
  const ends = new Uint32Array(new SharedArrayBuffer(rowLimit * 2 * Uint32Array.BYTES_PER_ELEMENT));
  const rowByKey = new Map<string, number>();
  let firstRow = 0;
  let endRow = 0;

  const endOf = (index: number): number => (index < 0 ? 0 : (ends[index] as number));
  /** Returns where it ends, or undefined when it does not fit. */
  const write = (text: string, start: number): number | undefined => {
    const { read, written } = ENCODER.encodeInto(text, bytes.subarray(start));
    return read === text.length ? start + written : undefined;
  };
  const slice = (start: number, end: number): string =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, end);

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
        bytes = sharedBytes((key.length + text.length) * BYTES_PER_UNIT);
        place(key, text);
      }
      rowByKey.set(key, endRow);
      endRow += 1;
      return true;
    },
    find(key) {
      const row = rowByKey.get(key);
      if (row === undefined || row < firstRow) return undefined;
      return slice(endOf(2 * row), endOf(2 * row + 1));
    },
    dropFirst() {
      if (firstRow < endRow) firstRow += 1;
    },
    clear() {
      rowByKey.clear();
      firstRow = 0;
      endRow = 0;
      if (bytes.length > capacityBytes) bytes = sharedBytes(capacityBytes);
    },
    shared: () => ({ bytes, ends, firstRow, endRow }),
  };
}

const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

/** Each key and its text, the oldest first. */
export function* rowsOf({ bytes, ends, firstRow, endRow }: SharedTexts): Generator<[string, string]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let start = firstRow === 0 ? 0 : (ends[2 * firstRow - 1] as number);
  for (let row = firstRow; row < endRow; row++) {
    const keyEnd = ends[2 * row] as number;
    const textEnd = ends[2 * row + 1] as number;
    yield [buffer.toString('utf8', start, keyEnd), buffer.toString('utf8', keyEnd, textEnd)];
    start = textEnd;
  }
}
