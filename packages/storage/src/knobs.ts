import { defineKnobs, integer, text } from '@accord/knobs';

export const storageKnobs = defineKnobs('storage', {
  busy_timeout_ms: integer({
    default: 1000,
    range: [0, 60_000],
    unit: 'ms',
    effect:
      'Waits longer for another process to finish writing before a write fails. Only at the start does the process stand still meanwhile.',
    scope: 'process',
  }),
});

export const postgresKnobs = defineKnobs('storage.postgres', {
  url: text({
    default: '',
    maxLength: 2000,
    secret: true,
    effect:
      'Address of PostgreSQL, such as postgres://user:password@host:5432/accord; keys and the ledger are kept there. Empty keeps them in the data folder. Best set by the environment.',
    scope: 'process',
  }),
  pool_min: integer({
    default: 2,
    range: [0, 1000],
    unit: 'connections',
    effect: 'Keeps more connections open while they are not used.',
    scope: 'process',
  }),
  pool_max: integer({
    default: 10,
    range: [1, 1000],
    unit: 'connections',
    effect: 'Lets more statements run at once; each connection costs the server memory.',
    scope: 'process',
  }),
  connect_timeout_ms: integer({
    default: 2000,
    range: [10, 600_000],
    unit: 'ms',
    effect: 'Waits longer for a connection, a free one of the pool or a new one.',
    scope: 'process',
  }),
  statement_timeout_ms: integer({
    default: 10_000,
    range: [10, 3_600_000],
    unit: 'ms',
    effect: 'Waits longer for a statement before it is given up.',
    scope: 'process',
  }),
});
