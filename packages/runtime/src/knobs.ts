import { defineKnobs, integer, type KnobValues, number, perVariant } from '@accord/knobs';

/** Generation parameters of the role that reads the input, by mode. */
export const interpreterKnobs = defineKnobs('serving.interpreter', {
  max_new_tokens: perVariant({
    default: 512,
    variants: { fast: 256, balanced: 512, creative: 1024 },
    range: [64, 4096],
    unit: 'tokens',
    integer: true,
    effect: 'Longer answers; more latency and cost. Too low truncates the answer.',
    scope: 'request',
  }),
  temperature: perVariant({
    default: 0.7,
    variants: { fast: 0.3, balanced: 0.7, creative: 0.8 },
    range: [0, 2],
    unit: '1',
    integer: false,
    effect: 'More varied readings; less repeatable.',
    scope: 'request',
  }),
  top_p: perVariant({
    default: 0.9,
    variants: { fast: 0.8, balanced: 0.9, creative: 0.95 },
    range: [0, 1],
    unit: '1',
    integer: false,
    effect: 'Samples from a wider nucleus of tokens.',
    scope: 'request',
  }),
  timeout_s: perVariant({
    default: 12,
    variants: { fast: 8, balanced: 12, creative: 20 },
    range: [1, 120],
    unit: 's',
    integer: false,
    effect: 'Waits longer for a slow model before the request fails.',
    scope: 'request',
  }),
});

const fixedParameters = (defaults: {
  maxNewTokens: number;
  temperature: number;
  topP: number;
  timeoutS: number;
}) => ({
  max_new_tokens: integer({
    default: defaults.maxNewTokens,
    range: [64, 4096],
    unit: 'tokens',
    effect: 'Longer answers; more latency and cost. Too low truncates the answer.',
    scope: 'request',
  }),
  temperature: number({
    default: defaults.temperature,
    range: [0, 2],
    unit: '1',
    effect: 'More varied answers; less repeatable.',
    scope: 'request',
  }),
  top_p: number({
    default: defaults.topP,
    range: [0, 1],
    unit: '1',
    effect: 'Samples from a wider nucleus of tokens.',
    scope: 'request',
  }),
  timeout_s: number({
    default: defaults.timeoutS,
    range: [1, 120],
    unit: 's',
    effect: 'Waits longer for a slow model before the request fails.',
    scope: 'request',
  }),
});

export const validatorKnobs = defineKnobs(
  'serving.validator',
  fixedParameters({ maxNewTokens: 256, temperature: 0.3, topP: 0.8, timeoutS: 5 }),
);

export const creativeKnobs = defineKnobs(
  'serving.creative',
  fixedParameters({ maxNewTokens: 128, temperature: 0.9, topP: 0.95, timeoutS: 10 }),
);

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
