import { guard, GUARDS_VERSION, readForGuards, type Read, type Words } from './guards/guard.ts';
import type { QuestionGuards } from './question.ts';

const MOST_DETAIL_CHARS = 200;

/** The guards over texts. The question that is asked is read once for all that are compared with it. */
export function textGuards(): QuestionGuards {
  let last: { readonly text: string; readonly read: Read } | undefined;
  const readOnce = (text: string): Read => {
    if (last?.text !== text) last = { text, read: readForGuards(text) };
    return last.read;
  };
  return {
    version: `guards@${GUARDS_VERSION}`,
    refusal(question, kept) {
      const refusal = guard(readOnce(question), readForGuards(kept));
      if (refusal === undefined) return undefined;
      const [asked, instead] = [said(question, refusal.asked), said(kept, refusal.kept)];
      return { guard: refusal.code, detail: `${asked} / ${instead}`.slice(0, MOST_DETAIL_CHARS) };
    },
  };
}

/** The words that led to it; a dash on the side that lacks them. */
const said = (text: string, words: readonly Words[]): string =>
  words.length === 0 ? '–' : words.map(({ start, end }) => text.slice(start, end)).join(' ');
