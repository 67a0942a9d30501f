import type { Accord } from '@accord/host';
import type { CacheRemoved, CacheStats, CacheVerify, CacheWarmReply, SemanticCheck } from '@accord/contract';
import { readArguments, refuseWords } from '../arguments.ts';
import { removedLines, statsLines, warmedLines } from '../cache-view.ts';
import { verdictLine, verifyLines } from '../cache-verify-view.ts';
import type { Command } from '../command.ts';
import type { Paint } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  json: { type: 'boolean' },
  tenant: { type: 'string' },
  tag: { type: 'string' },
  pattern: { type: 'string' },
  name: { type: 'string' },
  event: { type: 'string' },
  field: { type: 'string', multiple: true },
  right: { type: 'string' },
  wrong: { type: 'string' },
} as const;

interface Options {
  readonly json?: boolean | undefined;
  readonly tenant?: string | undefined;
  readonly tag?: string | undefined;
  readonly pattern?: string | undefined;
  readonly name?: string | undefined;
  readonly event?: string | undefined;
  readonly field?: string[] | undefined;
  readonly right?: string | undefined;
  readonly wrong?: string | undefined;
}

export const cacheCommand: Command = {
  help: `Usage: accord cache stats [--json]
       accord cache clear [--tenant T] [--json]
       accord cache invalidate (--pattern P | --tag T | --event E [--field K=V]… | --name N --tenant T)
                               [--tenant T] [--json]
       accord cache warm [FILE] [--json]
       accord cache verify [--right ID | --wrong ID] [--json]

stats        what the cache has answered and saved, over all processes of the data folder and over restarts
clear        remove everything, of one tenant or of all
invalidate   remove what a pattern ('*' stands for anything), a tag or an exact name names, or what an event
             such as model.replaced with --field model=openai/NAME makes invalid
warm         compute the requests of FILE, one {"path": …, "body": …} a line, or the most popular ones

verify       how often answers to similar questions are wrong at most, and what says so; or a verdict on one check

What is removed is removed in a running server as well, before the command returns.`,

  async run(args, { print, paint }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [action, ...rest] = positionals;
    const run = ACTIONS[action ?? ''];
    if (run === undefined) throw new UsageError('accord cache stats, clear, invalidate, warm or verify');
    const { value, lines } = await withAccord((accord) => run(accord, values, rest, paint));
    if (values.json) return print(JSON.stringify(value));
    for (const line of lines) print(line);
  },
};

interface Outcome {
  readonly value: CacheStats | CacheRemoved | CacheWarmReply | CacheVerify | SemanticCheck;
  readonly lines: readonly string[];
}

type Action = (accord: Accord, options: Options, words: readonly string[], paint: Paint) => Promise<Outcome>;

const ACTIONS: Readonly<Record<string, Action>> = {
  async stats({ cache }, _, words, paint) {
    refuseWords(words);
    const value = await cache.stats();
    return { value, lines: statsLines(value, paint) };
  },
  async clear({ cache }, { tenant }, words) {
    refuseWords(words);
    return removed(await cache.clear({ tenant }));
  },
  async invalidate({ cache }, options, words) {
    refuseWords(words);
    return removed(await cache.invalidate(selectionOf(options)));
  },
  async warm({ cache }, _, [file, ...more]) {
    refuseWords(more);
    const value = await (file === undefined ? cache.warm({}) : cache.warmFile(file));
    return { value, lines: warmedLines(value) };
  },
  async verify({ cache }, { right, wrong }, words, paint) {
    refuseWords(words);
    if (right !== undefined && wrong !== undefined) throw new UsageError('Give one of --right and --wrong');
    const given = right ?? wrong;
    if (given === undefined) {
      const value = cache.verify();
      return { value, lines: verifyLines(value, paint) };
    }
    if (!/^\d{1,15}$/.test(given)) throw new UsageError(`${given} is no id of a check`);
    const value = cache.judge({ id: Number(given), verdict: right === undefined ? 'wrong' : 'right' });
    return { value, lines: [verdictLine(value)] };
  },
};

const removed = (value: CacheRemoved): Outcome => ({ value, lines: removedLines(value) });

/** @throws UsageError unless exactly one of the ways to name entries is used */
function selectionOf(options: Options): Parameters<Accord['cache']['invalidate']>[0] {
  const { tenant, tag, pattern, name, event, field } = options;
  const given = [tag, pattern, name, event].filter((one) => one !== undefined);
  if (given.length !== 1) throw new UsageError('Give one of --pattern, --tag, --event and --name');
  if (field !== undefined && event === undefined) throw new UsageError('--field goes with --event');
  if (event !== undefined) return { event, fields: fieldsOf(field ?? []), tenant };
  if (tag !== undefined) return { tag, tenant };
  if (pattern !== undefined) return { pattern, tenant };
  if (tenant === undefined) throw new UsageError('--name needs --tenant');
  return { name: name ?? '', tenant };
}

function fieldsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((field) => {
      const at = field.indexOf('=');
      if (at < 1 || at === field.length - 1) throw new UsageError(`--field takes name=value, not '${field}'`);
      return [field.slice(0, at), field.slice(at + 1)];
    }),
  );
}
