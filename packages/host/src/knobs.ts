import { ROLES, type Role } from '@accord/contract';
import type { Quantisation } from '@accord/engine';
import { DIALECTS } from '@accord/engine/drivers/openai';
import {
  choice,
  defineKnobs,
  flag,
  integer,
  type KnobSet,
  type KnobValues,
  number,
  text,
} from '@accord/knobs';

const DEFAULT_MODELS: Readonly<Record<Role, string>> = {
  interpreter: 'Qwen2.5-7B-Instruct',
  validator: 'Mistral-7B-Instruct-v0.3',
  creative: 'Llama-3-8B-Instruct',
};

const ggufFile = (quantisation: Quantisation) =>
  text({
    default: '',
    maxLength: 4000,
    effect:
      `Model file of the llama-cpp driver where engine.llama_cpp.quantisation is ${quantisation}. From the environment a ` +
      'relative path starts at the working directory, else at the folder that holds configs/.',
    scope: 'process',
  });

const price = (direction: 'input' | 'output') =>
  number({
    default: 0,
    range: [0, 10_000],
    unit: 'USD per million tokens',
    effect: `Counts more for each ${direction} token: in the cost of a reply, in the money of the day, in plans.`,
    scope: 'process',
  });

/** Where a model is found and what it costs. */
const modelOf = (role: Role) => ({
  base_url: text({
    default: '',
    maxLength: 2000,
    effect: 'Address of the OpenAI-compatible server, such as http://127.0.0.1:8080/v1; needed by openai.',
    scope: 'process',
  }),
  model: text({
    default: DEFAULT_MODELS[role],
    maxLength: 200,
    effect: 'Name of the model that the server is asked for.',
    scope: 'process',
  }),
  dialect: choice({
    choices: DIALECTS,
    default: 'openai',
    effect:
      'Also sends top_k and the penalty of repetitions, by the name that vLLM or the llama.cpp server has for it; others refuse them.',
    scope: 'process',
  }),
  api_key: text({
    default: '',
    maxLength: 1000,
    secret: true,
    effect: 'Sent to the server as a bearer token; empty sends none. Best set by the environment.',
    scope: 'process',
  }),
  continues: choice({
    choices: ['no', 'assistant_message', 'vllm'],
    default: 'no',
    effect:
      'Lets the gateway have it go on with a stream that broke off elsewhere: told by the beginning of the answer as the last message, or also by the fields that vLLM has for it.',
    scope: 'process',
  }),
  responses: flag({
    default: false,
    effect: 'Sends requests to /v1/responses on as they are, where the server has that endpoint.',
    scope: 'process',
  }),
  gguf_fp16: ggufFile('fp16'),
  gguf_int8: ggufFile('int8'),
  gguf_int4: ggufFile('int4'),
  input_usd_per_million: price('input'),
  output_usd_per_million: price('output'),
});

const roleSet = (role: Role) =>
  defineKnobs(`roles.${role}`, {
    driver: choice({
      choices: ['rules', 'openai', 'llama-cpp'],
      default: 'rules',
      effect: `Answers the ${role} role by the embedded rules, by an OpenAI-compatible server, or by a model in this process.`,
      scope: 'process',
    }),
    ...modelOf(role),
  });

/** An engine that is asked when those before it do not answer. */
const fallbackSet = (role: Role, place: Fallback) =>
  defineKnobs(`roles.${role}.${place}`, {
    driver: choice({
      choices: ['none', 'openai', 'llama-cpp'],
      default: 'none',
      effect: `Asks a further engine for the ${role} role when those before it do not answer.`,
      scope: 'process',
    }),
    ...modelOf(role),
  });

/** In the order in which they are asked, after the engine of the role itself. */
export const FALLBACKS = ['fallback_1', 'fallback_2'] as const;
export type Fallback = (typeof FALLBACKS)[number];

/** Where a model is found and what it costs, whichever driver speaks to it. */
export type ModelBinding = Omit<KnobValues<ReturnType<typeof roleSet>>, 'driver'>;

interface RoleKnobs {
  readonly first: ReturnType<typeof roleSet>;
  readonly fallbacks: Readonly<Record<Fallback, ReturnType<typeof fallbackSet>>>;
}

const roleKnobsOf = (role: Role): RoleKnobs => ({
  first: roleSet(role),
  fallbacks: { fallback_1: fallbackSet(role, 'fallback_1'), fallback_2: fallbackSet(role, 'fallback_2') },
});

/** Which engines answer each role. */
export const roleKnobs: Readonly<Record<Role, RoleKnobs>> = {
  interpreter: roleKnobsOf('interpreter'),
  validator: roleKnobsOf('validator'),
  creative: roleKnobsOf('creative'),
};

/** What similar questions are found by. */
export const embeddingKnobs = defineKnobs('semantic.embedding', {
  driver: choice({
    choices: ['hashed', 'openai'],
    default: 'hashed',
    effect:
      'Makes the vectors of questions in this process, from their words and letters, or by a model on an OpenAI-compatible server.',
    scope: 'process',
  }),
  base_url: text({
    default: '',
    maxLength: 2000,
    effect: 'Address of the OpenAI-compatible server, such as http://127.0.0.1:8080/v1; needed by openai.',
    scope: 'process',
  }),
  model: text({
    default: '',
    maxLength: 200,
    effect: 'Name of the embedding model that the server is asked for; needed by openai.',
    scope: 'process',
  }),
  api_key: text({
    default: '',
    maxLength: 1000,
    secret: true,
    effect: 'Sent to the server as a bearer token; empty sends none. Best set by the environment.',
    scope: 'process',
  }),
});

export const dataKnobs = defineKnobs('data', {
  dir: text({
    default: '.accord',
    maxLength: 4000,
    effect:
      'Folder of all state. From the environment a relative path starts at the working directory, else at the folder that holds configs/.',
    scope: 'process',
  }),
});

export const healthKnobs = defineKnobs('health', {
  timeout_ms: integer({
    default: 1000,
    range: [10, 60_000],
    unit: 'ms',
    effect: 'Waits longer for an engine before the health report calls it down.',
    scope: 'process',
  }),
});

export const hostKnobs: readonly KnobSet[] = [
  dataKnobs,
  healthKnobs,
  embeddingKnobs,
  ...ROLES.flatMap((role) => [
    roleKnobs[role].first,
    ...FALLBACKS.map((place) => roleKnobs[role].fallbacks[place]),
  ]),
];
