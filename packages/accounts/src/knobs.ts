import { choice, defineKnobs, integer, text } from '@accord/knobs';

const MEBIBYTE = 2 ** 20;

export const keyKnobs = defineKnobs('keys', {
  default_per_minute: integer({
    default: 60,
    range: [0, 1_000_000],
    unit: 'requests/min',
    effect: 'Lets a key that was made without a limit ask more often in a minute; 0 sets no limit.',
    scope: 'process',
  }),
  default_per_hour: integer({
    default: 1000,
    range: [0, 100_000_000],
    unit: 'requests/h',
    effect: 'Lets a key that was made without a limit ask more often in an hour; 0 sets no limit.',
    scope: 'process',
  }),
  fresh_ms: integer({
    default: 1000,
    range: [0, 600_000],
    unit: 'ms',
    effect: 'Looks a key up less often; a key that another process revoked is let in for that long.',
    scope: 'process',
  }),
  trusted_s: integer({
    default: 300,
    range: [0, 86_400],
    unit: 's',
    effect: 'While the database does not answer, lets in for longer who was let in before.',
    scope: 'process',
  }),
  cached: integer({
    default: 10_000,
    range: [1, 10_000_000],
    unit: 'keys',
    effect: 'Remembers more keys, so that fewer are looked up.',
    scope: 'process',
  }),
});

export const priceKnobs = defineKnobs('prices', {
  file: text({
    default: '',
    maxLength: 4000,
    effect:
      'YAML file of dated prices of models; empty has none. From the environment a relative path starts at the working directory, else at the folder that holds configs/.',
    scope: 'process',
  }),
});

export const ledgerKnobs = defineKnobs('ledger', {
  fold_ms: integer({
    default: 250,
    range: [1, 60_000],
    unit: 'ms',
    effect:
      'Books into the database less often, more at a time: cheaper, but what other processes spent is seen later.',
    scope: 'process',
  }),
  sync: choice({
    choices: ['never', 'interval', 'always'],
    default: 'interval',
    effect:
      'When the journal is forced to the disk. A killed process loses nothing whichever is chosen; a power cut may lose what was not forced. always: before a reservation holds.',
    scope: 'process',
  }),
  sync_ms: integer({
    default: 1000,
    range: [10, 600_000],
    unit: 'ms',
    effect: 'With ledger.sync at interval, forces the journal to the disk less often.',
    scope: 'process',
  }),
  segment_bytes: integer({
    default: 16 * MEBIBYTE,
    range: [4096, 1024 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Makes the files of the journal larger before the next is begun.',
    scope: 'process',
  }),
  journal_max_bytes: integer({
    default: 1024 * MEBIBYTE,
    range: [4096, 1024 * 1024 * MEBIBYTE],
    unit: 'bytes',
    effect:
      'Lets the journal hold more while the database cannot be written, before reservations are refused.',
    scope: 'process',
  }),
  page_bytes: integer({
    default: 512 * 1024,
    range: [1024, 64 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Books more of the journal in one transaction.',
    scope: 'process',
  }),
  retry_ms: integer({
    default: 1000,
    range: [10, 600_000],
    unit: 'ms',
    effect: 'Waits longer before a journal or a database that could not be written is tried again.',
    scope: 'process',
  }),
  recover_s: integer({
    default: 10,
    range: [1, 86_400],
    unit: 's',
    effect: 'Looks less often for journals of processes that died while this one runs.',
    scope: 'process',
  }),
});
