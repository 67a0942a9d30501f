import { memorySearchRequestSchema, recallRequestSchema, rememberRequestSchema } from '@accord/contract';
import type { MemoryDesk } from '@accord/host';
import { localAccount } from '@accord/accounts';
import { parseBody } from '@accord/runtime';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import {
  ageLines,
  forgottenLines,
  foundLines,
  historyLines,
  memoryStatsLines,
  recalledLines,
  rememberedLines,
  verifyLines,
} from '../memory-view.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { bench, BENCH_HELP } from './memory-bench.ts';
import { migrate, MIGRATE_HELP } from './memory-migrate.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  class: { type: 'string' },
  tenant: { type: 'string' },
  text: { type: 'string' },
  metadata: { type: 'string' },
  'as-json': { type: 'boolean' },
  at: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const DEFAULT_CLASS = 'chat';

type Options = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

export const memoryCommand: Command = {
  help: `Usage: accord memory store [KEY] [--class C] [--text T] [--as-json] [--metadata JSON]
       accord memory recall KEY [--class C] [--at MOMENT]
       accord memory search [WORDS] [--class C] [--limit N]
       accord memory history|forget KEY [--class C]
       accord memory train CLASS
       accord memory stats|age|verify|rotate
       accord memory migrate|bench …, as below

store     remember --text, or what is piped in, as text or with --as-json as JSON
recall    what holds under a key, now or at a moment such as 2026-11-25T08:00:00Z
search    what is about some words, the nearest first; without words, the latest
history   every version of a key
forget    every version of a key; the keys of contents that nothing else refers to are destroyed
train     make a dictionary of a class, for the records to come
stats     how much is remembered, and how small it is kept
age       apply what the classes say of age: tighten, pack, shorten
verify    open everything and prove the ledger; ends with status 1 when something is wrong
rotate    wrap the keys of all contents anew, by the first of memory.keys

  --class C    ${DEFAULT_CLASS} when left out; a key is within its class
  --tenant T   whose memory it is; local when left out
  --json       print it as JSON

${MIGRATE_HELP}

${BENCH_HELP}`,

  async run(args, terminal) {
    const [first, ...others] = args;
    if (first === 'migrate') return migrate(others, terminal);
    if (first === 'bench') return bench(others, terminal);
    const { values, positionals } = readArguments(args, OPTIONS);
    const [action = '', ...words] = positionals;
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run === undefined)
      throw new UsageError(`accord memory ${[...Object.keys(ACTIONS), 'migrate', 'bench'].join(', ')}`);
    const call = await run(words, values, terminal);
    await withAccord(async ({ memory }) => call(memory));
  },
};

/** Reads its words before the house is opened. */
type Action = (
  words: readonly string[],
  options: Options,
  terminal: Terminal,
) => Promise<(memory: MemoryDesk) => Promise<void>>;

const tenantIn = ({ tenant = localAccount.tenant }: Options): string => tenant;

/** Prints a reply as JSON, or as lines for a person. */
function show<Reply>(
  { json }: Options,
  { print, paint }: Terminal,
  reply: Reply,
  lines: (reply: Reply, paint: Terminal['paint']) => readonly string[],
): void {
  if (json) return print(JSON.stringify(reply));
  for (const line of lines(reply, paint)) print(line);
}

const ACTIONS: Readonly<Record<string, Action>> = {
  async store(words, options, terminal) {
    const [key, ...rest] = words;
    refuseWords(rest);
    const said = options.text ?? (await terminal.readPiped());
    const body = parseBody(
      { body: rememberRequestSchema },
      {
        class: classIn(options),
        ...(key !== undefined && { key }),
        ...(options['as-json'] ? { json: jsonIn(said, 'The content') } : { text: said }),
        ...(options.metadata !== undefined && { metadata: jsonIn(options.metadata, '--metadata') }),
      },
    );
    return async (memory) =>
      show(options, terminal, await memory.remember(tenantIn(options), body), rememberedLines);
  },
  async recall(words, options, terminal) {
    const at = options.at === undefined ? {} : { at: momentIn(options.at) };
    const body = parseBody({ body: recallRequestSchema }, { ...keyIn(words, options), ...at });
    return async (memory) =>
      show(options, terminal, await memory.recall(tenantIn(options), body), recalledLines);
  },
  async search(words, options, terminal) {
    const body = parseBody(
      { body: memorySearchRequestSchema },
      {
        ...(words.length > 0 && { text: words.join(' ') }),
        ...(options.class !== undefined && { classes: [options.class] }),
        ...(options.limit !== undefined && { limit: Number(options.limit) }),
      },
    );
    return async (memory) =>
      show(options, terminal, await memory.search(tenantIn(options), body), foundLines);
  },
  async history(words, options, terminal) {
    const body = keyIn(words, options);
    return async (memory) =>
      show(options, terminal, await memory.history(tenantIn(options), body), historyLines);
  },
  async forget(words, options, terminal) {
    const body = keyIn(words, options);
    return async (memory) =>
      show(options, terminal, await memory.forget(tenantIn(options), body), forgottenLines);
  },
  async train(words, options, terminal) {
    const className = onlyWord(words, 'CLASS');
    return async (memory) =>
      show(
        options,
        terminal,
        await memory.train(tenantIn(options), className),
        ({ dictionary, samples, bytes }) => [
          `dictionary ${dictionary} of ${className}: ${bytes} bytes of what ${samples} contents have in common`,
        ],
      );
  },
  async stats(words, options, terminal) {
    refuseWords(words);
    return async (memory) => show(options, terminal, await memory.stats(tenantIn(options)), memoryStatsLines);
  },
  async age(words, options, terminal) {
    refuseWords(words);
    return async (memory) => show(options, terminal, await memory.age(), ageLines);
  },
  async verify(words, options, terminal) {
    refuseWords(words);
    return async (memory) => {
      const report = await memory.verify();
      show(options, terminal, report, verifyLines);
      if (!report.holds) process.exitCode = 1;
    };
  },
  async rotate(words, options, terminal) {
    refuseWords(words);
    return async (memory) =>
      show(options, terminal, await memory.rotate(), ({ contents, tenants }) => [
        `the keys of ${contents} rows of ${tenants} tenants are wrapped anew`,
      ]);
  },
};

const classIn = ({ class: className = DEFAULT_CLASS }: Options): string => className;
const keyIn = (words: readonly string[], options: Options) => ({
  class: classIn(options),
  key: onlyWord(words, 'KEY'),
});

function onlyWord([word, ...rest]: readonly string[], name: string): string {
  if (word === undefined) throw new UsageError(`Which ${name}?`);
  refuseWords(rest);
  return word;
}

function jsonIn(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${what} is not JSON`);
  }
}

function momentIn(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new UsageError(`--at takes a moment such as 2026-11-25T08:00:00Z, not '${text}'`);
  return at;
}
