import { readFileSync } from 'node:fs';
import type { Role } from '@accord/contract';
import type { Message } from '@accord/engine';

/** Version of the prompt files and of the rules beside them; goes into every decision record. */
export const BRIEF_VERSION = '1';

const instructions: Readonly<Record<Role, string>> = {
  interpreter: readPrompt('interpreter'),
  validator: readPrompt('validator'),
  creative: readPrompt('creative'),
};

function readPrompt(role: Role): string {
  const file = new URL(`../../prompts/${role}.v${BRIEF_VERSION}.md`, import.meta.url);
  return readFileSync(file, 'utf8').trim();
}

/** The role's instructions, and the material as data of its own, so that a wish cannot pose as an instruction. */
export function promptFor(role: Role, material: Readonly<Record<string, unknown>>): Message[] {
  return [
    { role: 'system', content: instructions[role] },
    { role: 'user', content: JSON.stringify(material) },
  ];
}
