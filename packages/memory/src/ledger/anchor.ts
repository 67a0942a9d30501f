import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '@accord/kernel';
import type { SignedHead } from './event.ts';

/**
 * The last head that was seen, in a file beside the database: who cuts the ledger back, or puts an older database in its place, has
 * to know of it, too. It lags a little behind, which loses nothing: an event is in the database or it is not.
 */
export interface Anchor {
  /** Notes it, soon. */
  note(head: SignedHead): void;
  /** Writes now what is noted. */
  flush(): void;
  /** What was noted last; undefined when nothing ever was. */
  last(): SignedHead | 'unreadable' | undefined;
  /** Keeps what was noted beside what will be, because the ledger does not bear it out. What was set aside first stays. */
  setAside(): void;
  /** All that is noted, with what was set aside. Whoever has dealt with that removes the file. */
  read(): readonly (SignedHead | 'unreadable')[];
}

const WRITE_WITHIN_MS = 250;

export interface AnchorOptions {
  /** Of all anchors of the store. */
  readonly folder: string;
  readonly tenant: string;
  readonly clock: Clock;
  /** Told when it could not be written in the background; it is tried again with the next change. */
  readonly onFailure: (error: unknown) => void;
}

export function openAnchor({ folder, tenant, clock, onFailure }: AnchorOptions): Anchor {
  const name = createHash('sha256').update(tenant).digest('hex').slice(0, 32);
  const path = join(folder, `${name}.json`);
  const aside = join(folder, `${name}.broken.json`);
  let noted: SignedHead | undefined;
  let cancel: (() => void) | undefined;
  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    if (noted === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    // Processes that share the folder do not share the file that is being written.
    const making = `${path}.${process.pid}`;
    writeFileSync(making, JSON.stringify(noted));
    renameSync(making, path);
    noted = undefined;
  };
  const flushBehind = (): void => {
    try {
      flush();
    } catch (error) {
      onFailure(error);
    }
  };
  return {
    note(head) {
      noted = head;
      cancel ??= clock.after(WRITE_WITHIN_MS, flushBehind, { background: true });
    },
    flush,
    last: () => headIn(path),
    setAside() {
      if (existsSync(path) && !existsSync(aside)) renameSync(path, aside);
    },
    read: () => [headIn(path), headIn(aside)].filter((head) => head !== undefined),
  };
}

function headIn(path: string): SignedHead | 'unreadable' | undefined {
  try {
    const head: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isHead(head) ? head : 'unreadable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
  }
}

function isHead(value: unknown): value is SignedHead {
  if (typeof value !== 'object' || value === null) return false;
  const { tenant, seq, digest, signature } = value as Record<string, unknown>;
  const isText = [tenant, digest, signature].every((part) => typeof part === 'string');
  return isText && typeof seq === 'number';
}
