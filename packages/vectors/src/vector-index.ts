/** Finds the vectors that are nearest to a given one, by the cosine of the angle between them. */

/** Names a vector: an id means nothing outside of its namespace. */
export interface VectorRef {
  /** Whoever may see one vector of it may see all, such as one tenant's answers of one task. A search stays in one. */
  readonly namespace: string;
  readonly id: string;
}

export interface VectorEntry extends VectorRef {
  /** Of any length but zero; only its direction counts. It is copied. */
  readonly vector: Float32Array;
  /** Milliseconds since the Unix epoch, from which on it is found no more; absent means never. */
  readonly expiresAt?: number | undefined;
}

export interface VectorQuery {
  readonly namespace: string;
  readonly vector: Float32Array;
  /** How many are wanted at most. */
  readonly limit: number;
  /** Leaves out what is less similar. */
  readonly atLeast?: number;
}

export interface VectorMatch {
  readonly id: string;
  /** Cosine, -1 … 1, from the vectors in single precision. */
  readonly similarity: number;
}

export interface VectorIndexStats {
  readonly entries: number;
  readonly namespaces: number;
  /** Bytes of memory for vectors. Links of graphs come on top. */
  readonly bytes: number;
  /** Namespaces that are searched by a graph. */
  readonly graphs: number;
  /** Vectors that wait to be put into a graph; they are found all the same. */
  readonly waiting: number;
}

/**
 * What was removed, replaced or has expired is never found, from the moment the call returns. Of equally similar
 * vectors the one with the lesser id comes first.
 */
export interface VectorIndex {
  readonly dimensions: number;
  /**
   * Adds a vector, or replaces the one of that name. Returns what had to go to make room, the oldest first.
   *
   * @throws VECTOR_UNUSABLE, VECTORS_FULL when the index does not make room by itself
   */
  add(entry: VectorEntry): readonly VectorRef[];
  has(ref: VectorRef): boolean;
  /** Whether it was there. */
  remove(ref: VectorRef): boolean;
  /** Removes a namespace, or everything; returns how many vectors that were. */
  clear(namespace?: string): number;
  /**
   * The nearest vectors, the most similar first. None for a vector of zeros.
   *
   * @throws VECTOR_UNUSABLE
   */
  search(query: VectorQuery): VectorMatch[];
  stats(): VectorIndexStats;
  /** Resolves once no vector waits to be put into a graph. */
  settled(): Promise<void>;
  /** Stops work in the background and lets go of the memory. */
  close(): void;
}
