import { writeFileSync } from 'node:fs';
import { localAccount } from '@accord/accounts';
import { SHELF_TABLES, type ShelfTable, type ShelfTableName } from '@accord/contract';
import { type Caller, localCaller } from '@accord/runtime';
import { readArguments, refuseWords } from '../arguments.ts';
import { callResource, readResource } from '../call-resource.ts';
import { readNamedFile } from '../read-file.ts';
import { type Terminal, visible } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  tenant: { type: 'string' },
  revision: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const SHELF_HELP = `Usage: accord materials import materials|stock [FILE]
       accord materials export materials|stock [FILE]
       accord materials clear materials|stock

What you keep is used in every check, search, certificate and batch sheet that does not bring a table of its own.

import  keep a table in the place of the one before: all of its rows or, where one cannot be read, none; from FILE or what is piped in
export  write the table as CSV, to FILE or standard output; before the first import its header, to fill in
clear   keep nothing any more

  materials     your own: name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa and, where known,
                threshold_mg_m3,families,note,price_class,constituents
  stock         material,supplier,usd_per_kg,grams, of materials of your own and others

  --tenant T    whose they are; local when left out
  --revision N  import, clear: only if the shelf is still at it; export: as it was then
  --json        import, clear: print the table as JSON`;

type Options = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

/** Runs words that are about what is kept; false where they are none. */
export async function runShelf(args: readonly string[], terminal: Terminal): Promise<boolean> {
  const [action = '', ...others] = args;
  const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (run === undefined) return false;
  const { values, positionals } = readArguments(others, OPTIONS);
  const [name, file, ...rest] = positionals;
  const table = SHELF_TABLES.find((one) => one === name);
  if (table === undefined) throw new UsageError(`accord materials ${action} ${SHELF_TABLES.join('|')}`);
  refuseWords(rest);
  await run({ table, file, options: values, terminal });
  return true;
}

interface Asking {
  readonly table: ShelfTableName;
  readonly file: string | undefined;
  readonly options: Options;
  readonly terminal: Terminal;
}

const ACTIONS: Readonly<Record<string, (asking: Asking) => Promise<void>>> = {
  async import({ table, file, options, terminal }) {
    const csv = file === undefined ? await terminal.readPiped() : readNamedFile(file);
    const kept = await withAccord(async (accord) =>
      readResource<ShelfTable>(
        accord,
        OPERATIONS[table].keep,
        { query: queryOf(options), body: { csv } },
        of(options),
      ),
    );
    tell(kept, options, terminal);
  },
  async export({ table, file, options, terminal }) {
    const query = { ...queryOf(options), format: 'csv' };
    const reply = await withAccord(async (accord) =>
      callResource(accord, OPERATIONS[table].read, { query }, of(options)),
    );
    if (reply.kind !== 'file') throw new TypeError(`a table is replied as ${reply.kind}`);
    if (file === undefined) terminal.print(reply.text.trimEnd());
    else writeTable(file, reply.text);
  },
  async clear({ table, file, options, terminal }) {
    if (file !== undefined) refuseWords([file]);
    const kept = await withAccord(async (accord) =>
      readResource<ShelfTable>(accord, OPERATIONS[table].clear, { query: queryOf(options) }, of(options)),
    );
    tell(kept, options, terminal);
  },
};

const OPERATIONS = {
  materials: { read: 'readShelfMaterials', keep: 'keepShelfMaterials', clear: 'clearShelfMaterials' },
  stock: { read: 'readShelfStock', keep: 'keepShelfStock', clear: 'clearShelfStock' },
} as const satisfies Record<ShelfTableName, unknown>;

const queryOf = ({ revision }: Options) => (revision === undefined ? {} : { revision });

const of = ({ tenant = localAccount.tenant }: Options): Caller => ({
  ...localCaller,
  account: { ...localAccount, tenant },
});

function tell(kept: ShelfTable, { json }: Options, { print, paint }: Terminal): void {
  if (json) return print(JSON.stringify(kept));
  const { table, rows, revision, ignored_columns: ignored } = kept;
  print(`${table}: ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}, revision ${revision}`);
  if (ignored.length > 0)
    print(paint('yellow', `columns that are not kept: ${ignored.map(visible).join(', ')}`));
}

function writeTable(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
