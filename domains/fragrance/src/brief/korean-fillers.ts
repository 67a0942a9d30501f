import { readGrammar, wordsOfKind } from './grammar-words.ts';

const FILLERS: ReadonlySet<string> = new Set(wordsOfKind(readGrammar('ko'), 'filler'));
/** Nouns without a meaning of their own, with any particle: 수는, 필요가, 이유도. */
const FILLER_NOUN =
  /^(?:수|필요|이유|일|것|건|게|거|편|정도|생각|경우|리|마음|의향|까닭)(?:는|은|가|이|도|를|을|만|로)?$/;

/** Words that carry a chain of cues on without saying anything: 빼는 게 좋겠어요. */
export const isKoreanFiller = (word: string): boolean => FILLERS.has(word) || FILLER_NOUN.test(word);
