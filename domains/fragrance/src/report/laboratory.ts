import type { DesignLaboratory } from '../design/index.ts';
import { readAllergenList } from '../law/allergens.ts';
import { readLawBook } from '../law/law-book.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import { createNose } from '../smell/smell.ts';
import { readUnifacTables } from '../smell/unifac-tables.ts';

/** All that a formula is judged by. */
export type Laboratory = DesignLaboratory;

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
