import type { ClassName } from './classes.ts';

export interface AgeOptions {
  /** Contents that are looked at, at most; all that are due by default. */
  readonly limit?: number | undefined;
  /** Ends it between two changes; what is done is reported. */
  readonly signal?: AbortSignal | undefined;
}

export interface AgeReport {
  /** Frames that were written anew and became smaller. */
  readonly tightened: number;
  /** Contents that moved into packs. */
  readonly packed: number;
  readonly packs: number;
  /** Contents of which only the semantic form is left. */
  readonly shortened: number;
  /** Contents that stay lossless where they might be shortened: facts would have been lost or no bytes saved, or they are no text. */
  readonly keptLossless: number;
  /** Bytes on the disk for contents, packs and dictionaries. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface TrainReport {
  readonly class: ClassName;
  readonly dictionary: number;
  readonly samples: number;
  readonly bytes: number;
}
