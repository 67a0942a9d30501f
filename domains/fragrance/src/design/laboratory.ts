import { type AllergenList, readAllergenList } from '../law/allergens.ts';
import { type LawBook, readLawBook } from '../law/law-book.ts';
import { type Catalogue, readCatalogue } from '../materials/catalogue.ts';
import { createNose, type Nose } from '../smell/smell.ts';
import { readUnifacTables, type UnifacTables } from '../smell/unifac-tables.ts';

/** What formulas are designed with and judged by. */
export interface DesignLaboratory {
  readonly catalogue: Catalogue;
  readonly book: LawBook;
  readonly allergens: AllergenList;
  readonly tables: UnifacTables;
  readonly nose: Nose;
}

/** The tables that ship with the product. @throws TypeError for a row that cannot be read */
export function readDesignLaboratory(): DesignLaboratory {
  const catalogue = readCatalogue();
  const book = readLawBook();
  const tables = readUnifacTables();
  return { catalogue, book, tables, allergens: readAllergenList(book), nose: createNose(catalogue, tables) };
}
