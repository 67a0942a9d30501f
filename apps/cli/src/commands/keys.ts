import type { Accounts, AccountRole } from '@accord/accounts';
import { checkRole, keyJson, keyLines, tenantJson, tenantLines } from '../account-view.ts';
import { countOf, LIMIT_OPTIONS, limitsOf } from '../account-options.ts';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Paint } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  json: { type: 'boolean' },
  tenant: { type: 'string' },
  role: { type: 'string' },
  name: { type: 'string' },
  grace: { type: 'string' },
  ...LIMIT_OPTIONS,
} as const;

type Options = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

export const keysCommand: Command = {
  help: `Usage: accord keys create --tenant T [--name N] [--role user|admin] [LIMITS] [--json]
       accord keys list [--json]
       accord keys revoke ID [--json]
       accord keys rotate ID [--grace SECONDS] [--json]
       accord keys tenant [T [LIMITS]] [--json]

create   make a key; it is shown once, and only a hash of it is kept
list     every key, with what it may do
revoke   refuse a key from now on
rotate   make a key in the place of another, which ends after the grace (0 seconds unless given)
tenant   lay down limits for all keys of a tenant together, or list those that are laid down

LIMITS: --per-minute N and --per-hour N requests (0 for no limit; keys have limits of their own when nothing is
given), --budget-day USD and --budget-month USD (UTC; no budget when nothing is given).`,

  async run(args, { print, paint }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [action, ...rest] = positionals;
    const run = ACTIONS[action ?? ''];
    if (run === undefined) throw new UsageError('accord keys create, list, revoke, rotate or tenant');
    const { value, lines } = await withAccord(async ({ accounts }) => run(accounts, values, rest, paint));
    if (values.json) return print(JSON.stringify(value));
    for (const line of lines) print(line);
  },
};

interface Outcome {
  readonly value: unknown;
  readonly lines: readonly string[];
}

type Action = (
  accounts: Accounts,
  options: Options,
  words: readonly string[],
  paint: Paint,
) => Promise<Outcome>;

const ACTIONS: Readonly<Record<string, Action>> = {
  async create({ keys }, options, words) {
    refuseWords(words);
    const { tenant, name = '', role = 'user' } = options;
    if (tenant === undefined) throw new UsageError('--tenant says whose key it is');
    const made = await keys.create({
      tenant,
      name,
      role: checkRole(role) satisfies AccountRole,
      ...limitsOf(options),
    });
    return { value: made, lines: [made.secret, `This is the only time that the key ${made.id} is shown.`] };
  },
  async list({ keys }, _, words, paint) {
    refuseWords(words);
    const records = await keys.list();
    return { value: { keys: records.map(keyJson) }, lines: keyLines(records, paint) };
  },
  async revoke({ keys }, _, words) {
    const id = onlyWord(words);
    await keys.revoke(id);
    return { value: { revoked: id }, lines: [`The key ${id} is refused from now on.`] };
  },
  async rotate({ keys }, { grace }, words) {
    const id = onlyWord(words);
    const graceSeconds = countOf(grace, '--grace') ?? 0;
    const made = await keys.rotate(id, { graceSeconds });
    const ends = graceSeconds === 0 ? 'has ended' : `ends in ${graceSeconds} seconds`;
    return {
      value: made,
      lines: [made.secret, `The key ${id} ${ends}; this is the only time that ${made.id} is shown.`],
    };
  },
  async tenant({ keys }, options, [tenant, ...more], paint) {
    refuseWords(more);
    if (tenant !== undefined) await keys.setTenant({ tenant, ...limitsOf(options) });
    const records = await keys.tenants();
    return { value: { tenants: records.map(tenantJson) }, lines: tenantLines(records, paint) };
  },
};

function onlyWord([word, ...more]: readonly string[]): string {
  refuseWords(more);
  if (word === undefined) throw new UsageError('Give the id of a key; accord keys list shows them');
  return word;
}
