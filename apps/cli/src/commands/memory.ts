import { recallRequestSchema, rememberRequestSchema } from '@accord/contract';
import type { MemoryDesk } from '@accord/host';
import { localAccount } from '@accord/accounts';
import { parseBody } from '@accord/runtime';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import {
  ageLine,
  historyLines,
  memoryStatsLines,
  recalledLines,
  recordLine,
  verifyLines,
} from '../memory-view.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  class: { type: 'string' },
  tenant: { type: 'string' },
  text: { type: 'string' },
  metadata: { type: 'string' },
  'as-json': { type: 'boolean' },
  at: { type: 'string' },
  json: { type: 'boolean' },
} as const;

type Options = ReturnType<typeof readArguments<typeof OPTIONS>>['values'];

export const memoryCommand: Command = {
  help: `Usage: accord memory store [KEY] [--class C] [--text T] [--as-json] [--metadata JSON]
       accord memory recall KEY [--at MOMENT]
       accord memory history|forget KEY
       accord memory train CLASS
       accord memory stats|age|verify|rotate

store     remember --text, or what is piped in, as text or with --as-json as JSON; in class chat when left out
recall    what holds under a key, now or at a moment such as 2026-11-25T08:00:00Z
history   every version under a key
forget    every version under a key; a content that nothing else refers to goes, with its key
train     make a dictionary of a class, for the records to come
stats     how much is remembered in each class, and how small it is kept
age       compress what has aged as tightly as can be; nothing is lost
verify    open everything and prove the chain of events; ends with status 1 when something is wrong
rotate    wrap the keys of all contents anew, and seal the secrets with the current memory.key

  --tenant T   whose memory it is; local when left out
  --json       print it as JSON`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [action = '', ...words] = positionals;
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run === undefined) throw new UsageError(`accord memory ${Object.keys(ACTIONS).join(', ')}`);
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
        class: options.class ?? 'chat',
        ...(key !== undefined && { key }),
        ...(options['as-json'] ? { json: jsonIn(said, 'The content') } : { text: said }),
        ...(options.metadata !== undefined && { metadata: jsonIn(options.metadata, '--metadata') }),
      },
    );
    return async (memory) =>
      show(options, terminal, await memory.remember(tenantIn(options), body), (record, paint) => [
        recordLine(record, paint),
      ]);
  },
  async recall(words, options, terminal) {
    const key = onlyWord(words, 'KEY');
    const at = options.at === undefined ? undefined : momentIn(options.at);
    const body = parseBody({ body: recallRequestSchema }, { key, ...(at !== undefined && { at }) });
    return async (memory) =>
      show(options, terminal, await memory.recall(tenantIn(options), body), recalledLines);
  },
  async history(words, options, terminal) {
    const key = onlyWord(words, 'KEY');
    return async (memory) =>
      show(options, terminal, await memory.history(tenantIn(options), { key }), historyLines);
  },
  async forget(words, options, terminal) {
    const key = onlyWord(words, 'KEY');
    return async (memory) =>
      show(options, terminal, await memory.forget(tenantIn(options), { key }), ({ forgotten }) => [
        `forgot ${forgotten} ${forgotten === 1 ? 'version' : 'versions'}`,
      ]);
  },
  async train(words, options, terminal) {
    const memoryClass = onlyWord(words, 'CLASS');
    return async (memory) =>
      show(
        options,
        terminal,
        await memory.train(tenantIn(options), memoryClass),
        ({ number, samples, bytes }) => [
          `dictionary ${number} of ${memoryClass}: ${bytes} bytes of what ${samples} contents have in common`,
        ],
      );
  },
  async stats(words, options, terminal) {
    refuseWords(words);
    return async (memory) => show(options, terminal, await memory.stats(tenantIn(options)), memoryStatsLines);
  },
  async age(words, options, terminal) {
    refuseWords(words);
    return async (memory) => show(options, terminal, await memory.age(), (report) => [ageLine(report)]);
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
        `the keys of ${contents} contents of ${tenants} tenants are wrapped anew`,
      ]);
  },
};

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
