import { type Brief, type Language, LANGUAGES, type Mode, MODES, type Role, ROLES } from '@accord/contract';
import type { Message } from '@accord/engine';
import { doubtsSchema, hintsSchema, readingSchema } from './answers.ts';
import { schemaOutline } from './schema-outline.ts';
import { renderTemplate } from './template.ts';

/** Version of the prompt files and of the rules beside them; goes into every decision record. */
export const BRIEF_VERSION = '2';

const FOLDER = new URL(`../../prompts/v${BRIEF_VERSION}/`, import.meta.url);

/** Which roles run in which mode; a prompt stands ready for each of them in each language. */
export const BRIEF_PLANS: Readonly<Record<Mode, readonly Role[]>> = {
  fast: ['interpreter'],
  balanced: ['interpreter', 'validator'],
  creative: ['interpreter', 'validator', 'creative'],
};

/** What a role is shown: the wish, its language where stated, and the brief so far where there is one. */
export interface Material {
  readonly wish: string;
  readonly language?: Language | undefined;
  readonly brief?: Brief;
}

/** The messages for a role in a mode, in the language of the wish. */
export type Prompts = (role: Role, mode: Mode, language: Language, material: Material) => Message[];

/**
 * Reads every prompt of the plans, so that a fault in a file stops the start and not a request.
 *
 * @throws TypeError for a prompt that is missing or has a slot that nothing fills
 */
export function readPrompts(hintsLimit: number): Prompts {
  const schemas: Readonly<Record<Role, string>> = {
    interpreter: schemaOutline(readingSchema),
    validator: schemaOutline(doubtsSchema),
    creative: schemaOutline(hintsSchema(hintsLimit)),
  };
  const keyOf = (role: Role, mode: Mode, language: Language): string => `${role}/${mode}.${language}`;
  const instructions = new Map<string, string>();
  for (const mode of MODES) {
    for (const role of ROLES.filter((one) => BRIEF_PLANS[mode].includes(one))) {
      for (const language of LANGUAGES) {
        const filled = {
          folder: FOLDER,
          values: { hints_limit: String(hintsLimit), schema: schemas[role] },
        };
        instructions.set(keyOf(role, mode, language), renderTemplate(`${role}/${mode}`, language, filled));
      }
    }
  }
  return (role, mode, language, material) => {
    const key = keyOf(role, mode, language);
    const content = instructions.get(key);
    if (content === undefined) throw new TypeError(`no plan has a prompt ${key}`);
    return [
      { role: 'system', content },
      { role: 'user', content: JSON.stringify(shown(material)) },
    ];
  };
}

/** Fields of a brief that no role has a use for: where words stand, and what comes only later. */
const UNSEEN: ReadonlySet<string> = new Set<keyof Brief>([
  'evidence',
  'inferred',
  'creative_hints',
  'hints_source',
]);

/** The material as data of its own, so that a wish cannot pose as an instruction. */
function shown({ wish, language, brief }: Material): Record<string, unknown> {
  if (brief === undefined) return { wish, language };
  return { wish, brief: Object.fromEntries(Object.entries(brief).filter(([field]) => !UNSEEN.has(field))) };
}
