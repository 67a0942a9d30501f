import type { Brief, Language } from '@accord/contract';
import { type KnobLayer, resolveKnobs } from '@accord/knobs';
import { briefFrom } from './brief/interpretation.ts';
import { type BriefKnobs, createInterpreter, type Interpreter } from './brief/interpreter.ts';
import { createValidator, type Validator } from './brief/validate.ts';
import { briefKnobs } from './knobs.ts';

/** The knobs of the brief at their defaults, but for those given. */
export function knobsWith(values: Readonly<Record<string, number>> = {}): BriefKnobs {
  const named = Object.entries(values).map(([name, value]) => [`fragrance.brief.${name}`, value] as const);
  const layer: KnobLayer = { origin: 'test', values: new Map(named) };
  return resolveKnobs([briefKnobs], [layer]).of(briefKnobs);
}

/** Made once, because reading the lexicons takes a while. */
export const interpret: Interpreter = createInterpreter(knobsWith());

/** Made once, because reading the tables takes a while. */
export const validate: Validator = createValidator();

/** The brief as the interpreter alone leaves it. */
export const readBrief = (text: string, language?: Language): Brief =>
  briefFrom(text, interpret(text, language).output);

/** What the text thinks of each thing it mentions, in order: `rose excluded, moss wanted`. */
export const stancesIn = (text: string): string =>
  interpret(text)
    .findings.map(({ rule, effect }) => `${rule} ${/^\w+/.exec(effect)?.[0]}`)
    .join(', ');

export const warningCodes = (brief: Pick<Brief, 'warnings'>): string[] =>
  brief.warnings.map(({ code }) => code);
