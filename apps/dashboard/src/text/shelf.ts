import type { ShelfTableName } from '@accord/contract';

/** Words of what a person keeps: materials of their own, stock and prices. */
export interface ShelfText {
  readonly title: string;
  readonly lead: string;
  readonly count: (materials: number, stock: number) => string;
  readonly tables: Readonly<Record<ShelfTableName, { readonly title: string; readonly lead: string }>>;
  readonly upload: string;
  readonly uploadOf: (table: string) => string;
  readonly download: string;
  readonly template: string;
  readonly clear: string;
  readonly undo: string;
  readonly empty: string;
  readonly kept: (rows: number) => string;
  readonly undone: string;
  readonly ignored: (columns: string) => string;
  readonly rowsOf: (table: string) => string;
  readonly more: (rows: number) => string;
  /** By the names of the columns in the file. */
  readonly columns: Readonly<Record<string, string>>;
}
