/**
 * Prints the pages of docs/reference that come from declarations: `npm run docs`. With `--check` nothing is written;
 * a page that differs is named and the exit code is 1. Needs a build.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as contract from '@accord/contract';
import { allErrors, allKnobs, variableOf } from '@accord/host';
import { serverErrors, serverKnobs } from '@accord/server/declarations';
import { briefPage, errorsPage, knobsPage } from './reference.mjs';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const at = (/** @type {string} */ name) => new URL(`../docs/reference/${name}`, import.meta.url);
const current = (/** @type {string} */ name) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');

const sets = [...allKnobs, serverKnobs];
const pages = new Map([
  ['knobs.md', knobsPage(sets, variableOf)],
  ['errors.md', errorsPage([...allErrors, ...Object.values(serverErrors)])],
  ['brief.md', briefPage(current('brief.md'), contract, sets)],
]);

const stale = [...pages].filter(([name, text]) => text !== current(name));
for (const [name, text] of stale) {
  if (values.check)
    console.error(`docs/reference/${name} is not what the declarations say; run npm run docs`);
  else writeFileSync(at(name), text);
}
if (!values.check)
  console.log(
    stale.length === 0 ? 'docs: nothing changed' : `docs: wrote ${stale.map(([name]) => name).join(', ')}`,
  );
process.exitCode = values.check && stale.length > 0 ? 1 : 0;
