import type { RestorableRng } from '@accord/kernel';
import type { Population } from './population.ts';
import type { Problem } from './problem.ts';

/** A way to search, with its settings. */
export interface Method {
  readonly name: string;
  /** Numbers that change what is found. A state is only resumed with the same. */
  readonly settings: Readonly<Record<string, number>>;
  /** @throws AccordError OPTIMIZE_SETTINGS_INVALID for a problem that the method is not for */
  start(problem: Problem, rng: RestorableRng): Search;
}

/**
 * A search under way. The parents are written and evaluated first, then `settle` is called; each generation calls `vary`, has the
 * children evaluated, and calls `survive`.
 */
export interface Search {
  readonly parents: Population;
  readonly children: Population;
  /** What lies between generations besides the parents and the generator, as plain numbers. */
  memory(): number[];
  /** Reads the parents that were evaluated, or with the memory that was kept of them. */
  settle(memory?: readonly number[]): void;
  /** Writes the variables of the children. `progress` is the share of the budget that is used, 0 to 1. */
  vary(progress: number): void;
  /** Makes the parents of the next generation. */
  survive(): void;
  /** Finite numbers to be followed. */
  readings(): Readonly<Record<string, number>>;
  /** The best of the parents: none dominates another. */
  best(): readonly number[];
}
