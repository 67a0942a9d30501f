import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { localAccount } from '@accord/accounts';
import type { LegacySource, MemoryDesk, Migrating } from '@accord/host';
import { readArguments, refuseWords } from '../arguments.ts';
import { comparisonLines, migrationLines } from '../migration-view.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  class: { type: 'string' },
  tenant: { type: 'string' },
  'key-field': { type: 'string' },
  table: { type: 'string' },
  'key-column': { type: 'string' },
  'content-column': { type: 'string' },
  canary: { type: 'string' },
  json: { type: 'boolean' },
} as const;
type Options = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

export const MIGRATE_HELP = `Usage: accord memory migrate start FROM [--class C] [--canary SHARE] [options of FROM]
       accord memory migrate copy|compare|cut-over|roll-back|finish|abandon [--class C]
       accord memory migrate read legacy|hybrid [--canary SHARE] [--class C]
       accord memory migrate status

Takes a class over from another store, with a way back until the end: writes go to both.

start       begin, with reads from the legacy store alone, and copy what is there
read        hybrid: read both and compare; the canary's share of the keys is answered from the memory
copy        bring over what the memory lacks or has otherwise
compare     compare every key now
cut-over    compare every key, and read from the memory alone; refused above 0.5 % of divergence
roll-back   read from the legacy store again, which has had every write
finish      after the cut-over: write to the memory alone from now on
abandon     end it at any time; the legacy store has had every write
status      each migration, with its divergence rate

FROM is a file of JSON lines, a folder of JSON files, or a SQLite file:
  --key-field F        member of each line that is its key; id when left out
  --table T            of a SQLite file, with --key-column (key) and --content-column (content)
  --canary SHARE       0 … 1; 0.1 when left out`;

const USUAL_CANARY = 0.1;
type Action = (
  words: readonly string[],
  options: Options,
) => (memory: MemoryDesk, terminal: Terminal) => Promise<void>;

/** `accord memory migrate …`, without the first two words. */
export async function migrate(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [action = '', ...words] = positionals;
  const read = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (read === undefined) throw new UsageError(`accord memory migrate ${Object.keys(ACTIONS).join(', ')}`);
  const run = read(words, values);
  await withAccord(async ({ memory }) => run(memory, terminal));
}

const ACTIONS: Readonly<Record<string, Action>> = {
  start(words, options) {
    const [from, ...rest] = words;
    if (from === undefined) throw new UsageError('Start from which file or folder?');
    refuseWords(rest);
    const source = sourceAt(resolve(from), options);
    const canary = canaryIn(options) ?? USUAL_CANARY;
    return async ({ migrations }, terminal) => {
      const which = migratingOf(options);
      await migrations.start(which, source, canary);
      const copied = await migrations.copy(which);
      say(options, terminal, { copied }, [`copied ${copied} records; reads still see ${from} alone`]);
    };
  },
  copy: onlyOptions(({ migrations }, options) => async (terminal) => {
    const copied = await migrations.copy(migratingOf(options));
    say(options, terminal, { copied }, [`copied ${copied} records`]);
  }),
  compare: onlyOptions(({ migrations }, options) => async (terminal) => {
    const found = await migrations.compare(migratingOf(options));
    say(options, terminal, found, comparisonLines(found));
  }),
  read(words, options) {
    const [mode, ...rest] = words;
    refuseWords(rest);
    if (mode !== 'legacy' && mode !== 'hybrid') throw new UsageError('Read from legacy, or hybrid?');
    const canary = canaryIn(options);
    return async ({ migrations }, terminal) => {
      await migrations.read(migratingOf(options), mode, canary);
      say(options, terminal, { mode }, [`reads are ${mode} now, in every process`]);
    };
  },
  'cut-over': onlyOptions(({ migrations }, options) => async (terminal) => {
    const found = await migrations.cutOver(migratingOf(options));
    say(options, terminal, found, [...comparisonLines(found), 'reads see the memory alone now']);
  }),
  'roll-back': onlyOptions(({ migrations }, options) => async (terminal) => {
    await migrations.rollBack(migratingOf(options));
    say(options, terminal, { mode: 'legacy' }, ['reads see the legacy store alone now']);
  }),
  finish: onlyOptions(({ migrations }, options) => async (terminal) => {
    await migrations.finish(migratingOf(options));
    say(options, terminal, { finished: true }, ['writes go to the memory alone now']);
  }),
  abandon: onlyOptions(({ migrations }, options) => async (terminal) => {
    await migrations.abandon(migratingOf(options));
    say(options, terminal, { abandoned: true }, ['the migration is ended; the memory keeps what it has']);
  }),
  status: onlyOptions(({ migrations }, options) => async (terminal) => {
    const status = await migrations.status();
    say(options, terminal, status, migrationLines(status, terminal.paint));
  }),
};

function onlyOptions(
  run: (memory: MemoryDesk, options: Options) => (terminal: Terminal) => Promise<void>,
): Action {
  return (words, options) => {
    refuseWords(words);
    return async (memory, terminal) => run(memory, options)(terminal);
  };
}

function say(options: Options, { print }: Terminal, value: unknown, lines: readonly string[]): void {
  if (options.json) return print(JSON.stringify(value));
  for (const line of lines) print(line);
}

const migratingOf = ({ tenant = localAccount.tenant, class: className = 'chat' }: Options): Migrating => ({
  tenant,
  className,
});

function canaryIn({ canary }: Options): number | undefined {
  if (canary === undefined) return undefined;
  const share = canary.trim() === '' ? Number.NaN : Number(canary);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`--canary is a share from 0 to 1, not '${canary}'`);
}

function sourceAt(path: string, options: Options): LegacySource {
  const { table } = options;
  if (table !== undefined) {
    const { 'key-column': key = 'key', 'content-column': content = 'content' } = options;
    return { kind: 'sqlite', path, table, key_column: key, content_column: content };
  }
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder) return { kind: 'json_folder', path };
  return { kind: 'json_lines', path, key_field: options['key-field'] ?? 'id' };
}
