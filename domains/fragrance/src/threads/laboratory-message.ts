import type { FormulaCheckRequest, MaterialSearchRequest } from '@accord/contract';
import type { ToldError } from './told-error.ts';

/** What the laboratory is asked, by the operation. */
export type LaboratoryOrder =
  | { readonly operation: 'check'; readonly request: FormulaCheckRequest }
  | { readonly operation: 'find'; readonly request: MaterialSearchRequest };

/** From the thread, one for each order, in the order they came. */
export type LaboratoryReply =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'refused'; readonly error: ToldError };
