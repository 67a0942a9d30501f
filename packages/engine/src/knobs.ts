import { choice, defineKnobs, integer, type KnobValues, number } from '@accord/knobs';

const MEBIBYTE = 2 ** 20;

export const engineKnobs = defineKnobs('engine', {
  max_answer_bytes: integer({
    default: 16 * MEBIBYTE,
    range: [1024, 1024 * MEBIBYTE],
    unit: 'bytes',
    effect:
      'Reads longer answers and larger batches of embeddings; a faulty model server can take more memory.',
    scope: 'process',
  }),
  connections_max: integer({
    default: 10,
    range: [1, 10_000],
    unit: 'connections',
    effect:
      'Forwards more requests to a model server at the same time, beside what resilience.bulkhead lets run.',
    scope: 'process',
  }),
  connections_min: integer({
    default: 2,
    range: [0, 1000],
    unit: 'connections',
    effect: 'Opens more connections to a model server ahead of the first requests.',
    scope: 'process',
  }),
  connection_idle_s: number({
    default: 4,
    range: [0.1, 3600],
    unit: 's',
    effect:
      'Keeps an unused connection for longer. Where a server closes it sooner and does not say so, a request can meet the closing.',
    scope: 'process',
  }),
  silence_s: number({
    default: 60,
    range: [1, 3600],
    unit: 's',
    effect: 'Bears a longer pause within a forwarded answer before it counts as broken off.',
    scope: 'process',
  }),
});

/** What forwarded requests are sent over. */
export type ConnectionKnobs = Omit<KnobValues<typeof engineKnobs>, 'max_answer_bytes'>;

/** How finely the weights of a model are kept; each is a file of its own. */
const QUANTISATIONS = ['fp16', 'int8', 'int4'] as const;
export type Quantisation = (typeof QUANTISATIONS)[number];

/** Models that run in this process. */
export const llamaCppKnobs = defineKnobs('engine.llama_cpp', {
  quantisation: choice({
    choices: QUANTISATIONS,
    default: 'fp16',
    effect:
      'Takes the file of each role that has this precision; lower ones need less memory and are less exact.',
    scope: 'process',
  }),
  context_size: integer({
    default: 4096,
    range: [256, 1_048_576],
    unit: 'tokens',
    effect: 'Holds a longer prompt and answer together, for each answer at a time; takes more memory.',
    scope: 'process',
  }),
  contexts: integer({
    default: 2,
    range: [1, 64],
    unit: 'answers',
    effect: 'Gives more answers at the same time, each slower; takes more memory.',
    scope: 'process',
  }),
  threads: integer({
    default: 1,
    range: [1, 256],
    unit: 'threads',
    effect:
      'Computes on more cores. Beyond the cores that are free it is many times slower, so raise it only on a machine of its own.',
    scope: 'process',
  }),
  prompt_batch: integer({
    default: 32,
    range: [1, 4096],
    unit: 'tokens',
    effect:
      'Reads more of a prompt in one go, which is faster; a call that is cancelled meanwhile ends later.',
    scope: 'process',
  }),
  waiting_limit: integer({
    default: 16,
    range: [0, 10_000],
    unit: 'calls',
    effect: 'Lets more calls wait for their turn before others are refused.',
    scope: 'process',
  }),
  wait_ms: integer({
    default: 5000,
    range: [1, 600_000],
    unit: 'ms',
    effect: 'Lets a call wait longer for its turn before it is refused.',
    scope: 'process',
  }),
});

export type LlamaCppKnobs = KnobValues<typeof llamaCppKnobs>;
