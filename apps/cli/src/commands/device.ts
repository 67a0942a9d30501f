import type { DeviceReport } from '@accord/contract';
import { deviceReport, readConfiguration } from '@accord/host';
import { serverKnobs } from '@accord/server/declarations';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Paint } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

const OPTIONS = { batch: { type: 'string' }, json: { type: 'boolean' } } as const;
const MOST = 1_000_000;

export const deviceCommand: Command = {
  help: `Usage: accord device [--batch N] [--json]

Reports the processor, the memory and the GPUs of this machine, which of them models should run on, and in which batches.

  --batch N    how many one core would be given at once; 10 when left out
  --json       print it as JSON

compute.prefer, compute.gpus and compute.allow_tpu say what is preferred: ACCORD_COMPUTE_GPUS=0,1 names two GPUs.`,

  async run(args, { print, paint }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    refuseWords(positionals);
    const { knobs } = readConfiguration({ appKnobs: [serverKnobs] });
    const report = await deviceReport(knobs, values.batch === undefined ? undefined : batchIn(values.batch));
    if (values.json) return print(JSON.stringify(report));
    for (const line of deviceLines(report, paint)) print(line);
  },
};

function batchIn(text: string): number {
  const batch = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isInteger(batch) && batch >= 1 && batch <= MOST) return batch;
  throw new UsageError(`--batch is a whole number from 1, not '${text}'`);
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function deviceLines({ cpu, memory, gpus, tpus, device, why, batch }: DeviceReport, paint: Paint): string[] {
  const batches = (['cpu', 'gpu', 'tpu'] as const)
    .filter((kind) => batch[kind] > 0)
    .map((kind) => `${batch[kind]} on the ${kind}`);
  return [
    `${paint('bold', device)}: ${why.join('; ')}`,
    `  processor  ${cpu.model}, ${cpu.cores} cores, load ${cpu.load_1m.toFixed(1)}`,
    `  memory     ${gibibytes(memory.total_bytes)}, ${gibibytes(memory.free_bytes)} free`,
    ...gpus.map(
      (gpu) =>
        `  GPU ${gpu.index}      ${gpu.name}, ${gibibytes(gpu.memory_bytes)}, ${gibibytes(gpu.free_bytes)} free${gpu.used ? '' : ', not used'}`,
    ),
    ...(tpus === 0 ? [] : [`  TPUs       ${tpus}`]),
    `  at once    ${batches.join(', ')}`,
  ];
}
