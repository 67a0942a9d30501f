import {
  choice,
  defineKnobs,
  flag,
  integer,
  type KnobValues,
  number,
  perVariant,
  type ResolvedKnobs,
} from '@accord/knobs';

const MEBIBYTE = 2 ** 20;
const DAY_S = 86_400;

export const cacheServingKnobs = defineKnobs('cache', {
  enabled: flag({
    default: true,
    effect: 'Answers what was answered before without computing it again.',
    scope: 'process',
  }),
});

export const l1Knobs = defineKnobs('cache.l1', {
  max_bytes: integer({
    default: 128 * MEBIBYTE,
    range: [MEBIBYTE, 65_536 * MEBIBYTE],
    unit: 'bytes',
    effect: 'Keeps more answers in the memory of each process, the fastest level.',
    scope: 'process',
  }),
  ttl_s: integer({
    default: 300,
    range: [1, DAY_S],
    unit: 's',
    effect: 'Asks the levels below less often whether they have something newer.',
    scope: 'process',
  }),
});

export const ttlKnobs = defineKnobs('cache.ttl', {
  min_s: integer({
    default: 600,
    range: [1, DAY_S],
    unit: 's',
    effect: 'Keeps even short-lived answers this long on disk and in Redis.',
    scope: 'process',
  }),
  max_s: integer({
    default: DAY_S,
    range: [1, 30 * DAY_S],
    unit: 's',
    effect: 'Lets answers live longer on disk and in Redis; research is not bound by it.',
    scope: 'process',
  }),
  mode_s: perVariant({
    default: 3600,
    variants: { fast: 1800, balanced: 3600, creative: 7200 },
    range: [1, DAY_S],
    unit: 's',
    integer: true,
    effect: 'Serves answers of the mode for longer before they are computed anew.',
    scope: 'process',
  }),
  search_s: integer({
    default: 1800,
    range: [1, DAY_S],
    unit: 's',
    effect: 'Serves results of a search for longer.',
    scope: 'process',
  }),
  inference_s: integer({
    default: 300,
    range: [1, DAY_S],
    unit: 's',
    effect: 'Serves single answers of a model for longer.',
    scope: 'process',
  }),
  index_s: integer({
    default: DAY_S,
    range: [1, 30 * DAY_S],
    unit: 's',
    effect: 'Serves what was read from an index for longer.',
    scope: 'process',
  }),
  research_days: integer({
    default: 30,
    range: [1, 365],
    unit: 'days',
    effect: 'Serves results of research for longer, whatever the bounds of other answers.',
    scope: 'process',
  }),
  l2_s: integer({
    default: 3600,
    range: [1, 30 * DAY_S],
    unit: 's',
    effect: 'Keeps on disk for longer what declares no life of its own.',
    scope: 'process',
  }),
  l3_s: integer({
    default: DAY_S,
    range: [1, 30 * DAY_S],
    unit: 's',
    effect: 'Keeps in Redis for longer what declares no life of its own.',
    scope: 'process',
  }),
  grace_s: integer({
    default: 600,
    range: [0, DAY_S],
    unit: 's',
    effect: 'After its life an answer is served for longer while it is computed anew behind it.',
    scope: 'process',
  }),
  jitter: number({
    default: 0.1,
    range: [0, 0.5],
    unit: '1',
    effect: 'Spreads lives by this share of them, so that answers stored together do not expire together.',
    scope: 'process',
  }),
});

export const adaptiveKnobs = defineKnobs('cache.adaptive', {
  rule: choice({
    choices: ['off', 'load_only', 'load_and_hit_rate'],
    default: 'load_and_hit_rate',
    effect:
      'load_only doubles and halves the last life while load is high or low; load_and_hit_rate sets it from the base each time, longer also when few requests hit.',
    scope: 'process',
  }),
  every_s: integer({
    default: 60,
    range: [1, 3600],
    unit: 's',
    effect: 'Reads the load less often, so lives change more slowly.',
    scope: 'process',
  }),
  high_load: number({
    default: 0.8,
    range: [0, 1],
    unit: '1',
    effect: 'Lengthens lives only at a higher load.',
    scope: 'process',
  }),
  low_load: number({
    default: 0.3,
    range: [0, 1],
    unit: '1',
    effect: 'load_only: shortens lives already at a higher load.',
    scope: 'process',
  }),
  idle_load: number({
    default: 0.2,
    range: [0, 1],
    unit: '1',
    effect: 'load_and_hit_rate: shortens lives already at a higher load.',
    scope: 'process',
  }),
  low_hit_rate: number({
    default: 0.3,
    range: [0, 1],
    unit: '1',
    effect: 'load_and_hit_rate: lengthens lives already at a higher rate of hits.',
    scope: 'process',
  }),
});

export const guardKnobs = defineKnobs('cache.guard', {
  read_timeout_ms: integer({
    default: 50,
    range: [1, 10_000],
    unit: 'ms',
    effect: 'Waits longer for a level to answer before the request goes on without it.',
    scope: 'process',
  }),
  settle_timeout_ms: integer({
    default: 2000,
    range: [10, 60_000],
    unit: 'ms',
    effect:
      'Waits longer for a level to take an entry or to remove some before it is reported and tried again.',
    scope: 'process',
  }),
  failures: integer({
    default: 3,
    range: [1, 100],
    unit: 'failures',
    effect: 'Bears more failures in a row before a level rests.',
    scope: 'process',
  }),
  rest_ms: integer({
    default: 500,
    range: [1, 60_000],
    unit: 'ms',
    effect: 'Lets a failed level rest longer before it is tried; each failed try doubles the rest.',
    scope: 'process',
  }),
  rest_max_ms: integer({
    default: 30_000,
    range: [1, 600_000],
    unit: 'ms',
    effect: 'Tries a level that stays down less often.',
    scope: 'process',
  }),
  unsettled_writes: integer({
    default: 1000,
    range: [1, 1_000_000],
    unit: 'writes',
    effect: 'Lets more writes be under way to a slow level before further ones are left out.',
    scope: 'process',
  }),
});

const streamKnobs = defineKnobs('cache.streams', {
  max_bytes: integer({
    default: 4 * MEBIBYTE,
    range: [1024, 1024 * MEBIBYTE],
    unit: 'bytes',
    effect:
      'Keeps longer streams, and bears readers that are further behind; a longer one passes without being kept.',
    scope: 'process',
  }),
});

const statsKnobs = defineKnobs('cache.stats', {
  flush_ms: integer({
    default: 1000,
    range: [10, 60_000],
    unit: 'ms',
    effect: 'Writes statistics down less often; a process that is killed loses what it counted since.',
    scope: 'process',
  }),
});

export const popularKnobs = defineKnobs('cache.popular', {
  tracked: integer({
    default: 1000,
    range: [10, 1_000_000],
    unit: 'requests',
    effect: 'Follows more different requests at once, so that popular ones are known more exactly.',
    scope: 'process',
  }),
  kept: integer({
    default: 100,
    range: [0, 100_000],
    unit: 'requests',
    effect: 'Remembers more popular requests on disk, with their input; none are remembered at 0.',
    scope: 'process',
  }),
  half_life_h: number({
    default: 24,
    range: [0.1, 10_000],
    unit: 'h',
    effect: 'Holds requests for popular longer after they were last asked.',
    scope: 'process',
  }),
  save_s: integer({
    default: 30,
    range: [1, 3600],
    unit: 's',
    effect: 'Writes popular requests down less often.',
    scope: 'process',
  }),
});

export const warmingKnobs = defineKnobs('cache.warming', {
  popular_at_start: integer({
    default: 20,
    range: [0, 10_000],
    unit: 'requests',
    effect: 'Computes more of the popular requests at start, when they are no longer kept.',
    scope: 'process',
  }),
  concurrency: integer({
    default: 2,
    range: [1, 100],
    unit: 'requests',
    effect: 'Warms faster, and takes more from the requests that are served meanwhile.',
    scope: 'process',
  }),
});

export const predictionKnobs = defineKnobs('cache.prediction', {
  enabled: flag({
    default: false,
    effect: 'Computes ahead what usually follows; costs what is then not asked for.',
    scope: 'process',
  }),
  budget_per_min: integer({
    default: 6,
    range: [1, 10_000],
    unit: 'requests/min',
    effect: 'Computes more ahead.',
    scope: 'process',
  }),
  min_support: integer({
    default: 3,
    range: [1, 1000],
    unit: 'times',
    effect: 'Predicts only what was seen to follow more often.',
    scope: 'process',
  }),
  min_confidence: number({
    default: 0.4,
    range: [0, 1],
    unit: '1',
    effect: 'Predicts only what follows in a larger share of cases.',
    scope: 'process',
  }),
  horizon_s: integer({
    default: 600,
    range: [1, DAY_S],
    unit: 's',
    effect: 'Counts a prediction as used also when it is asked for later.',
    scope: 'process',
  }),
  min_precision: number({
    default: 0.2,
    range: [0, 1],
    unit: '1',
    effect: 'Switches prediction off already at a higher share of predictions that were used.',
    scope: 'process',
  }),
  judged: integer({
    default: 20,
    range: [1, 10_000],
    unit: 'predictions',
    effect: 'Judges precision over more of the last predictions.',
    scope: 'process',
  }),
  retry_s: integer({
    default: 3600,
    range: [1, 7 * DAY_S],
    unit: 's',
    effect: 'Leaves prediction off for longer before it is tried again.',
    scope: 'process',
  }),
  tracked: integer({
    default: 10_000,
    range: [10, 1_000_000],
    unit: 'requests',
    effect: 'Remembers what follows more different requests.',
    scope: 'process',
  }),
});

/** Every set, for the configuration. */
export const cacheKnobs = [
  cacheServingKnobs,
  l1Knobs,
  ttlKnobs,
  adaptiveKnobs,
  guardKnobs,
  streamKnobs,
  statsKnobs,
  popularKnobs,
  warmingKnobs,
  predictionKnobs,
] as const;

/** The values of every set. */
export interface CacheParameters {
  readonly serving: KnobValues<typeof cacheServingKnobs>;
  readonly l1: KnobValues<typeof l1Knobs>;
  readonly ttl: KnobValues<typeof ttlKnobs>;
  readonly adaptive: KnobValues<typeof adaptiveKnobs>;
  readonly guard: KnobValues<typeof guardKnobs>;
  readonly streams: KnobValues<typeof streamKnobs>;
  readonly stats: KnobValues<typeof statsKnobs>;
  readonly popular: KnobValues<typeof popularKnobs>;
  readonly warming: KnobValues<typeof warmingKnobs>;
  readonly prediction: KnobValues<typeof predictionKnobs>;
}

export function cacheParameters(knobs: Pick<ResolvedKnobs, 'of'>): CacheParameters {
  return {
    serving: knobs.of(cacheServingKnobs),
    l1: knobs.of(l1Knobs),
    ttl: knobs.of(ttlKnobs),
    adaptive: knobs.of(adaptiveKnobs),
    guard: knobs.of(guardKnobs),
    streams: knobs.of(streamKnobs),
    stats: knobs.of(statsKnobs),
    popular: knobs.of(popularKnobs),
    warming: knobs.of(warmingKnobs),
    prediction: knobs.of(predictionKnobs),
  };
}
