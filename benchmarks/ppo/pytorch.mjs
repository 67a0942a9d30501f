import { fileURLToPath } from 'node:url';
import { runPython } from '../python.mjs';

const SCRIPT = fileURLToPath(new URL('./rival.py', import.meta.url));

/** PPO in PyTorch with the same settings: steps, seconds and the mean return of the last 100 episodes; undefined where it is not installed. */
export const pytorch = (run, say) =>
  runPython(SCRIPT, run, { module: 'torch', debian: 'python3-torch' }, say);
