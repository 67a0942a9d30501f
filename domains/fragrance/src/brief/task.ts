import { type Brief, briefSchema, type Language } from '@accord/contract';
import { type StepFacts, type Task, taskStep } from '@accord/runtime';
import { hintsFor } from './hints.ts';
import { briefFrom, hintsSchema, interpretationSchema, validationSchema } from './interpretation.ts';
import type { Interpreter } from './interpreter.ts';
import { BRIEF_VERSION, promptFor } from './prompts.ts';
import { validateBrief } from './validate.ts';

export interface BriefInput {
  readonly text: string;
  readonly language?: Language | undefined;
}

/** Undefined until the interpreter has read the wish. */
type BriefDraft = Brief | undefined;
type Facts = StepFacts<BriefInput, BriefDraft>;

/** Reads a wish into a brief. The interpreter reads, the validator doubts, the creative role suggests. */
/** @param basis what the reading depends on besides the text: the words it knows and its settings */
export function briefTask(interpreter: Interpreter, basis: string): Task<BriefInput, Brief, BriefDraft> {
  return {
    name: 'fragrance.brief',
    output: briefSchema,
    basis: () => basis,
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
        prompt: ({ input }: Facts) =>
          promptFor('interpreter', { wish: input.text, language: input.language }),
        rules: ({ input }: Facts) => interpreter(input.text, input.language),
        take: ({ input }: Facts, interpretation) => briefFrom(input.text, interpretation),
      }),
      taskStep({
        role: 'validator',
        version: BRIEF_VERSION,
        answer: validationSchema,
        prompt: (facts: Facts) =>
          promptFor('validator', { wish: facts.input.text, brief: read(facts.draft) }),
        rules: (facts: Facts) => ({ output: { warnings: validateBrief(read(facts.draft)) } }),
        take: ({ draft }: Facts, { warnings }) => {
          const brief = read(draft);
          return warnings.length === 0 ? brief : { ...brief, warnings: [...brief.warnings, ...warnings] };
        },
      }),
      taskStep({
        role: 'creative',
        version: BRIEF_VERSION,
        answer: hintsSchema,
        prompt: (facts: Facts) => promptFor('creative', { wish: facts.input.text, brief: read(facts.draft) }),
        rules: (facts: Facts) => ({ output: { hints: hintsFor(read(facts.draft)) } }),
        take: ({ draft }: Facts, { hints }) => ({ ...read(draft), creative_hints: hints }),
      }),
    ],
    begin: () => undefined,
    finish: read,
  };
}

function read(draft: BriefDraft): Brief {
  if (draft === undefined) throw new TypeError('the interpreter runs before every other role');
  return draft;
}
