import type { Population } from '../population.ts';

/** What tells one evolutionary search from another. */
export interface Strategy {
  /** Tells a state of one search from that of another. */
  readonly name: string;
  /** Says which of two parents is to be preferred for breeding. Asked for once a generation. */
  preferring(parents: Population): (one: number, other: number) => boolean;
  /**
   * Who lives on, of parents and children together: the first half of the pool are the parents.
   *
   * @returns as many indices as there are parents
   */
  survivors(pool: Population, size: number): readonly number[];
}
