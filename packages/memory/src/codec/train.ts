import { coverOf, type PlacedSample } from './cover.ts';
import { encodeDictionary } from './dictionary.ts';
import { MAX_DICTIONARY_BYTES } from './limits.ts';
import { trainTables } from './model-training.ts';
import { isPlainPrefix } from './zstd.ts';

export interface TrainingOptions {
  /** The most content that the dictionary may have, in bytes; at most 2 MB. */
  readonly bytes: number;
}

/** What is likely is learnt from no more than this, in bytes. */
const LEARNING_BYTES = 2 ** 20;

/**
 * A dictionary of what samples have in common, as bytes to keep and to open with `openDictionary`. Takes whole samples when all of
 * them fit; otherwise the segments that cover most. Takes about two seconds for a megabyte.
 */
export function trainDictionary(samples: readonly Uint8Array[], { bytes }: TrainingOptions): Uint8Array {
  if (bytes > MAX_DICTIONARY_BYTES) throw new TypeError('the dictionary would be too large');
  const { content, placed } = coverOf(samples, bytes);
  // Any content will do; it only must not look like another kind of dictionary to zstd.
  if (!isPlainPrefix(content)) content[0] = 0;
  return encodeDictionary(content, trainTables(content, spread(placed)));
}

/** Every so manyth sample, so that what is learnt from comes from all of them. */
function spread(placed: readonly PlacedSample[]): readonly PlacedSample[] {
  const total = placed.reduce((sum, { content }) => sum + content.length, 0);
  const step = Math.ceil(total / LEARNING_BYTES);
  return step <= 1 ? placed : placed.filter((_, at) => at % step === 0);
}
