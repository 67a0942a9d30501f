import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('./rival.py', import.meta.url));
/** Debian's own Python first: it is the one that python3-deap is installed for. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

const run = promisify(execFile);

/**
 * What DEAP finds on the same problems, and how long it takes; undefined, with the reason said, where it is not installed. A
 * failure of the script itself is thrown.
 */
export async function deap(seeds, say) {
  for (const python of PYTHONS) {
    if (!(await hasDeap(python))) continue;
    const { stdout } = await run(python, [SCRIPT, JSON.stringify(seeds)], { maxBuffer: 64 * 1024 * 1024 });
    return JSON.parse(stdout);
  }
  say('DEAP is not measured: no Python has it (on Debian: apt-get install python3-deap)');
  return undefined;
}

async function hasDeap(python) {
  try {
    await run(python, ['-c', 'import deap']);
    return true;
  } catch {
    return false;
  }
}
