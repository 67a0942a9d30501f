import { defineKnobs, integer, type KnobValues, text } from '@accord/knobs';

/** Levels of zstd, and sizes of dictionaries, that the presets of the sources stand for. */
export const memoryKnobs = defineKnobs('memory', {
  key: text({
    default: '',
    maxLength: 100,
    secret: true,
    effect:
      'Key that everything remembered is sealed under: 32 bytes in hex or base64. Empty takes the one in memory.key of the data folder, which is made the first time.',
    scope: 'process',
  }),
  previous_key: text({
    default: '',
    maxLength: 100,
    secret: true,
    effect: 'The key before it, until accord memory rotate has sealed everything anew.',
    scope: 'process',
  }),
  zstd_level: integer({
    default: 17,
    range: [1, 22],
    unit: 'level',
    effect:
      'Compresses tighter, and takes longer to store: 1 for development, 15 for speed, 17 in production, 21 for size.',
    scope: 'process',
  }),
  tight_level: integer({
    default: 22,
    range: [1, 22],
    unit: 'level',
    effect: 'Compresses what has aged tighter.',
    scope: 'process',
  }),
  dictionary_bytes: integer({
    default: 524_288,
    range: [1024, 2_097_152],
    unit: 'bytes',
    effect:
      'Lets a dictionary hold more of what the records of a class have in common; each takes several times as much memory.',
    scope: 'process',
  }),
  record_bytes: integer({
    default: 1_048_576,
    range: [1024, 67_108_864],
    unit: 'bytes',
    effect: 'Remembers longer contents.',
    scope: 'process',
  }),
  l1_bytes: integer({
    default: 33_554_432,
    range: [0, 17_179_869_184],
    unit: 'bytes',
    effect: 'Keeps more contents in memory as they were, opened and unpacked.',
    scope: 'process',
  }),
  waiting_limit: integer({
    default: 10_000,
    range: [1, 10_000_000],
    unit: 'records',
    effect: 'Lets more records wait to be written before new ones are refused.',
    scope: 'process',
  }),
});

export type MemoryKnobs = KnobValues<typeof memoryKnobs>;
