import type { Brief, DesignAlgorithm, DesignPreset, FormulaJob, ProductCategory } from '@accord/contract';
import type { StoredRating } from '../kept/rating-table.ts';
import type { StoredShelf } from '../shelf/shelf-table.ts';
import type { ToldError } from './told-error.ts';

/** A search with everything decided but taste and shelf, which may have changed until its turn comes. */
export interface DesignChoice {
  readonly brief: Brief;
  readonly product: ProductCategory;
  readonly algorithm: DesignAlgorithm;
  readonly preset: DesignPreset;
  readonly seed: number;
}

export interface DesignOrder extends DesignChoice {
  /** What the search is to be moved by; empty where it is not. */
  readonly ratings: readonly StoredRating[];
  /** What the tenant keeps; undefined for nothing, or where it is to be left out. */
  readonly shelf: StoredShelf | undefined;
}

/** To the thread: search, or end the search that is going on. */
export type DesignCommand =
  | { readonly kind: 'search'; readonly order: DesignOrder }
  | { readonly kind: 'stop' };

/** What was found: each formula as JSON, the best value first. */
export interface Found {
  readonly formulas: readonly string[];
  readonly outcome: NonNullable<FormulaJob['outcome']>;
}

/** From the thread: news while it searches, then one of the others. */
export type DesignNews =
  | { readonly kind: 'progress'; readonly progress: NonNullable<FormulaJob['progress']> }
  | ({ readonly kind: 'found' } & Found)
  | { readonly kind: 'refused'; readonly error: ToldError };
