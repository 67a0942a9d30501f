/**
 * What no other tool of the check looks at: names of folders and files, and `export *`.
 * Prints each fault as `path: what is wrong` and exits with 1 when there is one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const TREES = ['packages', 'domains', 'apps', 'e2e', 'script', 'benchmarks'];
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage']);
const SAYS_NOTHING = /^(utils?|helpers?|managers?|services?|common|misc)$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SOURCE = /\.(ts|tsx|mjs|cjs|js)$/;
const EXPORT_ALL = /^[ \t]*export\s+(type\s+)?\*/m;

/** @returns {Generator<{ readonly path: string, readonly folder: boolean }>} */
function* entriesOf(/** @type {string} */ folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (NOT_OURS.has(entry.name)) continue;
    const path = join(folder, entry.name);
    yield { path, folder: entry.isDirectory() };
    if (entry.isDirectory()) yield* entriesOf(path);
  }
}

/** @returns {string[]} */
function faultsOf(/** @type {{ readonly path: string, readonly folder: boolean }} */ { path, folder }) {
  const name = basename(path);
  const [stem = ''] = name.split('.');
  const faults = [];
  if ((folder || SOURCE.test(name)) && SAYS_NOTHING.test(stem)) faults.push('a name that says nothing');
  if (folder || !SOURCE.test(name)) return faults;
  if (!KEBAB.test(stem)) faults.push('names of files are in kebab-case');
  if (EXPORT_ALL.test(readFileSync(path, 'utf8'))) faults.push('export * hides what is exported; name each');
  return faults;
}

const present = new Set(readdirSync('.'));
const faults = TREES.filter((tree) => present.has(tree))
  .flatMap((tree) => [...entriesOf(tree)])
  .flatMap((entry) => faultsOf(entry).map((fault) => `${entry.path}: ${fault}`));

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
