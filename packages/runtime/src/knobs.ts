import { defineKnobs, integer, type KnobValues, number, perVariant } from '@accord/knobs';

/** Effect and bounds of each generation parameter, the same for every role. */
const PARAMETERS = {
  max_new_tokens: {
    range: [64, 4096],
    unit: 'tokens',
    effect: 'Longer answers; more latency and cost. Too low truncates the answer.',
    scope: 'request',
  },
  temperature: {
    range: [0, 2],
    unit: '1',
    effect: 'More varied answers; less repeatable.',
    scope: 'request',
  },
  top_p: {
    range: [0, 1],
    unit: '1',
    effect: 'Samples from a wider nucleus of tokens.',
    scope: 'request',
  },
  top_k: {
    range: [1, 100],
    unit: 'tokens',
    effect: 'Samples from more candidates for each token.',
    scope: 'request',
  },
  repetition_penalty: {
    range: [1, 2],
    unit: '1',
    effect: 'Says the same thing less often; too high spoils JSON, which repeats its marks.',
    scope: 'request',
  },
  timeout_s: {
    range: [1, 120],
    unit: 's',
    effect: 'Waits longer for a slow model before the request fails.',
    scope: 'request',
  },
} as const;

/** Generation parameters of the role that reads the input, by mode. */
export const interpreterKnobs = defineKnobs('serving.interpreter', {
  max_new_tokens: perVariant({
    ...PARAMETERS.max_new_tokens,
    default: 512,
    variants: { fast: 256, balanced: 512, creative: 1024 },
    integer: true,
  }),
  temperature: perVariant({
    ...PARAMETERS.temperature,
    default: 0.7,
    variants: { fast: 0.3, balanced: 0.7, creative: 0.8 },
    integer: false,
  }),
  top_p: perVariant({
    ...PARAMETERS.top_p,
    default: 0.9,
    variants: { fast: 0.8, balanced: 0.9, creative: 0.95 },
    integer: false,
  }),
  top_k: perVariant({
    ...PARAMETERS.top_k,
    default: 50,
    variants: { fast: 40, balanced: 50, creative: 60 },
    integer: true,
  }),
  repetition_penalty: perVariant({
    ...PARAMETERS.repetition_penalty,
    default: 1.1,
    variants: { fast: 1.1, balanced: 1.1, creative: 1.1 },
    integer: false,
  }),
  timeout_s: perVariant({
    ...PARAMETERS.timeout_s,
    default: 12,
    variants: { fast: 8, balanced: 12, creative: 20 },
    integer: false,
  }),
});

/** Parameters of a role that does the same in every mode it runs in. */
const fixedParameters = (defaults: {
  readonly maxNewTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly timeoutS: number;
}) => ({
  max_new_tokens: integer({ ...PARAMETERS.max_new_tokens, default: defaults.maxNewTokens }),
  temperature: number({ ...PARAMETERS.temperature, default: defaults.temperature }),
  top_p: number({ ...PARAMETERS.top_p, default: defaults.topP }),
  top_k: integer({ ...PARAMETERS.top_k, default: 50 }),
  repetition_penalty: number({ ...PARAMETERS.repetition_penalty, default: 1.1 }),
  timeout_s: number({ ...PARAMETERS.timeout_s, default: defaults.timeoutS }),
});

export const validatorKnobs = defineKnobs(
  'serving.validator',
  fixedParameters({ maxNewTokens: 256, temperature: 0.3, topP: 0.8, timeoutS: 5 }),
);

export const creativeKnobs = defineKnobs('serving.creative', {
  ...fixedParameters({ maxNewTokens: 128, temperature: 0.9, topP: 0.95, timeoutS: 10 }),
  hints_limit: integer({
    default: 8,
    range: [5, 8],
    unit: 'hints',
    effect: 'Admits more creative hints; they take longer to write and to read.',
    scope: 'process',
  }),
});

/** When less is done than was asked for. */
export const downshiftKnobs = defineKnobs('serving.downshift', {
  reserve_ms: integer({
    default: 50,
    range: [0, 10_000],
    unit: 'ms',
    effect: 'Keeps more of the deadline for what comes when the engines fail; engines get less of it.',
    scope: 'request',
  }),
  half_tokens_min_ms: integer({
    default: 500,
    range: [0, 60_000],
    unit: 'ms',
    effect: 'Makes the second try with half the tokens only when more of the deadline is left.',
    scope: 'request',
  }),
  history_ms: integer({
    default: 120_000,
    range: [1000, 3_600_000],
    unit: 'ms',
    effect: 'Judges plans by a longer past: steadier, and slower to see that something changed.',
    scope: 'process',
  }),
  measured_min: integer({
    default: 20,
    range: [1, 10_000],
    unit: 'requests',
    effect: 'Waits for more runs of a mode before its latency and its failures count in a plan.',
    scope: 'process',
  }),
  prediction_ms: integer({
    default: 100,
    range: [0, 60_000],
    unit: 'ms',
    effect: 'Uses a predicted latency for longer before it is computed anew.',
    scope: 'process',
  }),
  error_share: number({
    default: 0.1,
    range: [0, 1],
    unit: '1',
    effect: 'Lets more of the requests of a mode fail before the mode is left for a lesser one.',
    scope: 'process',
  }),
});

/** How long and how much a request may take. */
export const limitKnobs = defineKnobs('serving.limits', {
  deadline_s: perVariant({
    default: 20,
    variants: { fast: 10, balanced: 20, creative: 40 },
    range: [0.01, 600],
    unit: 's',
    integer: false,
    effect: 'Lets a request take longer in all before what is left of it is cut short.',
    scope: 'request',
  }),
  usd_per_day: number({
    default: 0,
    range: [0, 1_000_000],
    unit: 'USD',
    effect: 'Lets engines cost more in a day (UTC) before only what is free is done; 0 sets no limit.',
    scope: 'process',
  }),
});

const price = (unit: string, value: number, effect: string) =>
  number({ default: value, range: [0, 100_000], unit, effect, scope: 'process' });

/** What a request costs, part by part. A model of one's own is paid for by the hour, one of a vendor by the token. */
export const costKnobs = defineKnobs('cost', {
  compute_usd_per_hour: price(
    'US dollars',
    0.526,
    'Price of an hour of the machine; each request is counted for as long as it takes, as if it had the machine alone.',
  ),
  network_usd_per_gb: price('US dollars', 0.09, 'Price of a gigabyte of requests and replies.'),
  storage_usd_per_gb_month: price('US dollars', 0.08, 'Price of keeping a gigabyte of records for a month.'),
});

/** How the records of decisions are kept. */
export const decisionKnobs = defineKnobs('decisions', {
  retention: integer({
    default: 100_000,
    range: [100, 100_000_000],
    unit: 'records',
    effect: 'Keeps older decisions explainable; takes more disk, a few kilobytes a record.',
    scope: 'process',
  }),
  flush_ms: integer({
    default: 50,
    range: [1, 10_000],
    unit: 'ms',
    effect:
      'Writes more records together, which is cheaper; a crash loses what was gathered since the last write.',
    scope: 'process',
  }),
  batch_limit: integer({
    default: 256,
    range: [1, 10_000],
    unit: 'records',
    effect: 'Writes more records in one go, which is cheaper for each; they wait in memory until it is done.',
    scope: 'process',
  }),
  buffer_limit: integer({
    default: 10_000,
    range: [100, 1_000_000],
    unit: 'records',
    effect:
      'Holds more records in memory while the database cannot be written; beyond it the oldest are dropped.',
    scope: 'process',
  }),
  retry_ms: integer({
    default: 1000,
    range: [10, 60_000],
    unit: 'ms',
    effect: 'Waits longer before writing is tried again after the database failed.',
    scope: 'process',
  }),
});

/** The generation parameters of every role, as configured. */
export interface ServingParameters {
  readonly interpreter: KnobValues<typeof interpreterKnobs>;
  readonly validator: KnobValues<typeof validatorKnobs>;
  readonly creative: KnobValues<typeof creativeKnobs>;
}
