import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

const GIBIBYTE = 2 ** 30;

/** What the figures were measured on, and when. */
export function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_gib: Math.round(totalmem() / GIBIBYTE),
    system: `${type()} ${release()} ${process.arch}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}
