import { type Accounts, SPEND_COLUMNS, type SpendColumn } from '@accord/accounts';
import { checkDay } from '../account-options.ts';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import {
  auditLines,
  balanceJson,
  balanceLines,
  csvLines,
  entryJson,
  spendJson,
  spendLines,
} from '../ledger-view.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  json: { type: 'boolean' },
  format: { type: 'string' },
  by: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  tenant: { type: 'string' },
  key: { type: 'string' },
} as const;

type Options = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

export const ledgerCommand: Command = {
  help: `Usage: accord ledger balance [--by COLUMNS] [--from DAY] [--to DAY] [--tenant T] [--json]
       accord ledger export [--format csv|json] [--from DAY] [--to DAY] [--tenant T] [--key ID]
       accord ledger audit [--json]

balance   what each account of the ledger holds; with --by, what was spent, told apart by
          ${SPEND_COLUMNS.join(', ')} (several with commas)
export    every charge, one a line: CSV, or one JSON object a line
audit     prove from what was written that nothing is missing, changed or booked twice, and that all sums to
          zero; ends with status 1 when it does not

A DAY is such as 2026-11-25, in UTC. Amounts are US dollars, exact to the trillionth.`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [action, ...rest] = positionals;
    const run = ACTIONS[action ?? ''];
    if (run === undefined) throw new UsageError('accord ledger balance, export or audit');
    refuseWords(rest);
    checkDay(values.from, '--from');
    checkDay(values.to, '--to');
    await withAccord(async ({ accounts }) => run(accounts, values, terminal));
  },
};

type Action = (accounts: Accounts, options: Options, terminal: Terminal) => Promise<void>;

const ROWS_LIMIT = 10_000;
const FIRST_DAY = '0000-01-01';
const LAST_DAY = '9999-12-31';

const ACTIONS: Readonly<Record<string, Action>> = {
  async balance({ reports }, { by, from = FIRST_DAY, to = LAST_DAY, tenant, json }, { print, paint }) {
    if (by === undefined) {
      const rows = await reports.balance();
      if (json) return print(JSON.stringify({ accounts: rows.map(balanceJson) }));
      for (const line of balanceLines(rows, paint)) print(line);
      return;
    }
    const columns = columnsOf(by);
    const rows = await reports.spend({ from, to, by: columns, tenant, limit: ROWS_LIMIT });
    if (json) return print(JSON.stringify({ spend: rows.map(spendJson) }));
    for (const line of spendLines(rows, columns, paint)) print(line);
  },
  async export({ books }, { format = 'csv', from, to, tenant, key }, { printAll }) {
    const entries = books.entries({ from, to, tenant, key });
    if (format === 'csv') return printAll(csvLines(entries));
    if (format === 'json') return printAll(mapped(entries, (entry) => JSON.stringify(entryJson(entry))));
    throw new UsageError(`--format takes csv or json, not '${format}'`);
  },
  async audit({ books }, { json }, { print, paint }) {
    const report = await books.audit();
    if (json) print(JSON.stringify(report));
    else for (const line of auditLines(report, paint)) print(line);
    if (report.findings.length > 0) process.exitCode = 1;
  },
};

function columnsOf(text: string): SpendColumn[] {
  return text.split(',').map((name) => {
    const column = SPEND_COLUMNS.find((known) => known === name.trim());
    if (column === undefined) throw new UsageError(`--by takes ${SPEND_COLUMNS.join(', ')}, not '${name}'`);
    return column;
  });
}

async function* mapped<From, To>(from: AsyncIterable<From>, to: (value: From) => To): AsyncGenerator<To> {
  for await (const value of from) yield to(value);
}
