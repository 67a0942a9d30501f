import {
  SHELF_TABLES,
  type ShelfRequest,
  type ShelfTableName,
  shelfRequestSchema,
  shelfTableSchema,
} from '@accord/contract';
import { type DomainResource, jsonFromText, type OpenDomain, type ResourceReply } from '@accord/runtime';
import { z } from 'zod';
import type { Shelves } from './shelves.ts';

const revision = z
  .string()
  .regex(/^\d{1,9}$/, { error: 'must be a whole number' })
  .transform(Number);

const readQuery = z.strictObject({
  format: z.enum(['json', 'csv']).optional().describe('json when left out'),
  revision: revision.optional().describe('One of the last; the latest when left out'),
});
const changeQuery = z.strictObject({
  revision: revision
    .optional()
    .describe(
      'That the change is meant for: any other is left as it is, with 409. 0 is one that was never changed',
    ),
});
type ChangeQuery = z.infer<typeof changeQuery>;

interface Wording {
  readonly named: string;
  readonly what: string;
  readonly example: ShelfRequest;
}

const WORDING: Readonly<Record<ShelfTableName, Wording>> = {
  materials: {
    named: 'Materials',
    what: 'the materials of your own',
    example: {
      rows: [{ name: 'My musk', kind: 'synthetic', vegan: 'yes', molar_mass: 258.4, families: 'musk:1' }],
    },
  },
  stock: {
    named: 'Stock',
    what: 'what you have of materials, from whom and at which price',
    example: {
      rows: [{ material: 'Linalool', supplier: 'A supplier', usd_per_kg: 16.5, grams: 500 }],
    },
  },
};

/** What a tenant keeps: read, put in its place, emptied. */
export function shelfResources(shelves: Shelves, limitBytes: number): NonNullable<OpenDomain['resources']> {
  return SHELF_TABLES.flatMap((table) => resourcesOf(table, shelves, limitBytes));
}

function resourcesOf(
  table: ShelfTableName,
  shelves: Shelves,
  limitBytes: number,
): NonNullable<OpenDomain['resources']> {
  const { named, what, example } = WORDING[table];
  const path = `/api/shelf/${table}`;
  const reply = { description: 'The table', mediaType: 'application/json', schema: shelfTableSchema };
  const read: DomainResource<z.infer<typeof readQuery>> = {
    method: 'GET',
    path,
    operationId: `readShelf${named}`,
    summary: `Read ${what}, as JSON or as CSV`,
    query: readQuery,
    reply,
    problems: [400, 404, 503],
    async handle({ query: { format, revision: at } }, { caller }) {
      const ref = { tenant: caller.account.tenant, table, revision: at };
      if (format !== 'csv') return jsonText(await shelves.read(ref));
      const text = await shelves.csv(ref);
      return { kind: 'file', mediaType: 'text/csv; charset=utf-8', name: `${table}.csv`, text };
    },
  };
  const keep: DomainResource<ChangeQuery, ShelfRequest> = {
    method: 'PUT',
    path,
    operationId: `keepShelf${named}`,
    summary: `Keep ${what}, in the place of what was kept before: all rows or, where one cannot be read, none`,
    query: changeQuery,
    body: { schema: shelfRequestSchema, example, csv: true, limitBytes },
    reply,
    problems: [400, 409, 413, 415, 503],
    handle: async ({ query, body }, { caller }) =>
      jsonText(await shelves.keep({ tenant: caller.account.tenant, table, revision: query.revision }, body)),
  };
  const clear: DomainResource<ChangeQuery> = {
    method: 'DELETE',
    path,
    operationId: `clearShelf${named}`,
    summary: `Keep nothing any more of ${what}`,
    query: changeQuery,
    reply,
    problems: [400, 409, 503],
    handle: async ({ query }, { caller }) =>
      jsonText(
        await shelves.keep({ tenant: caller.account.tenant, table, revision: query.revision }, { rows: [] }),
      ),
  };
  return [read, keep, clear];
}

const jsonText = (text: string): ResourceReply => ({ kind: 'json', document: jsonFromText(text) });
