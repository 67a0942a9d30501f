import { readAllergenList } from '../../law/allergens.ts';
import { readLawBook } from '../../law/law-book.ts';
import { readCatalogue } from '../../materials/catalogue.ts';
import { createNose } from '../../smell/smell.ts';
import { readUnifacTables } from '../../smell/unifac-tables.ts';
import type { DesignLaboratory } from '../laboratory.ts';

/** The tables that ship with the product. */
export function shippedLaboratory(): DesignLaboratory {
  const catalogue = readCatalogue();
  const book = readLawBook();
  const tables = readUnifacTables();
  return { catalogue, book, tables, allergens: readAllergenList(book), nose: createNose(catalogue, tables) };
}
