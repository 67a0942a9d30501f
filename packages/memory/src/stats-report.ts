import type { ClassName } from './classes.ts';
import type { AgePortion, SizePortion } from './distribution.ts';
import type { DatabaseBytes } from './tables/totals.ts';

export interface TierStats {
  readonly class: ClassName;
  readonly tier: 'L2' | 'L3';
  readonly contents: number;
  /** As they were given. */
  readonly contentBytes: number;
  /** As they are kept; of L3 the files of the packs. */
  readonly keptBytes: number;
}

/** Of one tenant. Names of the source documents are kept as they were. */
export interface MemoryStats {
  readonly records: number;
  readonly contents: number;
  readonly tiers: readonly TierStats[];
  readonly l1: {
    readonly records: number;
    readonly bytes: number;
    readonly hits: number;
    readonly misses: number;
  };
  readonly dictionaries: readonly {
    readonly class: ClassName;
    readonly id: number;
    readonly bytes: number;
  }[];
  readonly sizes: readonly SizePortion[];
  readonly ages: readonly AgePortion[];
  /** What all tenants take in the database, besides the files of packs: rows, indexes and the ledger cost more than small contents do. */
  readonly database: DatabaseBytes;
  readonly embeddings: EmbeddingStats;
  readonly near_duplicates: NearDuplicates;
  /** Bytes of the contents over bytes kept, dictionaries included; undefined while nothing is kept. */
  readonly compression_ratio: number | undefined;
  /** Of store, recall and search in this process. */
  readonly avg_latency_ms: number | undefined;
  /** Records whose content was there already, of those stored by this process. */
  readonly llm_cas_hit_rate: number | undefined;
  /** Operations that failed for a reason that is not the caller's, of all in this process. */
  readonly error_rate: number | undefined;
}

/** Contents that are nearly alike, of the last 20,000 that have aged; classes that can be forgotten are not compared. */
export interface NearDuplicates {
  readonly looked_at: number;
  readonly groups: number;
  /** In all groups together. */
  readonly contents: number;
  /** In the largest group. */
  readonly largest: number;
}

/** What is lost by keeping vectors in fewer bits, against fp32, on the vectors that this process stored last. */
export interface EmbeddingStats {
  /** Vectors that were compared; with fewer than 20 there is no figure. */
  readonly sample: number;
  readonly fp16: CoarseVectors | undefined;
  readonly int8: CoarseVectors | undefined;
}

export interface CoarseVectors {
  /** Root of the mean square of the difference of a number, of vectors of length 1. */
  readonly error: number;
  /** Of the ten nearest by fp32, the share that is among the ten nearest. */
  readonly recall_at_10: number;
}
