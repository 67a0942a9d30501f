import { distance, type SimHash } from './sim-hash.ts';

export interface NearDuplicate {
  readonly id: string;
  /** The share of equal bits, threshold … 1. */
  readonly similarity: number;
}

/** Fingerprints of one tenant and class, found by likeness. It is in memory: whoever keeps the fingerprints adds them again. */
export interface NearIndex {
  readonly size: number;
  /** An id that is there already gets the new fingerprint. */
  add(id: string, hash: SimHash): void;
  remove(id: string): void;
  /** All within the threshold, the most similar first; ties by id. At most `limit`. */
  near(hash: SimHash, limit: number): NearDuplicate[];
}

/**
 * An index in bands: with one band more than bits may differ, one band at least is the same in whatever is near, so that nothing within the
 * threshold is missed (the pigeonhole principle; Manku, Jain & Das Sarma 2007).
 *
 * @param threshold share of equal bits, 0.85 … 0.95
 * @throws TypeError for a threshold outside of that
 */
export function createNearIndex(threshold: number): NearIndex {
  if (!(threshold >= 0.85 && threshold <= 0.95)) throw new TypeError('the threshold is 0.85 … 0.95');
  // A hair more, since 64 × 0.05 is not what a fraction in binary makes of it.
  const furthest = Math.floor(64 * (1 - threshold) + 1e-9);
  const bands = Array.from({ length: furthest + 1 }, () => new Map<number, Set<string>>());
  const hashes = new Map<string, SimHash>();

  const remove = (id: string): void => {
    const hash = hashes.get(id);
    if (hash === undefined) return;
    hashes.delete(id);
    for (const [index, band] of bands.entries()) {
      const value = bandOf(hash, index, bands.length);
      const bucket = band.get(value);
      bucket?.delete(id);
      if (bucket?.size === 0) band.delete(value);
    }
  };

  return {
    get size() {
      return hashes.size;
    },
    add(id, hash) {
      remove(id);
      hashes.set(id, hash);
      for (const [index, band] of bands.entries()) {
        const value = bandOf(hash, index, bands.length);
        const bucket = band.get(value);
        if (bucket === undefined) band.set(value, new Set([id]));
        else bucket.add(id);
      }
    },
    remove,
    near(hash, limit) {
      const seen = new Set<string>();
      const found: NearDuplicate[] = [];
      for (const [index, band] of bands.entries()) {
        for (const id of band.get(bandOf(hash, index, bands.length)) ?? []) {
          const other = hashes.get(id);
          if (other === undefined || seen.has(id)) continue;
          seen.add(id);
          const bits = distance(hash, other);
          if (bits <= furthest) found.push({ id, similarity: 1 - bits / 64 });
        }
      }
      found.sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
      return found.slice(0, limit);
    },
  };
}

/** Bits of band `index` of `count`: the 64 bits are shared out evenly. */
function bandOf({ high, low }: SimHash, index: number, count: number): number {
  const from = Math.floor((64 * index) / count);
  const to = Math.floor((64 * (index + 1)) / count);
  let value = 0;
  for (let bit = from; bit < to; bit++) {
    const set = bit < 32 ? (low >>> bit) & 1 : (high >>> (bit - 32)) & 1;
    value = (value << 1) | set;
  }
  return value;
}
