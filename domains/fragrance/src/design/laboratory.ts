import type { AllergenList } from '../law/allergens.ts';
import type { LawBook } from '../law/law-book.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import type { Nose } from '../smell/smell.ts';
import type { UnifacTables } from '../smell/unifac-tables.ts';

/** What formulas are designed with and judged by. */
export interface DesignLaboratory {
  readonly catalogue: Catalogue;
  readonly book: LawBook;
  readonly allergens: AllergenList;
  readonly tables: UnifacTables;
  readonly nose: Nose;
}
