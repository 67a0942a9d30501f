import { type AllergenList, readAllergenList } from '../law/allergens.ts';
import { type LawBook, readLawBook } from '../law/law-book.ts';
import { type Catalogue, readCatalogue } from '../materials/catalogue.ts';
import { createNose, type Nose } from '../smell/smell.ts';
import { readUnifacTables, type UnifacTables } from '../smell/unifac-tables.ts';

/** All that a formula is judged by. */
export interface Laboratory {
  readonly catalogue: Catalogue;
  readonly book: LawBook;
  readonly allergens: AllergenList;
  readonly tables: UnifacTables;
  /** Of the materials that ship with the product. */
  readonly nose: Nose;
}

/** Reads the tables when they are first asked for: who asks for no formula does not wait for them. */
export function openLaboratory(): () => Laboratory {
  let open: Laboratory | undefined;
  return () => {
    open ??= readLaboratory();
    return open;
  };
}

function readLaboratory(): Laboratory {
  const catalogue = readCatalogue();
  const book = readLawBook();
  const tables = readUnifacTables();
  return { catalogue, book, tables, allergens: readAllergenList(book), nose: createNose(catalogue, tables) };
}
