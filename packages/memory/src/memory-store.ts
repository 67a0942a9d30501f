import type { ChainFinding } from './events.ts';

/** What is to be remembered. */
export interface Remembrance {
  /** One of the classes of the store. */
  readonly memoryClass: string;
  /** What it is recalled by; a later one supersedes an earlier. Without it, its id is its key. */
  readonly key?: string | undefined;
  /** Text, or anything that JSON can say. */
  readonly content: Content;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** From when on it holds, milliseconds since the Unix epoch; from now on where it is left out. */
  readonly validFrom?: number | undefined;
}

export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown };

/** A version of what stands under a key, without its content. */
export interface RecordInfo {
  readonly id: string;
  readonly memoryClass: string;
  readonly key: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Milliseconds since the Unix epoch. */
  readonly validFrom: number;
  readonly recordedAt: number;
}

export interface Recalled extends RecordInfo {
  readonly content: Content;
}

/** What one tenant remembers. Nothing that is asked of it can name another. */
export interface TenantMemory {
  /**
   * Resolves when it is on the disk.
   *
   * @throws MEMORY_CLASS_UNKNOWN, MEMORY_INVALID, MEMORY_BUSY, STORAGE_UNAVAILABLE
   */
  store(remembrance: Remembrance): Promise<RecordInfo>;
  /** The same for many; each fails or succeeds by itself. */
  storeBatch(remembrances: readonly Remembrance[]): Promise<readonly PromiseSettledResult<RecordInfo>[]>;
  /**
   * What holds under a key, now or at a moment.
   *
   * @param at milliseconds since the Unix epoch
   * @throws MEMORY_NOT_FOUND, MEMORY_SEAL_BROKEN, MEMORY_FRAME_DAMAGED, STORAGE_UNAVAILABLE
   */
  recall(key: string, at?: number): Promise<Recalled>;
  /** Every version under a key, the latest first. */
  history(key: string): Promise<readonly RecordInfo[]>;
  /**
   * Removes every version under a key. A content that nothing else refers to goes with it, and its key is destroyed.
   *
   * @returns how many versions there were
   */
  forget(key: string): Promise<number>;
  /**
   * Makes a dictionary of what is remembered in a class. Records from now on, and those that are tightened, use it.
   *
   * @throws MEMORY_INVALID for a class that is forgettable, or has too little in common
   */
  train(memoryClass: string): Promise<TrainReport>;
  stats(): Promise<readonly ClassStats[]>;
}

export interface TrainReport {
  readonly number: number;
  readonly samples: number;
  readonly bytes: number;
}

export interface ClassStats {
  readonly memoryClass: string;
  readonly records: number;
  readonly contents: number;
  /** Of the contents, once each. */
  readonly contentBytes: number;
  /** Of the contents of all records. */
  readonly recordBytes: number;
  /** On the disk, with seals and keys. */
  readonly storedBytes: number;
  readonly dictionaries: number;
}

export interface VerifyReport {
  readonly events: number;
  readonly contents: number;
  readonly records: number;
  /** What is wrong with the chain of events. */
  readonly chain: readonly ChainFinding[];
  /** Contents that do not open, by address, and why. */
  readonly damaged: readonly {
    readonly tenant: string;
    readonly memoryClass: string;
    readonly address: string;
    readonly code: string;
  }[];
  /** Contents that no record refers to, which `collect` removes. */
  readonly unreferenced: number;
}

export interface AgeReport {
  readonly looked: number;
  readonly tightened: number;
  readonly savedBytes: number;
}

export interface MemoryStore {
  /** @throws MEMORY_INVALID for a name that no tenant has */
  tenant(name: string): TenantMemory;
  /** Opens everything, and walks the chain of events. @throws STORAGE_UNAVAILABLE */
  verify(): Promise<VerifyReport>;
  /** Compresses what has aged as tightly as can be, as the policies say. */
  age(): Promise<AgeReport>;
  /** Wraps the keys of all contents anew, and seals the secrets of tenants with the current master key. */
  rotate(): Promise<{ readonly contents: number; readonly tenants: number }>;
  /** Removes contents that no record refers to. */
  collect(): Promise<void>;
  counts(): MemoryCounts;
  close(): Promise<void>;
}

/** Since this process began. */
export interface MemoryCounts {
  readonly stored: number;
  /** Of those, whose content was there already. */
  readonly alreadyThere: number;
  readonly recalled: number;
  readonly fromMemory: number;
  readonly failed: number;
}
