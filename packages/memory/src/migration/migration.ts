import { createHash } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import type { ClassName } from '../classes.ts';
import { memoryErrors } from '../errors.ts';
import type { ContentFormat, NewRecord, RecalledRecord, StoredRecord, TenantMemory } from '../store.ts';
import { createKeyQueue } from './key-queue.ts';
import type { LegacyEntry, LegacyStore } from './legacy-store.ts';

/**
 * `legacy`: reads see the legacy store alone. `hybrid`: both are read and compared, and the canary's share of the keys is answered from the
 * memory. `nbmf`: reads see the memory alone. Writes go to both in every mode.
 */
export type ReadMode = 'legacy' | 'hybrid' | 'nbmf';

/** Of the keys compared, the share that may differ for a cut-over. */
const MOST_DIVERGENCE = 0.005;

export interface MigrationOptions {
  readonly legacy: LegacyStore;
  readonly memory: Pick<TenantMemory, 'store' | 'recall'>;
  /** Of all records that come over. */
  readonly className: ClassName;
  /** Where the mode and the canary are kept; other processes may change them. */
  readonly standing: MigrationStanding;
  /** Told of a write that only the legacy store took, or a shadow read that failed. The request itself goes well. */
  readonly onFailure: (error: unknown) => void;
}

export interface MigrationStanding {
  mode(): ReadMode;
  /** Share of the keys that hybrid reads answer from the memory, 0 … 1. The same keys at each start. */
  canary(): number;
  /** Keeps the mode for all processes; it holds once this resolves. */
  keepMode(mode: ReadMode): Promise<void>;
  /** Told of each key that was read from both, and whether the memory had the same. */
  compared(isSame: boolean): void;
}

/** What a comparison of all keys found. */
export interface Comparison {
  readonly compared: number;
  readonly diverged: number;
  /** The first of those that differ, at most 20. */
  readonly examples: readonly string[];
}

export interface Migration {
  read(key: string): Promise<MigrationAnswer | undefined>;
  /** What the memory made of it; undefined where, before the cut-over, only the legacy store took it. */
  write(entry: LegacyEntry, about?: RecordDetails): Promise<StoredRecord | undefined>;
  /** Brings over what is not there, or is otherwise; may be interrupted and begun again. Returns how many were written. */
  copy(): Promise<number>;
  /** Compares the content of every key. */
  compare(): Promise<Comparison>;
  /** Changes reads to `nbmf`, after a comparison of all keys. @throws MEMORY_CUT_OVER_REFUSED above 0.5 % of divergence */
  cutOver(): Promise<Comparison>;
  /** Changes reads to `legacy`, which has had every write. */
  rollBack(): Promise<void>;
}

/** From the store that answers: what the legacy store has is a content alone. */
export type MigrationAnswer =
  | { readonly from: 'legacy'; readonly content: Uint8Array }
  | { readonly from: 'memory'; readonly record: RecalledRecord };

/** What the memory keeps of a record beyond what a legacy store can. */
export type RecordDetails = Pick<NewRecord, 'format' | 'metadata'>;

/** Keys that are copied beside each other: what is stored at once shares a write to the disk. */
const COPIED_AT_ONCE = 64;
/** Who still differs after so many is written to all the time, and `compare` says so. */
const COPY_TRIES = 5;

export function createMigration(options: MigrationOptions): Migration {
  const { legacy, memory, className, standing, onFailure } = options;
  // One at a time for a key: else two writes could reach the stores in different order, and a read between them would see a divergence.
  const inTurn = createKeyQueue();
  const recall = async (key: string): Promise<RecalledRecord | undefined> =>
    memory.recall({ class: className, key });
  const remember = async ({ key, content }: LegacyEntry, about?: RecordDetails): Promise<StoredRecord> =>
    memory.store({ class: className, key, content, format: formatOf(content), ...about });

  const readLegacy = async (key: string): Promise<MigrationAnswer | undefined> => {
    const content = await legacy.read(key);
    return content && { from: 'legacy', content };
  };

  const readBoth = async (key: string): Promise<MigrationAnswer | undefined> => {
    const truth = await legacy.read(key);
    const shadow = await recall(key).catch((error: unknown) => {
      onFailure(error);
      return 'failed' as const;
    });
    const equal = shadow !== 'failed' && same(truth, shadow?.content);
    standing.compared(equal);
    if (truth === undefined) return undefined;
    const isCanaryAnswer = equal && shadow !== undefined && isCanary(key, standing.canary());
    return isCanaryAnswer ? { from: 'memory', record: shadow } : { from: 'legacy', content: truth };
  };

  const readMemory = async (key: string): Promise<MigrationAnswer | undefined> => {
    const record = await recall(key);
    return record && { from: 'memory', record };
  };

  const read = async (key: string): Promise<MigrationAnswer | undefined> => {
    switch (standing.mode()) {
      case 'legacy':
        return readLegacy(key);
      case 'hybrid':
        return readBoth(key);
      case 'nbmf':
        return readMemory(key);
    }
  };

  /** Before the cut-over the memory only follows; after it, both must have the write. */
  const write: Migration['write'] = async (entry, about) => {
    await legacy.write(entry);
    try {
      return await remember(entry, about);
    } catch (error) {
      if (standing.mode() === 'nbmf') throw error;
      onFailure(error);
      return undefined;
    }
  };

  /** Another process may write between the look and the copy: it is looked again until both are the same. */
  const copyKey = async (key: string, triesLeft = COPY_TRIES): Promise<boolean> => {
    const content = await legacy.read(key);
    if (content === undefined || same(content, (await recall(key))?.content)) return triesLeft < COPY_TRIES;
    if (triesLeft === 0) return true;
    await remember({ key, content });
    return copyKey(key, triesLeft - 1);
  };

  const compare = async (): Promise<Comparison> => {
    let [keys, differing] = [0, 0];
    const examples: string[] = [];
    for await (const { key } of legacy.entries()) {
      keys += 1;
      if (await inTurn(key, async () => same(await legacy.read(key), (await recall(key))?.content))) continue;
      differing += 1;
      if (examples.length < 20) examples.push(key);
    }
    return { compared: keys, diverged: differing, examples };
  };

  return {
    read: async (key) => inTurn(key, async () => read(key)),
    write: async (entry, about) => inTurn(entry.key, async () => write(entry, about)),
    async copy() {
      let written = 0;
      const copyAll = async (keys: readonly string[]): Promise<void> => {
        const copied = await Promise.all(keys.map(async (key) => inTurn(key, async () => copyKey(key))));
        written += copied.filter(Boolean).length;
      };
      let some: string[] = [];
      for await (const { key } of legacy.entries()) {
        some.push(key);
        if (some.length < COPIED_AT_ONCE) continue;
        await copyAll(some);
        some = [];
      }
      await copyAll(some);
      return written;
    },
    compare,
    async cutOver() {
      const found = await compare();
      if (found.diverged > found.compared * MOST_DIVERGENCE) throw refused(found);
      await standing.keepMode('nbmf');
      return found;
    },
    rollBack: async () => standing.keepMode('legacy'),
  };
}

function refused({ compared, diverged, examples }: Comparison): AccordError {
  return new AccordError(memoryErrors.MEMORY_CUT_OVER_REFUSED, {
    detail: `${diverged} of ${compared} keys differ, ${examples.slice(0, 3).join(', ')} among them.`,
  });
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Buffer.compare(a, b) === 0;
}

/** By the key alone, so that a key is answered from the same store each time. */
function isCanary(key: string, share: number): boolean {
  return createHash('sha256').update(key).digest().readUInt32BE(0) < share * 2 ** 32;
}

/** How a content is told to those who recall it: an object or a list of JSON as that, other UTF-8 as text. */
function formatOf(content: Uint8Array): ContentFormat {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return isJson(text) ? 'json' : 'text';
  } catch {
    return 'bytes';
  }
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
