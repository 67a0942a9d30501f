/**
 * Judges the tree without running it: `npm run check`, or `node script/check.mjs lint format` for some steps only.
 * `--report FILE` also writes `[{ step, passed, seconds }]`.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** @typedef {{ readonly step: string, readonly passed: boolean, readonly seconds: number }} Result */

const bin = (/** @type {string} */ name) => join('node_modules', '.bin', name);

/** Command lines of each step, run one after another. */
const STEPS = new Map([
  ['types', [[bin('tsc'), '-b', '.', 'e2e', 'script']]],
  ['lint', [[bin('oxlint'), '--type-aware', '--deny-warnings']]],
  ['directions', [[bin('depcruise'), '--config', '.dependency-cruiser.cjs', 'packages', 'domains', 'apps']]],
  [
    'unused',
    [
      [bin('knip'), '--no-config-hints'],
      // What an index exports counts as well, but its types may wait for their first reader.
      [bin('knip'), '--no-config-hints', '--include', 'exports', '--include-entry-exports'],
    ],
  ],
  ['format', [[bin('biome'), 'format', '--reporter=summary', '.']]],
  ['layout', [[process.execPath, join('script', 'layout.mjs')]]],
]);

const { values, positionals } = parseArgs({
  options: { report: { type: 'string' } },
  allowPositionals: true,
});
const asked = positionals.length > 0 ? positionals : [...STEPS.keys()];
const unknown = asked.filter((step) => !STEPS.has(step));
if (unknown.length > 0) {
  console.error(`check: no step ${unknown.join(', ')}; there are ${[...STEPS.keys()].join(', ')}`);
  process.exit(2);
}

/** @returns {Promise<{ readonly code: number | null, readonly said: string }>} */
function run(/** @type {string[]} */ [command = '', ...args]) {
  return new Promise((resolve) => {
    let said = '';
    const hear = (/** @type {Buffer} */ chunk) => {
      said += chunk.toString();
    };
    const child = spawn(command, args, { env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' } });
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', (error) => resolve({ code: null, said: `${command}: ${error.message}` }));
    child.once('close', (code) => resolve({ code, said }));
  });
}

/** @returns {Promise<Result>} */
async function judge(/** @type {string} */ step) {
  const start = performance.now();
  let said = '';
  let passed = true;
  for (const line of STEPS.get(step) ?? []) {
    const result = await run(line);
    if (result.code === 0) continue;
    passed = false;
    said += result.said;
  }
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  if (!passed) console.log(said.trimEnd());
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${step.padEnd(10)}  ${seconds.toFixed(1)} s`);
  return { step, passed, seconds };
}

/** @type {Result[]} */
const results = [];

// Lint reads the compiled declarations, so types come before everything else.
const rest = [...asked];
if (rest.includes('types')) results.push(await judge(rest.splice(rest.indexOf('types'), 1)[0] ?? ''));
const worker = async () => {
  for (let step = rest.shift(); step !== undefined; step = rest.shift()) results.push(await judge(step));
};
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));

if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(results));
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
