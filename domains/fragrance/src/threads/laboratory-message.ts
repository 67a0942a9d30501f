import type {
  FormulaCheckRequest,
  FormulaReply,
  Language,
  MaterialSearchRequest,
  PaperFormat,
  ShelfRequest,
  ShelfTableName,
} from '@accord/contract';
import type { BatchSize } from '../formula/batch.ts';
import type { StoredRating } from '../kept/rating-table.ts';
import type { Candidate } from '../report/taste.ts';
import type { StoredShelf } from '../shelf/shelf-table.ts';
import type { WrittenTables } from '../shelf/written-tables.ts';
import type { ToldError } from './told-error.ts';

/** What is judged with what a tenant keeps. */
interface OnShelf {
  readonly shelf: StoredShelf | undefined;
}

/** What the laboratory is asked, by the operation. */
export type LaboratoryOrder =
  | (OnShelf & { readonly operation: 'check'; readonly request: FormulaCheckRequest })
  | (OnShelf & { readonly operation: 'find'; readonly request: MaterialSearchRequest })
  | (OnShelf & {
      readonly operation: 'certify';
      readonly formula: FormulaReply;
      /** Milliseconds since the Unix epoch. */
      readonly now: number;
      readonly format: PaperFormat;
      readonly language: Language;
    })
  | (OnShelf & {
      readonly operation: 'weigh';
      readonly formula: FormulaReply;
      readonly size: BatchSize;
      readonly batches: number;
      readonly format: PaperFormat;
      readonly language: Language;
    })
  | {
      readonly operation: 'rewrite-shelf';
      readonly tables: WrittenTables;
      readonly table: ShelfTableName;
      readonly request: ShelfRequest;
    }
  | {
      /** For a program, or a spreadsheet. */
      readonly operation: 'list-table' | 'print-table';
      readonly table: ShelfTableName;
      readonly csv: string;
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
