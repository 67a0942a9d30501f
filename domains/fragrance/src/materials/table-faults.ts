import { AccordError } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';

const MOST_TOLD = 20;

/** The table that a person gave. */
export type Table = 'materials' | 'prices' | 'stock';

/** Runs what reads the table of a person as a whole; what it cannot read is that person's error. */
export function refusing<Result>(field: Table, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof AccordError) throw cause;
    throw new AccordError(fragranceErrors.MATERIALS_INVALID, {
      detail: (cause as Error).message,
      field,
      cause,
    });
  }
}

/**
 * Reads every row of the table of a person, so that all that is wrong is told at once. Rows are counted as a spreadsheet does,
 * with the header as the first; blank ones are not.
 *
 * @throws AccordError MATERIALS_INVALID, with each row that cannot be read, by number and name
 */
export function readRows<Row, Result>(
  field: Table,
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  read: (row: Row) => Result,
): Result[] {
  const faults: string[] = [];
  const found: Result[] = [];
  rows.forEach((row, index) => {
    try {
      found.push(read(row));
    } catch (cause) {
      faults.push(`row ${index + 2}, ${nameOf(row) || 'unnamed'}: ${(cause as Error).message}`);
    }
  });
  if (faults.length === 0) return found;
  const more = faults.length - MOST_TOLD;
  const told = faults.slice(0, MOST_TOLD).join('; ');
  throw new AccordError(fragranceErrors.MATERIALS_INVALID, {
    detail: more > 0 ? `${told}; and ${more} more rows` : told,
    field,
  });
}
