import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism, cpus, freemem, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { DeviceReport } from '@accord/contract';
import { chooseDevice, computeKnobs, type Gpu } from '@accord/engine';
import type { ResolvedKnobs } from '@accord/knobs';

const run = promisify(execFile);
const ASKED_MS = 5000;
const QUERY = ['--query-gpu=index,name,memory.total,memory.free', '--format=csv,noheader,nounits'];
const MEBIBYTE = 2 ** 20;
/** Where Linux shows the TPUs of a machine. */
const DEVICES = '/dev';
const TPU = /^accel\d+$/;
const USUAL_BASE = 10;

/**
 * What this machine has to compute with, and what of it models should run on. GPUs are those of NVIDIA, whose driver is asked.
 *
 * @param base how many a core would be given at once
 */
export async function deviceReport(knobs: ResolvedKnobs, base = USUAL_BASE): Promise<DeviceReport> {
  const settings = knobs.of(computeKnobs);
  const [gpus, tpus, cores] = [await nvidiaGpus(), tpusOf(DEVICES), availableParallelism()];
  const { device, why, gpus: used, batch } = chooseDevice({ cores, gpus, tpus }, settings, base);
  return {
    cpu: { model: cpus()[0]?.model.trim() ?? 'unknown', cores, load_1m: loadavg()[0] ?? 0 },
    memory: { total_bytes: totalmem(), free_bytes: freemem(), process_bytes: process.memoryUsage.rss() },
    gpus: gpus.map(({ index, name, memoryBytes, freeBytes }) => ({
      index,
      name,
      memory_bytes: memoryBytes,
      free_bytes: freeBytes,
      used: used.includes(index),
    })),
    tpus,
    prefer: settings.prefer,
    device,
    why: [...why],
    batch: { base, ...batch },
  };
}

/** None where the driver's command is not there or does not answer. */
async function nvidiaGpus(): Promise<readonly Gpu[]> {
  try {
    const { stdout } = await run('nvidia-smi', QUERY, { timeout: ASKED_MS });
    return gpusIn(stdout);
  } catch {
    return [];
  }
}

/** Reads lines such as `0, NVIDIA H100 80GB HBM3, 81559, 80992`, in MiB. What the driver does not know, it writes in brackets. */
export function gpusIn(text: string): readonly Gpu[] {
  return text.split('\n').flatMap((line) => {
    const [index, name, total, free] = line.split(',').map((cell) => cell.trim());
    if (index === undefined || !/^\d+$/.test(index) || name === undefined) return [];
    return [{ index: Number(index), name, memoryBytes: mebibytes(total), freeBytes: mebibytes(free) }];
  });
}

const mebibytes = (cell: string | undefined): number =>
  cell !== undefined && /^\d+$/.test(cell) ? Number(cell) * MEBIBYTE : 0;

function tpusOf(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => TPU.test(name)).length;
  } catch {
    return 0;
  }
}
