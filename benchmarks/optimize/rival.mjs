import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./deap_rival.py', import.meta.url));
/** Debian's own, whatever else is called python3. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

const python = PYTHONS.find((each) => spawnSync(each, ['-c', 'import deap']).status === 0);

/** Whether DEAP is installed; `apt-get install python3-deap` does it. */
export const hasDeap = python !== undefined;

/** What DEAP comes to, one result a seed; undefined where it is not installed. */
export function deap(task, seeds) {
  if (python === undefined) return undefined;
  return JSON.parse(execFileSync(python, [SCRIPT, task, seeds.join(',')], { maxBuffer: 64 << 20 }));
}
