import type { ShortenText } from '../tiers/ageing.ts';
import { checkFacts, passes } from './fact-check.ts';
import { factsOfSentence } from './facts.ts';
import { sentencesOf } from './sentences.ts';

/** Of the characters of a text, what the sentences may fill that bear no fact. */
const SHARE_OF_PROSE = 0.1;
/** A form that is hardly shorter is not worth the original. */
const WORTH = 0.9;
/** Longer texts stay lossless: shortening is done while others wait for the process. */
const LONGEST = 1_000_000;

/**
 * Makes the semantic form of texts: by `rewrite` where it is given (an engine, say), and by extraction where there is none or what it
 * wrote fails the check. Answers undefined when nothing shorter keeps all facts. What `rewrite` throws is thrown on.
 */
export function createShortening(
  rewrite?: (text: string) => string | undefined | Promise<string | undefined>,
): ShortenText {
  return rewrite === undefined
    ? shortenByExtraction
    : async (text) => {
        if (text.length > LONGEST) return undefined;
        return proven(text, await rewrite(text)) ?? shortenByExtraction(text);
      };
}

/** Keeps each sentence that bears a fact, the first one, and of the rest the most central; they stay as written. */
function shortenByExtraction(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  return proven(text, extract(text));
}

/** The shorter text if it is so much shorter, and says what the original says. */
function proven(text: string, shorter: string | undefined): string | undefined {
  if (shorter === undefined || shorter === '' || shorter.length > WORTH * text.length) return undefined;
  return passes(checkFacts(text, shorter)) ? shorter : undefined;
}

function extract(text: string): string {
  const sentences = [...new Set(sentencesOf(text).map((each) => each.trim()))];
  const kept = new Set<number>();
  const open: number[] = [];
  const names = new Set<string>();
  for (const [index, sentence] of sentences.entries()) {
    const facts = factsOfSentence(sentence);
    const bears = facts.some(({ kind, value }) => kind !== 'name' || !names.has(value));
    if (index === 0 || bears) kept.add(index);
    else open.push(index);
    for (const { kind, value } of facts) if (kind === 'name') names.add(value);
  }
  for (const index of mostTelling(sentences, open, text.length * SHARE_OF_PROSE)) kept.add(index);
  return sentences.filter((_, index) => kept.has(index)).join('\n');
}

/**
 * Of the sentences at `open`, those nearest to the middle of the text, until `room` characters are filled: by the cosine of their words to
 * those of all sentences together, weighted by how few sentences have a word (Radev, Jing, Styś & Tam 2004). Linear in the text.
 */
function mostTelling(sentences: readonly string[], open: readonly number[], room: number): number[] {
  const words = sentences.map((sentence) => [...new Set(sentence.toLowerCase().match(/\p{L}{2,40}/gu))]);
  const counts = new Map<string, number>();
  for (const some of words) for (const word of some) counts.set(word, (counts.get(word) ?? 0) + 1);
  // Each sentence that has a word adds its weight to the middle once.
  const weightOf = (word: string): number => Math.log((sentences.length + 1) / (counts.get(word) ?? 1));
  const scored = open.map((index) => {
    let shared = 0;
    let squares = 0;
    for (const word of words[index] ?? []) {
      const weight = weightOf(word);
      shared += weight * weight * (counts.get(word) ?? 0);
      squares += weight * weight;
    }
    return { index, score: squares === 0 ? 0 : shared / Math.sqrt(squares) };
  });
  scored.sort((a, b) => b.score - a.score || a.index - b.index);
  const chosen: number[] = [];
  let left = room;
  for (const { index } of scored) {
    const { length } = sentences[index] ?? '';
    if (length > left) continue;
    left -= length;
    chosen.push(index);
  }
  return chosen;
}
