import { createHash } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import type { ClassName } from '../classes.ts';
import { memoryErrors } from '../errors.ts';
import type { TenantMemory } from '../store.ts';
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
  readonly mode: ReadMode;
  /** Share of the keys that hybrid reads answer from the memory, 0 … 1. The same keys at each start. */
  readonly canary: number;
  /** Keeps the mode for the next start; the mode changes once it resolves. */
  readonly keepMode: (mode: ReadMode) => Promise<void>;
  /** Told of a write that only the legacy store took, or a shadow read that failed. The request itself goes well. */
  readonly onFailure: (error: unknown) => void;
}

export interface MigrationReport {
  readonly mode: ReadMode;
  /** Keys read from both since the start, and how many differed, lacked or failed in the memory. */
  readonly compared: number;
  readonly diverged: number;
  /** `diverged / compared`; undefined when nothing was compared. */
  readonly divergenceRate: number | undefined;
}

/** What a comparison of all keys found. */
export interface Comparison {
  readonly compared: number;
  readonly diverged: number;
  /** The first of those that differ, at most 20. */
  readonly examples: readonly string[];
}

export interface Migration {
  read(key: string): Promise<Uint8Array | undefined>;
  write(entry: LegacyEntry): Promise<void>;
  /** Brings over what is not there, or is otherwise; may be interrupted and begun again. Returns how many were written. */
  copy(): Promise<number>;
  /** Compares the content of every key. */
  compare(): Promise<Comparison>;
  /** Changes reads to `nbmf`, after a comparison of all keys. @throws MEMORY_CUT_OVER_REFUSED above 0.5 % of divergence */
  cutOver(): Promise<Comparison>;
  /** Changes reads to `legacy`, which has had every write. */
  rollBack(): Promise<void>;
  report(): MigrationReport;
}

/** @throws TypeError for a canary outside of 0 … 1 */
export function createMigration(options: MigrationOptions): Migration {
  if (!(options.canary >= 0 && options.canary <= 1)) throw new TypeError('canary is 0 … 1');
  const { legacy, memory, className, onFailure } = options;
  // One at a time for a key: else two writes could reach the stores in different order, and a read between them would see a divergence.
  const inTurn = createKeyQueue();
  let { mode } = options;
  let compared = 0;
  let diverged = 0;

  const recall = async (key: string): Promise<Uint8Array | undefined> => {
    const record = await memory.recall({ class: className, key });
    return record?.content;
  };
  const remember = async ({ key, content }: LegacyEntry): Promise<void> => {
    await memory.store({ class: className, key, content });
  };

  const readBoth = async (key: string): Promise<Uint8Array | undefined> => {
    const truth = await legacy.read(key);
    const shadow = await recall(key).catch((error: unknown) => {
      onFailure(error);
      return 'failed' as const;
    });
    const equal = shadow !== 'failed' && same(truth, shadow);
    compared += 1;
    if (!equal) diverged += 1;
    return equal && isCanary(key, options.canary) ? shadow : truth;
  };

  const read = async (key: string): Promise<Uint8Array | undefined> => {
    switch (mode) {
      case 'legacy':
        return legacy.read(key);
      case 'hybrid':
        return readBoth(key);
      case 'nbmf':
        return recall(key);
    }
  };

  /** Before the cut-over the memory only follows; after it, both must have the write. */
  const write = async (entry: LegacyEntry): Promise<void> => {
    await legacy.write(entry);
    const remembered = remember(entry);
    await (mode === 'nbmf' ? remembered : remembered.catch(onFailure));
  };

  const compare = async (): Promise<Comparison> => {
    let [keys, differing] = [0, 0];
    const examples: string[] = [];
    for await (const { key } of legacy.entries()) {
      keys += 1;
      if (await inTurn(key, async () => same(await legacy.read(key), await recall(key)))) continue;
      differing += 1;
      if (examples.length < 20) examples.push(key);
    }
    return { compared: keys, diverged: differing, examples };
  };

  const change = async (to: ReadMode): Promise<void> => {
    await options.keepMode(to);
    mode = to;
  };

  return {
    read: async (key) => inTurn(key, async () => read(key)),
    write: async (entry) => inTurn(entry.key, async () => write(entry)),
    async copy() {
      let written = 0;
      for await (const { key } of legacy.entries()) {
        await inTurn(key, async () => {
          const content = await legacy.read(key);
          if (content === undefined || same(content, await recall(key))) return;
          await remember({ key, content });
          written += 1;
        });
      }
      return written;
    },
    compare,
    async cutOver() {
      const found = await compare();
      if (found.diverged > found.compared * MOST_DIVERGENCE) throw refused(found);
      await change('nbmf');
      return found;
    },
    rollBack: async () => change('legacy'),
    report: () => ({
      mode,
      compared,
      diverged,
      divergenceRate: compared === 0 ? undefined : diverged / compared,
    }),
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
