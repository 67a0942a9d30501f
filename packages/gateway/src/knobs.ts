import { choice, defineKnobs, integer, type KnobValues, number } from '@accord/knobs';

/** Which answers are kept. */
const CACHED = ['off', 'deterministic', 'all'] as const;

export const gatewayKnobs = defineKnobs('gateway', {
  timeout_s: number({
    default: 600,
    range: [0.1, 86_400],
    unit: 's',
    effect: 'Lets a request to a model by its name take longer in all.',
    scope: 'request',
  }),
  first_token_s: number({
    default: 60,
    range: [0.1, 3600],
    unit: 's',
    effect: 'Waits longer for the beginning of an answer before the next engine is asked.',
    scope: 'request',
  }),
  output_tokens: integer({
    default: 4096,
    range: [1, 1_000_000],
    unit: 'tokens',
    effect:
      'Sets more money aside for a request that names no limit of its own, and lets its answer be as long.',
    scope: 'request',
  }),
  image_tokens: integer({
    default: 4096,
    range: [0, 1_000_000],
    unit: 'tokens',
    effect: 'Sets more money aside for each image or recording in a prompt.',
    scope: 'request',
  }),
  cache: choice({
    choices: CACHED,
    default: 'deterministic',
    effect:
      'Keeps answers that would come out the same again (temperature 0, or a seed; embeddings), or all, or none.',
    scope: 'process',
  }),
  depth_limit: integer({
    default: 128,
    range: [8, 10_000],
    unit: 'levels',
    effect: 'Accepts bodies that are nested deeper, such as schemas of tools.',
    scope: 'process',
  }),
  transcript_bytes: integer({
    default: 65_536,
    range: [1024, 16_777_216],
    unit: 'bytes',
    effect:
      'Keeps more of a stream unread before its text is taken out of it, which costs time; takes more memory for each.',
    scope: 'process',
  }),
});

export type GatewayKnobs = KnobValues<typeof gatewayKnobs>;
