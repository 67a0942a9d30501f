import { parseArgs } from 'node:util';
import { missingFigures } from './report/figures.mjs';
import { machine } from './report/machine.mjs';
import { writeResults } from './report/page.mjs';
import { tableOf } from './report/table.mjs';
import { explainNotBuilt, installRivals } from './setup.mjs';

/** A mistake in how the command was called, told without a stack. */
class UsageError extends Error {}

/** Every benchmark, by name. */
const BENCHMARKS = {
  accounts: () => import('./accounts.mjs'),
  briefs: () => import('./briefs.mjs'),
  cache: () => import('./cache.mjs'),
  formula: () => import('./formula.mjs'),
  gateway: () => import('./gateway.mjs'),
  memory: () => import('./memory.mjs'),
  semantic: () => import('./semantic.mjs'),
  optimize: () => import('./optimize.mjs'),
  ppo: () => import('./ppo.mjs'),
  serving: () => import('./serving.mjs'),
};

const USAGE = `Usage: npm run bench -- [NAME] [--json] [--write]

Runs one benchmark or all: ${Object.keys(BENCHMARKS).join(', ')}.

  --json    print the result as JSON: one object for a named benchmark, a list for all
  --write   write the figures into docs/reference/performance.md`;

const options = {
  json: { type: 'boolean' },
  write: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

/** Runs one benchmark and complains of figures that it promised and did not measure. */
async function run(name) {
  const { figureIds, measure } = await BENCHMARKS[name]();
  const figures = await measure((message) => console.error(`bench ${name}: ${message}`));
  const missing = missingFigures(figureIds, figures);
  if (missing.length > 0) throw new Error(`benchmark ${name} did not measure ${missing.join(', ')}`);
  return { name, machine: machine(), figures };
}

function readArguments() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
}

async function main() {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(USAGE);
  const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown.length > 0) throw new UsageError(`no benchmark is called ${unknown.join(', ')}`);
  explainNotBuilt();
  installRivals();
  const results = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHMARKS))
    results.push(await run(name));
  if (values.write) writeResults(results);
  if (values.json) console.log(JSON.stringify(positionals.length === 1 ? results[0] : results, undefined, 2));
  else for (const result of results) console.log(tableOf(result));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 1;
}
