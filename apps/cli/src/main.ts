import { AccordError } from '@accord/kernel';
import { nearestName } from '@accord/knobs';
import type { Command } from './command.ts';
import { UsageError } from './usage-error.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** Commands are loaded when they are called, so that `--help` does not open the house. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  brief: {
    summary: 'read a wish for a fragrance into a structured brief',
    load: async () => (await import('./commands/brief.ts')).briefCommand,
  },
  formula: {
    summary: 'search formulas for a wish: lawful ones, with smell, cost and why',
    load: async () => (await import('./commands/formula.ts')).formulaCommand,
  },
  check: {
    summary: 'check a formula: IFRA 51, allergens, smell over eight hours, cost',
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  materials: {
    summary: 'find materials; keep your own, your stock and prices',
    load: async () => (await import('./commands/materials.ts')).materialsCommand,
  },
  explain: {
    summary: 'show how a request was decided',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  keys: {
    summary: 'make, list, revoke or rotate the keys that clients present',
    load: async () => (await import('./commands/keys.ts')).keysCommand,
  },
  ledger: {
    summary: 'see what was spent, export it, or prove the books',
    load: async () => (await import('./commands/ledger.ts')).ledgerCommand,
  },
  memory: {
    summary: 'remember, recall and forget; see and prove what is remembered',
    load: async () => (await import('./commands/memory.ts')).memoryCommand,
  },
  cache: {
    summary: 'see, clear, invalidate or warm the cache',
    load: async () => (await import('./commands/cache.ts')).cacheCommand,
  },
  modes: {
    summary: 'compare what the modes do, take and cost',
    load: async () => (await import('./commands/modes.ts')).modesCommand,
  },
  config: {
    summary: 'show each setting and where it came from',
    load: async () => (await import('./commands/config.ts')).configCommand,
  },
  knobs: {
    summary: 'list every setting there is, with its range and effect',
    load: async () => (await import('./commands/knobs.ts')).knobsCommand,
  },
  models: {
    summary: 'recommend a model for the speed, accuracy and memory that you need',
    load: async () => (await import('./commands/models.ts')).modelsCommand,
  },
  device: {
    summary: 'report what there is to compute with, and what models should run on',
    load: async () => (await import('./commands/device.ts')).deviceCommand,
  },
  optimize: {
    summary: 'search a built-in problem by genetic search, NSGA-II or NSGA-III',
    load: async () => (await import('./commands/optimize.ts')).optimizeCommand,
  },
  train: {
    summary: 'train a policy by PPO, with curves and checkpoints',
    load: async () => (await import('./commands/train.ts')).trainCommand,
  },
  eval: {
    summary: 'measure how well the embedded rules read briefs',
    load: async () => (await import('./commands/eval.ts')).evalCommand,
  },
};

const HELP = `accord: a self-tuning AI backend, from the command line

Usage: accord <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join('\n')}

accord <command> --help says more.`;

const asksForHelp = (argument: string | undefined): boolean => argument === '--help' || argument === '-h';

async function main(args: readonly string[], terminal: Terminal): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError('Which command?');
  if (asksForHelp(name)) return terminal.print(HELP);
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) throw unknownCommand(name);
  const command = await entry.load();
  if (rest.slice(0, wordsEnd(rest)).some(asksForHelp)) return terminal.print(command.help);
  await command.run(rest, terminal);
}

/** What comes after `--` is text, also when it looks like an option. */
const wordsEnd = (args: readonly string[]): number =>
  args.includes('--') ? args.indexOf('--') : args.length;

function unknownCommand(name: string): UsageError {
  const nearest = nearestName(name, Object.keys(COMMANDS));
  return new UsageError(
    `Unknown command '${name}'${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
  );
}

/** Tells what went wrong on standard error, and returns the status to end with. */
function tell(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`accord: ${error.message}\nTry 'accord --help'.`);
    return 2;
  }
  if (error instanceof AccordError) {
    console.error(`accord: ${error.code}: ${error.message}\n${error.kind.remedy}`);
    return 1;
  }
  console.error('accord: INTERNAL:', error);
  return 1;
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await main(process.argv.slice(2), processTerminal());
} catch (error) {
  process.exitCode = tell(error);
}
