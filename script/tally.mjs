/**
 * Counts what a run of script/test did: `node script/tally.mjs check REPORT` or `… vitest REPORT EXIT_CODE`.
 * Prints `PASSED FAILED`. A run that left no report, ran nothing or ended badly without saying why counts as one failure.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ readonly passed: number, readonly failed: number }} Tally
 * @typedef {{ readonly passed: boolean }} CheckStep
 * @typedef {{ readonly status: string }} Assertion
 * @typedef {{ readonly status: string, readonly assertionResults: readonly Assertion[] }} TestFile
 * @typedef {{ readonly testResults: readonly TestFile[] }} VitestReport
 */

/** @returns {Tally} */
export function tallyCheck(/** @type {readonly CheckStep[] | undefined} */ steps) {
  if (steps === undefined || steps.length === 0) return { passed: 0, failed: 1 };
  const passed = steps.filter((step) => step.passed).length;
  return { passed, failed: steps.length - passed };
}

/**
 * A file that failed without a failed test of its own did not load, or broke in a hook: one failure.
 *
 * @param {VitestReport | undefined} report
 * @param {number} exitCode
 * @returns {Tally}
 */
export function tallyVitest(report, exitCode) {
  const files = report?.testResults ?? [];
  const count = (/** @type {TestFile} */ file, /** @type {string} */ status) =>
    file.assertionResults.filter((one) => one.status === status).length;
  const passed = files.reduce((sum, file) => sum + count(file, 'passed'), 0);
  const failed = files.reduce((sum, file) => {
    const own = count(file, 'failed');
    return sum + (file.status === 'failed' && own === 0 ? 1 : own);
  }, 0);
  const endedBadly = exitCode !== 0 || passed === 0;
  return { passed, failed: failed === 0 && endedBadly ? 1 : failed };
}

/** @returns {any} */
function read(/** @type {string} */ path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kind, path = '', exitCode] = process.argv.slice(2);
  const { passed, failed } =
    kind === 'check' ? tallyCheck(read(path)) : tallyVitest(read(path), Number(exitCode ?? 1));
  console.log(`${passed} ${failed}`);
}
