import { choice, defineKnobs, integer, number, perVariant, text } from '@accord/knobs';

const MEBIBYTE = 2 ** 20;
const KIBIBYTE = 2 ** 10;

/** Presets of the source document, then its profiles of work. */
const MEMORY_PRESETS = [
  'development',
  'production',
  'high_performance',
  'maximum_compression',
  'high_throughput',
  'low_latency',
  'high_compression',
  'compliance',
] as const;
export type MemoryPreset = (typeof MEMORY_PRESETS)[number];

export const memoryKnobs = defineKnobs('memory', {
  preset: choice({
    choices: MEMORY_PRESETS,
    default: 'production',
    effect: 'Which column of the settings of memory holds.',
    scope: 'process',
  }),
  level: perVariant({
    default: 17,
    range: [1, 22],
    unit: 'level of zstd',
    integer: true,
    effect: 'Makes records smaller when they are stored, and storing slower. Reading takes the same.',
    scope: 'process',
    variants: {
      development: 1,
      production: 17,
      high_performance: 3,
      maximum_compression: 19,
      high_throughput: 3,
      low_latency: 3,
      high_compression: 19,
      compliance: 17,
    },
  }),
  pack_level: perVariant({
    default: 19,
    range: [1, 22],
    unit: 'level of zstd',
    integer: true,
    effect: 'Makes what has aged smaller, and ageing slower.',
    scope: 'process',
    variants: {
      development: 9,
      production: 19,
      high_performance: 15,
      maximum_compression: 22,
      high_throughput: 15,
      low_latency: 19,
      high_compression: 22,
      compliance: 19,
    },
  }),
  l1_bytes: perVariant({
    default: 64 * MEBIBYTE,
    range: [0, 65_536 * MEBIBYTE],
    unit: 'bytes',
    integer: true,
    effect: 'Keeps more decoded records in the memory of the process.',
    scope: 'process',
    variants: {
      development: 16 * MEBIBYTE,
      production: 64 * MEBIBYTE,
      high_performance: 512 * MEBIBYTE,
      maximum_compression: 32 * MEBIBYTE,
      high_throughput: 128 * MEBIBYTE,
      low_latency: 1024 * MEBIBYTE,
      high_compression: 32 * MEBIBYTE,
      compliance: 64 * MEBIBYTE,
    },
  }),
  dictionary_bytes: integer({
    default: 512 * KIBIBYTE,
    range: [1024, 2048 * KIBIBYTE],
    unit: 'bytes',
    effect: 'Makes dictionaries larger: small records become smaller, and each process holds more memory.',
    scope: 'process',
  }),
  max_record_bytes: integer({
    default: MEBIBYTE,
    range: [1, 16 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Takes larger records.',
    scope: 'process',
  }),
  max_waiting: integer({
    default: 50_000,
    range: [1, 1_000_000],
    unit: 'records',
    effect: 'Lets more records wait to be written, before a store is refused.',
    scope: 'process',
  }),
  fresh_ms: integer({
    default: 100,
    range: [0, 60_000],
    unit: 'ms',
    effect:
      'Asks the database less often whether another process has stored or forgotten something; L1 may answer with it for so long.',
    scope: 'process',
  }),
  pack_records: integer({
    default: 512,
    range: [1, 65_536],
    unit: 'records',
    effect: 'Puts more records into a pack: smaller, but more is rewritten when one of them is forgotten.',
    scope: 'process',
  }),
  pack_bytes: integer({
    default: 2 * MEBIBYTE,
    range: [KIBIBYTE, 256 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Puts more content into a pack: smaller, but more is rewritten when a record of it is forgotten.',
    scope: 'process',
  }),
  age_every_s: integer({
    default: 3600,
    range: [0, 604_800],
    unit: 's',
    effect:
      'Lets the store wait longer between two rounds of ageing of its own; 0 leaves ageing to accord memory age. A round takes memory.compaction_share of a core.',
    scope: 'process',
  }),
  compaction_share: number({
    default: 0.25,
    range: [0.01, 1],
    unit: 'of a core',
    effect: 'Lets ageing take more of the processor while it runs.',
    scope: 'process',
  }),
  delta_from_bytes: integer({
    default: 512,
    range: [64, 16 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Writes only larger contents as a difference from the version before, where that is smaller.',
    scope: 'process',
  }),
  near_threshold: number({
    default: 0.88,
    range: [0.85, 0.95],
    unit: 'share of 64 bits',
    effect:
      'Takes only contents that are more alike for near-duplicates: those are written as differences with age, and lie beside each other in packs.',
    scope: 'process',
  }),
  train_from: integer({
    default: 256,
    range: [8, 1_000_000],
    unit: 'contents',
    effect: 'Lets ageing train the first dictionary of a class later.',
    scope: 'process',
  }),
  keys: text({
    default: '',
    maxLength: 2000,
    secret: true,
    effect:
      'Keys of 32 bytes in base64, separated by commas, the current one first; the others only open what was written before the rotation. Best set by the environment.',
    scope: 'process',
  }),
  key_file: text({
    default: '',
    maxLength: 4000,
    effect: 'File with the keys, one in each line, the current one first; used when memory.keys is empty.',
    scope: 'process',
  }),
  classes_file: text({
    default: '',
    maxLength: 4000,
    effect: 'YAML file with the policies of classes, laid over those that are built in.',
    scope: 'process',
  }),
});
