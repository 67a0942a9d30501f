import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Ticks of the clock in which Linux tells the time of a process. */
const TICKS_PER_SECOND = 100;

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** What to start node with, so that the gateway has a core for itself and the rest has the others. */
export const ON_ITS_CORE = canPin ? ['taskset', '-c', '0', process.execPath] : [process.execPath];
export const BESIDE = canPin
  ? ['taskset', '-c', `1-${availableParallelism() - 1}`, process.execPath]
  : [process.execPath];

export const pinning = canPin
  ? 'the gateway alone on one core, upstream and load generator on the others'
  : 'gateway, upstream and load generator on the same cores';

/** Milliseconds of computing that all threads of a process took so far. */
export function cpuMs(pid) {
  let ticks = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    ticks += Number(user) + Number(system);
  }
  return (1000 * ticks) / TICKS_PER_SECOND;
}

/** Resident memory of a process, in MiB. */
export function residentMib(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kib) / 1024;
}
