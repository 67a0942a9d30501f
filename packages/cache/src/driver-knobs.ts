import { choice, defineKnobs, flag, integer, text } from '@accord/knobs';

const MEBIBYTE = 2 ** 20;

export const encryptionKnobs = defineKnobs('cache.encryption', {
  mode: choice({
    choices: ['off', 'aes-256-gcm'],
    default: 'off',
    effect: 'Seals every value kept on disk or in Redis; names and tags stay readable. Needs a key.',
    scope: 'process',
  }),
  key: text({
    default: '',
    maxLength: 100,
    secret: true,
    effect:
      '32 bytes in base64 or hex; values sealed with another key read as absent. Best set by the environment.',
    scope: 'process',
  }),
});

export const sqliteCacheKnobs = defineKnobs('cache.sqlite', {
  max_bytes: integer({
    default: 512 * MEBIBYTE,
    range: [64 * 1024, 1024 * 1024 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Keeps more entries on disk before the least used are evicted.',
    scope: 'process',
  }),
  max_entry_bytes: integer({
    default: 4 * MEBIBYTE,
    range: [1024, 256 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Keeps larger entries, as packed; each is written in one piece while requests wait.',
    scope: 'process',
  }),
  busy_timeout_ms: integer({
    default: 5,
    range: [0, 1000],
    unit: 'ms',
    effect:
      'Stands still longer for another process that is writing; what is not written then is tried again later.',
    scope: 'process',
  }),
  give_up_ms: integer({
    default: 2000,
    range: [1, 60_000],
    unit: 'ms',
    effect: 'Tries a write for longer while another process holds the file.',
    scope: 'process',
  }),
  batch_limit: integer({
    default: 128,
    range: [1, 10_000],
    unit: 'writes',
    effect: 'Writes more at once: cheaper each, but requests wait longer meanwhile.',
    scope: 'process',
  }),
  waiting_limit: integer({
    default: 10_000,
    range: [1, 1_000_000],
    unit: 'writes',
    effect: 'Lets more writes wait for the disk before further ones are refused.',
    scope: 'process',
  }),
  retry_ms: integer({
    default: 1000,
    range: [1, 600_000],
    unit: 'ms',
    effect:
      'Waits longer before a level that failed is tried again; each failure doubles it, up to 64 times.',
    scope: 'process',
  }),
});

export const localBusKnobs = defineKnobs('cache.local_bus', {
  poll_ms: integer({
    default: 50,
    range: [5, 10_000],
    unit: 'ms',
    effect:
      'Looks less often for what other processes of the data folder invalidated; invalidating waits longer.',
    scope: 'process',
  }),
  gone_ms: integer({
    default: 2000,
    range: [100, 600_000],
    unit: 'ms',
    effect: 'Waits longer for a process that stands still before it is taken for gone.',
    scope: 'process',
  }),
});

export const redisCacheKnobs = defineKnobs('cache.redis', {
  url: text({
    default: '',
    maxLength: 2000,
    secret: true,
    effect:
      'Address of Redis, such as redis://user:password@host:6379/0, or of some nodes of a cluster, separated by commas; empty uses none.',
    scope: 'process',
  }),
  cluster: flag({
    default: false,
    effect: 'Speaks to a Redis Cluster instead of a single server.',
    scope: 'process',
  }),
  prefix: text({
    default: 'accord:cache:',
    maxLength: 200,
    effect: 'Begins every key in Redis, so that several installations can share one.',
    scope: 'process',
  }),
  timeout_ms: integer({
    default: 250,
    range: [1, 60_000],
    unit: 'ms',
    effect: 'Waits longer for Redis before it counts as too slow and is left alone until it answers again.',
    scope: 'process',
  }),
  connect_timeout_ms: integer({
    default: 2000,
    range: [10, 60_000],
    unit: 'ms',
    effect: 'Waits longer for a connection to Redis to be made.',
    scope: 'process',
  }),
  probe_ms: integer({
    default: 500,
    range: [10, 60_000],
    unit: 'ms',
    effect: 'Looks less often whether a Redis that was lost or too slow is back.',
    scope: 'process',
  }),
  max_entry_bytes: integer({
    default: 4 * MEBIBYTE,
    range: [1024, 256 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Keeps larger entries, as packed; each holds up the others on the connection.',
    scope: 'process',
  }),
  usage_every_ms: integer({
    default: 30_000,
    range: [0, 3_600_000],
    unit: 'ms',
    effect: 'Counts the entries in Redis less often; counting reads all its keys.',
    scope: 'process',
  }),
  member_lease_ms: integer({
    default: 3000,
    range: [50, 60_000],
    unit: 'ms',
    effect: 'Waits longer for a process that vanished before an invalidation goes on without it.',
    scope: 'process',
  }),
  announce_timeout_ms: integer({
    default: 10_000,
    range: [10, 600_000],
    unit: 'ms',
    effect: 'Waits longer for processes that live but do not say that they have removed an entry.',
    scope: 'process',
  }),
  log_limit: integer({
    default: 10_000,
    range: [10, 10_000_000],
    unit: 'invalidations',
    effect:
      'Remembers more invalidations for processes that were away; one that missed more forgets all it has.',
    scope: 'process',
  }),
  flight_lease_ms: integer({
    default: 1000,
    range: [50, 60_000],
    unit: 'ms',
    effect: 'Waits longer for a process that computes for others and was lost before one of them takes over.',
    scope: 'process',
  }),
  flight_keep_ms: integer({
    default: 10_000,
    range: [100, 600_000],
    unit: 'ms',
    effect: 'Keeps what a flight brought for longer, for followers that are late to read it.',
    scope: 'process',
  }),
  flight_limit_bytes: integer({
    default: 8 * MEBIBYTE,
    range: [1024, 256 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Passes on longer streams to other processes; beyond it each computes for itself.',
    scope: 'process',
  }),
});
