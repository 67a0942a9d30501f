/** What a store had before: a key and its content, as bytes. */
export interface LegacyEntry {
  readonly key: string;
  readonly content: Uint8Array;
}

/** The store that is migrated from. It stays complete until the migration is ended, so that there is a way back. */
export interface LegacyStore {
  /** Every key once, with what it has now. */
  entries(): AsyncIterable<LegacyEntry>;
  read(key: string): Promise<Uint8Array | undefined>;
  /** Resolves when it is on the disk. */
  write(entry: LegacyEntry): Promise<void>;
}
