import type { Mode, Role } from '@accord/contract';
import { type Domain, type DomainRoute, jsonObject, ruleSetsOf, type Task, taskStep } from '@accord/runtime';
import { z } from 'zod';

/** A domain that is small enough to be judged at a glance: every role adds a word to the words of the input. */

interface Draft {
  readonly words: readonly string[];
}
type Words = Task<string, { words: readonly string[] }, Draft>;

const wordsSchema = z.strictObject({ words: z.array(z.string()) });

interface Facts {
  readonly input: string;
  readonly mode: Mode;
  readonly draft: Draft;
}

const step = (role: Role) =>
  taskStep({
    role,
    version: '1',
    answer: z.strictObject({ word: z.string() }),
    prompt: ({ input }: Facts) => [{ role: 'user', content: `${role}: ${input}` }],
    rules: () => ({ output: { word: `rule-${role}` } }),
    take: ({ draft }: Facts, answer) => ({
      words: [...draft.words, answer.word],
    }),
  });

const steps = [step('interpreter'), step('validator'), step('creative')];

const wordTask: Words = {
  name: 'test.words',
  output: wordsSchema,
  basis: () => '',
  plans: {
    fast: ['interpreter'],
    balanced: ['interpreter', 'validator'],
    creative: ['interpreter', 'validator', 'creative'],
  },
  steps,
  begin: (input) => ({ words: [input] }),
  finish: ({ words }) => ({ words: [...words] }),
};

/** The same, with nothing to fall back on. */
const bareTask: Words = {
  ...wordTask,
  name: 'test.bare',
  steps: steps.map((known) => ({ ...known, rules: undefined })),
};

/** The same without rules, which knows when two questions are alike: the words that engines add have to be the same. */
const similarTask: Words = {
  ...bareTask,
  name: 'test.similar',
  similarity: {
    text: (input) => input,
    exact: () => null,
    same: (one, other) => one.words.slice(1).join(' ') === other.words.slice(1).join(' '),
    transfer: (output) => output,
  },
};

/** The same, with a fault of the program where an answer is taken. */
const faultyTask: Words = {
  ...wordTask,
  name: 'test.faulty',
  steps: steps.map((known) => ({
    ...known,
    take: () => {
      throw new TypeError('draft.words is not iterable');
    },
  })),
};

const bodySchema = z
  .strictObject({ text: z.string(), mode: z.enum(['fast', 'balanced', 'creative']) })
  .meta({ id: 'WordsRequest' });
const replySchema = z.strictObject({ said: wordsSchema, meta: z.unknown() }).meta({ id: 'WordsReply' });

const route = (path: string, task: Words): DomainRoute<z.infer<typeof bodySchema>> => ({
  method: 'POST',
  path,
  operationId: task.name,
  summary: 'A route of the tests',
  body: bodySchema,
  reply: replySchema,
  example: { text: 'oh', mode: 'fast' },
  async handle({ text, mode }, { runtime, caller }) {
    const { output, meta } = await runtime.run(task, text, { mode, caller });
    return jsonObject({ said: output, meta });
  },
});

export const wordDomain: Domain = {
  name: 'words',
  knobs: [],
  errors: {},
  open: () => ({
    rules: new Map([
      ...ruleSetsOf(wordTask),
      ...ruleSetsOf(bareTask),
      ...ruleSetsOf(similarTask),
      ...ruleSetsOf(faultyTask),
    ]),
    routes: [
      route('/api/words', wordTask),
      route('/api/bare', bareTask),
      route('/api/similar', similarTask),
      route('/api/faulty', faultyTask),
    ],
  }),
};
