import type { BRIEF_TEXT_LIMIT } from '@accord/contract';

/** The contract's limit, held to it by its type: importing the value would bring the validator into the page. */
export const LIMIT: typeof BRIEF_TEXT_LIMIT = 4000;

/** Length as the limit counts it: an emoji is one character. */
export const charactersOf = (wish: string): number => Array.from(wish).length;
