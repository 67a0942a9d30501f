import { choice, defineKnobs, flag, integer, type KnobValues, text } from '@accord/knobs';

export const computeKnobs = defineKnobs('compute', {
  prefer: choice({
    choices: ['auto', 'cpu', 'gpu', 'tpu'],
    default: 'auto',
    effect: 'Which device is recommended for models; auto takes the best that is there.',
    scope: 'process',
  }),
  allow_tpu: flag({
    default: false,
    effect: 'Lets auto take a TPU, where there is one.',
    scope: 'process',
  }),
  gpus: text({
    default: '',
    maxLength: 200,
    effect: 'The GPUs to use, by their numbers, separated by commas, such as 0,1; all where it is empty.',
    scope: 'process',
  }),
  tpu_batch_factor: integer({
    default: 128,
    range: [1, 4096],
    unit: 'times the base',
    effect: 'Recommends larger batches for a TPU.',
    scope: 'process',
  }),
});

export interface Gpu {
  readonly index: number;
  readonly name: string;
  readonly memoryBytes: number;
  readonly freeBytes: number;
}

/** What a machine has to compute with. */
export interface Devices {
  readonly cores: number;
  readonly gpus: readonly Gpu[];
  readonly tpus: number;
}

export type DeviceKind = 'cpu' | 'gpu' | 'tpu';

export interface DeviceChoice {
  readonly device: DeviceKind;
  readonly why: readonly string[];
  /** Numbers of the GPUs that are to be used. */
  readonly gpus: readonly number[];
  /** How many to give each device at once; 0 where there is none. */
  readonly batch: Readonly<Record<DeviceKind, number>>;
}

/** Factors of the source documents: a GPU takes four times the base, and eight times where its memory allows. */
const LARGE_GPU_BYTES = 24e9;
const [GPU_FACTOR, LARGE_GPU_FACTOR] = [4, 8];
const MANY_CORES = 8;

/**
 * Which device models should run on, and in which batches.
 *
 * @param base how many one core would be given at once
 */
export function chooseDevice(
  devices: Devices,
  knobs: KnobValues<typeof computeKnobs>,
  base: number,
): DeviceChoice {
  const { used, missing } = namedGpus(devices.gpus, knobs.gpus);
  const there: Readonly<Record<DeviceKind, boolean>> = {
    cpu: true,
    gpu: used.length > 0,
    tpu: devices.tpus > 0,
  };
  const { device, why } = decide(knobs, there);
  const isLarge = used.length > 0 && used.every(({ memoryBytes }) => memoryBytes >= LARGE_GPU_BYTES);
  return {
    device,
    why: [...why, ...missing.map((name) => `compute.gpus names ${name}, and there is no such GPU`)],
    gpus: used.map(({ index }) => index),
    batch: {
      cpu: base * (devices.cores >= MANY_CORES ? 2 : 1),
      gpu: there.gpu ? base * (isLarge ? LARGE_GPU_FACTOR : GPU_FACTOR) * used.length : 0,
      tpu: there.tpu ? base * knobs.tpu_batch_factor : 0,
    },
  };
}

function decide(
  { prefer, allow_tpu: allowTpu }: KnobValues<typeof computeKnobs>,
  there: Readonly<Record<DeviceKind, boolean>>,
): { readonly device: DeviceKind; readonly why: readonly string[] } {
  if (prefer !== 'auto' && there[prefer]) return { device: prefer, why: [`compute.prefer is ${prefer}`] };
  const unmet = prefer === 'auto' ? [] : [`compute.prefer is ${prefer}, and there is none to be used`];
  if (there.tpu && allowTpu)
    return { device: 'tpu', why: [...unmet, 'there is a TPU, and compute.allow_tpu'] };
  const unallowed = there.tpu ? ['there is a TPU, and compute.allow_tpu is off'] : [];
  if (there.gpu) return { device: 'gpu', why: [...unmet, ...unallowed, 'there is a GPU'] };
  return { device: 'cpu', why: [...unmet, ...unallowed, 'no GPU was found'] };
}

function namedGpus(
  gpus: readonly Gpu[],
  names: string,
): { readonly used: readonly Gpu[]; readonly missing: readonly string[] } {
  const wanted = [
    ...new Set(
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ];
  if (wanted.length === 0) return { used: gpus, missing: [] };
  const isThere = (name: string): boolean => gpus.some(({ index }) => String(index) === name);
  return {
    used: gpus.filter(({ index }) => wanted.includes(String(index))),
    missing: wanted.filter((name) => !isThere(name)),
  };
}
