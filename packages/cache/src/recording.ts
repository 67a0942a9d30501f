import { AccordError } from '@accord/kernel';
import { cacheErrors } from './errors.ts';

/** What a stream is made of, for who reads it. */
export type RecordedPart<End> =
  | { readonly kind: 'piece'; readonly piece: string }
  | ({ readonly kind: 'end' } & End);

/**
 * A stream as it passes: written once, read by any number from its beginning, each at its own pace. A reader is a
 * position in what all share, so a slow one costs nothing. Beyond `maxBytes` the beginning is given up: then nobody new
 * can read it, and who is still there fails.
 */
export interface Recording<End> {
  push(piece: string): void;
  end(end: End): void;
  fail(error: unknown): void;
  /** All of it so far, or nothing when its beginning was given up. */
  readonly pieces: readonly string[] | undefined;
  /** Characters so far. */
  readonly length: number;
  /** @throws what the stream failed with; CACHE_STREAM_READER_TOO_SLOW; the reason of the signal */
  read(signal: AbortSignal): AsyncGenerator<RecordedPart<End>, void>;
}

type State<End> =
  | { readonly kind: 'passing' }
  | { readonly kind: 'ended'; readonly end: End }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Of an entry of the list, beside its text at two bytes a character. */
const PIECE_BYTES = 24;

export function createRecording<End>(maxBytes: number): Recording<End> {
  let pieces: string[] = [];
  /** Pieces given up before the first that is still held. */
  let gone = 0;
  let bytes = 0;
  let length = 0;
  let state: State<End> = { kind: 'passing' };
  const bell = createBell();

  const bytesOf = (piece: string): number => PIECE_BYTES + piece.length * 2;
  /** Half at once, so that giving up is not done for each piece. */
  const giveUp = (): void => {
    let dropped = 0;
    while (bytes > maxBytes / 2 && dropped < pieces.length - 1) bytes -= bytesOf(pieces[dropped++] ?? '');
    pieces = pieces.slice(dropped);
    gone += dropped;
  };
  const settle = (settled: State<End>): void => {
    if (state.kind === 'passing') state = settled;
    bell.ring();
  };

  return {
    push(piece) {
      if (piece === '') return;
      pieces.push(piece);
      bytes += bytesOf(piece);
      length += piece.length;
      if (bytes > maxBytes) giveUp();
      bell.ring();
    },
    end: (end) => settle({ kind: 'ended', end }),
    fail: (error) => settle({ kind: 'failed', error }),
    get pieces() {
      return gone === 0 ? pieces : undefined;
    },
    get length() {
      return length;
    },
    async *read(signal) {
      for (let at = 0; ; ) {
        signal.throwIfAborted();
        if (at < gone) throw new AccordError(cacheErrors.CACHE_STREAM_READER_TOO_SLOW);
        const piece = pieces[at - gone];
        if (piece !== undefined) {
          at += 1;
          yield { kind: 'piece', piece };
        } else if (state.kind === 'passing') await bell.rung(signal);
        else if (state.kind === 'failed') throw state.error;
        else return yield { kind: 'end', ...state.end };
      }
    },
  };
}

interface Bell {
  ring(): void;
  /** Resolves at the next ring, or when the signal is aborted. */
  rung(signal: AbortSignal): Promise<void>;
}

function createBell(): Bell {
  const waiting = new Set<() => void>();
  return {
    ring() {
      for (const wake of waiting) wake();
      waiting.clear();
    },
    rung: async (signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          waiting.delete(wake);
          resolve();
        };
        signal.addEventListener('abort', wake, { once: true });
        waiting.add(wake);
      }),
  };
}
