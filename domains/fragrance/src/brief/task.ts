import { type Brief, briefSchema, type Language, type Warning } from '@accord/contract';
import { type StepFacts, type Task, taskStep } from '@accord/runtime';
import type { z } from 'zod';
import { doubtsSchema, hintsSchema, type ModelWarning, type Reading, readingSchema } from './answers.ts';
import { hintsFor } from './hints.ts';
import type { BriefInput } from './input.ts';
import { briefFrom, type Interpretation } from './interpretation.ts';
import type { BriefKnobs, Interpreter } from './interpreter.ts';
import { languageOf } from './language.ts';
import { BRIEF_PLANS, BRIEF_VERSION, readPrompts } from './prompts.ts';
import { briefFromReading } from './reading.ts';
import { findUnitFaults } from './unit-faults.ts';
import { briefSimilarity } from './similarity.ts';
import type { Validator } from './validate.ts';
import { isSameMatter, placed } from './warning-spans.ts';

export const BRIEF_TASK = 'fragrance.brief';

export interface BriefRoles {
  /** What the answers depend on besides the text. */
  readonly basis: string;
  readonly interpreter: Interpreter;
  readonly validator: Validator;
  /** Where the tiers of a budget end. */
  readonly knobs: BriefKnobs;
  /** Most creative hints in a brief. */
  readonly hintsLimit: number;
}

/** Undefined until the interpreter has read the wish. */
type BriefDraft = Brief | undefined;
type Facts = StepFacts<BriefInput, BriefDraft>;

/** A model's doubts, or those of the rules, which have found their words already. */
type Doubts = { readonly warnings: readonly ModelWarning[] } | { readonly found: readonly Warning[] };
type Hints = { readonly hints: string[]; readonly templates?: true };

/** What each role may answer. Models are held to the schema; the rules, whose shape is their own, to the type. */
interface BriefAnswers {
  readonly interpreter: z.ZodType<Interpretation | Reading>;
  readonly validator: z.ZodType<Doubts>;
  readonly creative: z.ZodType<Hints>;
}

const NO_DOUBTS: Doubts = { found: [] };

/** Reads a wish into a brief. The interpreter reads, the validator doubts, the creative role suggests. */
export function briefTask({
  basis,
  interpreter,
  validator,
  knobs,
  hintsLimit,
}: BriefRoles): Task<BriefInput, Brief, BriefDraft> {
  const prompts = readPrompts(hintsLimit);
  const usual = interpreter('').output;
  const answers: BriefAnswers = {
    interpreter: readingSchema,
    validator: doubtsSchema,
    creative: hintsSchema(hintsLimit),
  };
  const doubtsOf = (brief: Brief): Doubts => {
    const found = validator(brief);
    return found.length === 0 ? NO_DOUBTS : { found };
  };
  const readByModel = ({ text, language }: BriefInput, reading: Reading): Brief => {
    const brief = briefFromReading(text, inLanguage(reading, language), usual);
    return doubted(brief, findUnitFaults(text, brief, knobs));
  };
  return {
    name: BRIEF_TASK,
    output: briefSchema,
    basis: () => basis,
    similarity: briefSimilarity,
    plans: BRIEF_PLANS,
    steps: [
      taskStep({
        role: 'interpreter',
        version: BRIEF_VERSION,
        answer: answers.interpreter,
        prompt: ({ input: { text, language }, mode }: Facts) =>
          prompts('interpreter', mode, language ?? languageOf(text.toLowerCase()), { wish: text, language }),
        rules: ({ input }: Facts) => interpreter(input.text, input.language),
        take: ({ input }: Facts, answer) =>
          'inferred' in answer ? briefFrom(input.text, answer) : readByModel(input, answer),
      }),
      taskStep({
        role: 'validator',
        version: BRIEF_VERSION,
        answer: answers.validator,
        prompt: ({ input, mode, draft }: Facts) =>
          prompts('validator', mode, read(draft).language, { wish: input.text, brief: read(draft) }),
        rules: ({ draft }: Facts) => ({ output: doubtsOf(read(draft)) }),
        take: ({ draft }: Facts, doubts) => {
          const brief = read(draft);
          if ('found' in doubts) return doubted(brief, doubts.found);
          // Arithmetic and tables are the rules' part, whoever else has looked.
          const checked = doubted(brief, validator(brief));
          return warned(
            checked,
            doubts.warnings.map((warning) => placed(warning, brief.evidence)),
          );
        },
      }),
      taskStep({
        role: 'creative',
        version: BRIEF_VERSION,
        answer: answers.creative,
        prompt: ({ input, mode, draft }: Facts) =>
          prompts('creative', mode, read(draft).language, { wish: input.text, brief: read(draft) }),
        rules: ({ draft }: Facts) => ({
          output: { hints: hintsFor(read(draft), hintsLimit), templates: true as const },
        }),
        take: ({ draft }: Facts, { hints, templates }) => ({
          ...read(draft),
          creative_hints: hints,
          hints_source: templates ? 'templates' : 'model',
        }),
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

/** A language that was asked for is not the model's to decide. */
const inLanguage = (reading: Reading, asked: Language | undefined): Reading =>
  asked === undefined ? reading : { ...reading, language: asked };

const doubted = (brief: Brief, found: readonly Warning[]): Brief =>
  found.length === 0 ? brief : { ...brief, warnings: [...brief.warnings, ...found] };

/** The brief with what nobody has warned of yet. */
function warned(brief: Brief, warnings: readonly Warning[]): Brief {
  const added = warnings.filter((one) => !brief.warnings.some((said) => isSameMatter(said, one)));
  return added.length === 0 ? brief : { ...brief, warnings: [...brief.warnings, ...added] };
}
