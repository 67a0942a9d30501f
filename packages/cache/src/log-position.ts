/** How far a process, or the level it keeps on disk, has followed the log of invalidations. */
export interface Position {
  /** Which log: a new one begins when the store of the log has lost it. */
  readonly log: string;
  readonly sequence: number;
}

/** Where the position outlives the process, together with the entries that the invalidations were applied to. */
export interface PositionStore {
  /** Nothing when it is not known, and then any invalidation may have been missed. */
  load(): Position | undefined;
  save(position: Position): Promise<void>;
}
