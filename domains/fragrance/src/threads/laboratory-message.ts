import type {
  FormulaCheckRequest,
  FormulaReply,
  Language,
  MaterialSearchRequest,
  PaperFormat,
} from '@accord/contract';
import type { BatchSize } from '../formula/batch.ts';
import type { StoredRating } from '../kept/rating-table.ts';
import type { Candidate } from '../report/taste.ts';
import type { ToldError } from './told-error.ts';

/** What the laboratory is asked, by the operation. */
export type LaboratoryOrder =
  | { readonly operation: 'check'; readonly request: FormulaCheckRequest }
  | { readonly operation: 'find'; readonly request: MaterialSearchRequest }
  | {
      readonly operation: 'certify';
      readonly formula: FormulaReply;
      /** Milliseconds since the Unix epoch. */
      readonly now: number;
      readonly format: PaperFormat;
      readonly language: Language;
    }
  | {
      readonly operation: 'weigh';
      readonly formula: FormulaReply;
      readonly size: BatchSize;
      readonly batches: number;
      readonly format: PaperFormat;
      readonly language: Language;
    }
  | {
      readonly operation: 'taste';
      readonly ratings: readonly StoredRating[];
      readonly candidates: readonly Candidate[];
    };

/** From the thread, one for each order, in the order they came. */
export type LaboratoryReply =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'refused'; readonly error: ToldError };
