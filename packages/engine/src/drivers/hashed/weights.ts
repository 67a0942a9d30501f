/** Words that say how something is asked and not what. */
const FUNCTION_WORDS = wordsOf(`
  a an the is are was were be been being am do does did doing done have has had having will would shall should can could may might
  must i you he she it we they me him her us them my your his its our their mine yours this that these those there here what which
  who whom whose when where why how and or but if then than so because as of at by for with about into to from in on off out up
  down over under again very just also too only own same such some any each few more most other s t m re ve ll d don isn aren wasn
  weren doesn didn hasn haven won wouldn couldn shouldn let
`);
/** Words that many questions have, whatever they are about. */
const COMMON_WORDS = wordsOf(`
  best good better way ways get got make made take someone people person thing things one ever really actually use used using like
  want need know think tell mean explain please much many give find possible
`);
const FUNCTION_WEIGHT = 0.2;
const COMMON_WEIGHT = 0.5;
const SYLLABLE_WEIGHT = 0.6;

/** How much a word of an alphabet says: longer words are rarer. */
export function alphabeticWeight(word: string): number {
  const length = Math.min(1.6, 0.7 + 0.1 * word.length);
  if (FUNCTION_WORDS.has(word)) return length * FUNCTION_WEIGHT;
  return COMMON_WORDS.has(word) ? length * COMMON_WEIGHT : length;
}

export const koreanWeight = (stem: string): number => (stem.length === 1 ? SYLLABLE_WEIGHT : 1);

function wordsOf(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}
