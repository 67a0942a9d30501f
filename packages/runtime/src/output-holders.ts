/** Which record holds the output of a decision, so that an answer that is given a thousand times is written down once. */
export interface OutputHolders {
  /**
   * Id of an earlier record that holds the output which the decision `origin` computed. Undefined when none of late
   * does: then the record `id` is to hold it.
   */
  holderOf(origin: string, id: string): string | undefined;
}

/** Bounds the memory: two generations of as many ids at most. */
const LONGEST_GENERATION = 4096;

/**
 * An output is written anew after some thousands of records, or half of those that are kept if that is fewer, so that
 * the record which holds it outlives those that refer to it.
 *
 * @param retention how many records are kept
 */
export function outputHolders(retention: number): OutputHolders {
  const generation = Math.min(LONGEST_GENERATION, Math.floor(retention / 4));
  let recent = new Map<string, string>();
  let older = new Map<string, string>();
  let asked = 0;

  return {
    holderOf(origin, id) {
      asked += 1;
      if (asked > generation) {
        older = recent;
        recent = new Map();
        asked = 1;
      }
      const holder = recent.get(origin) ?? older.get(origin);
      if (holder === undefined) recent.set(origin, id);
      return holder;
    },
  };
}
