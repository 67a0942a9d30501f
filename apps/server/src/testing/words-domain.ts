import type { Mode } from '@accord/contract';
import { type Domain, type DomainRoute, jsonObject, ruleSetsOf, type Task, taskStep } from '@accord/runtime';
import { z } from 'zod';

/** A domain of one word, whose parts can be faulty, for the tests that break what is behind the server. */

interface Draft {
  readonly word: string;
}
interface Facts {
  readonly input: string;
  readonly mode: Mode;
  readonly draft: Draft;
}
/** Which part of the program has a mistake. */
type Fault = 'prompt' | 'take' | 'finish';

const wordSchema = z.strictObject({ word: z.string() });
const bodySchema = z.strictObject({ text: z.string() }).meta({ id: 'WordRequest' });
const replySchema = z.strictObject({ word: z.string(), meta: z.unknown() }).meta({ id: 'WordReply' });

const mistaken = (): never => {
  const nothing = undefined as unknown as { readonly word: string };
  throw new TypeError(`no word in ${nothing.word}`);
};

const wordTask = (fault: Fault | undefined): Task<string, Draft, Draft> => ({
  name: `words.${fault ?? 'sound'}`,
  output: wordSchema,
  basis: () => '',
  plans: { fast: ['interpreter'], balanced: ['interpreter'], creative: ['interpreter'] },
  steps: [
    taskStep({
      role: 'interpreter',
      version: '1',
      answer: wordSchema,
      prompt: ({ input }: Facts) => (fault === 'prompt' ? mistaken() : [{ role: 'user', content: input }]),
      rules: () => ({ output: { word: 'by rules' } }),
      take: (_: Facts, answer) => (fault === 'take' ? mistaken() : answer),
    }),
  ],
  begin: () => ({ word: '' }),
  finish: (draft) => (fault === 'finish' ? mistaken() : draft),
});

function route(path: string, task: Task<string, Draft, Draft>): DomainRoute<z.infer<typeof bodySchema>> {
  return {
    method: 'POST',
    path,
    operationId: task.name,
    summary: 'A route of the tests',
    body: bodySchema,
    reply: replySchema,
    example: { text: 'x' },
    async handle({ text }, { runtime, caller }) {
      const { output, meta } = await runtime.run(task, text, { mode: 'fast', caller });
      return jsonObject({ word: output, meta });
    },
  };
}

const TASKS = [
  ['/api/word', wordTask(undefined)],
  ['/api/faulty/prompt', wordTask('prompt')],
  ['/api/faulty/take', wordTask('take')],
  ['/api/faulty/finish', wordTask('finish')],
] as const;

export const wordsDomain: Domain = {
  name: 'words',
  knobs: [],
  errors: {},
  open: () => ({
    rules: new Map(TASKS.flatMap(([, task]) => [...ruleSetsOf(task)])),
    routes: TASKS.map(([path, task]) => route(path, task)),
  }),
};
