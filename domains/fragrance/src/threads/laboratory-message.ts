import type { CertificateFormat, FormulaCheckRequest, FormulaReply, Language, MaterialSearchRequest } from '@accord/contract';
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
      readonly format: CertificateFormat;
      readonly language: Language;
    };

/** From the thread, one for each order, in the order they came. */
export type LaboratoryReply =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'refused'; readonly error: ToldError };
