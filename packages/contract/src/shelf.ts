import { z } from 'zod';

/** What a tenant keeps for its formulas: materials of its own, and what it has of any material and pays for it. */
export const SHELF_TABLES = ['materials', 'stock'] as const;
export type ShelfTableName = (typeof SHELF_TABLES)[number];

const MOST_ROWS = 20_000;
const column = z.string().max(60);

export const shelfRequestSchema = z
  .strictObject({
    csv: z.string().optional().describe('The whole table with its header, as the body of text/csv is'),
    rows: z
      .array(z.record(column, z.union([z.string().max(20_000), z.number(), z.null()])))
      .max(MOST_ROWS)
      .optional()
      .describe('The same as objects with the columns as fields; null, like an empty cell, is unknown'),
  })
  .refine(({ csv, rows }) => (csv === undefined) !== (rows === undefined), {
    error: 'Exactly one of csv and rows is the table',
    path: ['csv'],
  })
  .meta({ id: 'ShelfRequest' });
export type ShelfRequest = z.infer<typeof shelfRequestSchema>;

export const shelfTableSchema = z
  .strictObject({
    table: z.enum(SHELF_TABLES),
    revision: z.int().min(0).describe('Of the whole shelf, raised by each change; 0 before the first'),
    kept_at: z.int().min(0).nullable().describe('Milliseconds since the Unix epoch; null before the first'),
    columns: z.array(column),
    rows: z
      .array(z.record(column, z.string()))
      .describe('By the names of the columns; an empty cell is unknown'),
    ignored_columns: z.array(z.string()).describe('Columns of the request that the shelf has no place for'),
  })
  .meta({ id: 'ShelfTable' });
export type ShelfTable = z.infer<typeof shelfTableSchema>;
