import { fileURLToPath } from 'node:url';
import { runPython } from '../python.mjs';

const SCRIPT = fileURLToPath(new URL('./rival.py', import.meta.url));

/** What DEAP finds on the same problems, and how long it takes; undefined, with the reason said, where it is not installed. */
export const deap = (seeds, say) => runPython(SCRIPT, seeds, { module: 'deap', debian: 'python3-deap' }, say);
