import { type Brief, briefSchema, type Language } from '@accord/contract';
import { type StepFacts, type Task, taskStep } from '@accord/runtime';
import { hintsFor } from './hints.ts';
import {
  type BriefDraft,
  briefFrom,
  hintsSchema,
  interpretationSchema,
  validationSchema,
} from './interpretation.ts';
import type { Interpreter } from './interpreter.ts';
import { BRIEF_VERSION, promptFor } from './prompts.ts';
import { validateBrief } from './validate.ts';

export interface BriefInput {
  readonly text: string;
  readonly language?: Language | undefined;
}

type Facts = StepFacts<BriefInput, BriefDraft>;

/** Reads a wish into a brief. The interpreter reads, the validator doubts, the creative role suggests. */
export function briefTask(interpreter: Interpreter): Task<BriefInput, Brief, BriefDraft> {
  const briefSoFar = ({ input, draft }: Facts): Brief => briefFrom(input.text, draft);

  return {
    name: 'fragrance.brief',
    output: briefSchema,
    plans: {
      fast: ['interpreter'],
      balanced: ['interpreter', 'validator'],
      creative: ['interpreter', 'validator', 'creative'],
    },
    steps: [
      taskStep({
        role: 'interpreter',
        version: BRIEF_VERSION,
        answer: interpretationSchema,
        prompt: ({ input }: Facts) => promptFor('interpreter', { wish: input.text, language: input.language }),
        rules: ({ input }: Facts) => interpreter(input.text, input.language),
        take: ({ draft }: Facts, interpretation) => ({ ...draft, interpretation }),
      }),
      taskStep({
        role: 'validator',
        version: BRIEF_VERSION,
        answer: validationSchema,
        prompt: (facts: Facts) => promptFor('validator', { wish: facts.input.text, brief: briefSoFar(facts) }),
        rules: (facts: Facts) => ({ output: { warnings: validateBrief(briefSoFar(facts)) } }),
        take: ({ draft }: Facts, { warnings }) => ({ ...draft, warnings }),
      }),
      taskStep({
        role: 'creative',
        version: BRIEF_VERSION,
        answer: hintsSchema,
        prompt: (facts: Facts) => promptFor('creative', { wish: facts.input.text, brief: briefSoFar(facts) }),
        rules: (facts: Facts) => ({ output: { hints: hintsFor(briefSoFar(facts)) } }),
        take: ({ draft }: Facts, { hints }) => ({ ...draft, hints }),
      }),
    ],
    begin: () => ({ interpretation: undefined, warnings: [], hints: [] }),
    finish: (draft, input) => briefFrom(input.text, draft),
  };
}
