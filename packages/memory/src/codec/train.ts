import { encodeDictionary } from './dictionary.ts';
import { coverOf } from './cover.ts';

export interface TrainingOptions {
  /** The most content that the dictionary may have, in bytes; at most 2 MB. */
  readonly bytes: number;
}

/**
 * A dictionary of what samples have in common, as bytes to keep and to open with `openDictionary`. Takes whole samples
 * when all of them fit; otherwise the segments that cover most.
 */
export function trainDictionary(samples: readonly Uint8Array[], { bytes }: TrainingOptions): Uint8Array {
  return encodeDictionary(coverOf(samples, bytes));
}
