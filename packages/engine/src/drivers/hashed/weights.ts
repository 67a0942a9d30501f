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
/** As FUNCTION_WORDS, by their stems. */
const KOREAN_FUNCTION_WORDS = wordsOf(`
  그리고 또한 또 그 이 저 것 거 수 등 및 매우 정말 너무 아주 참 좀 조금 더 잘 다시 모두 모든 대한 대해 대하 위해 위하 위한 통해 통하 때문
  때 있 없 하 되 같 보 주 어떻 어떤 어떠 무엇 뭐 왜 언제 어디 누구 어느 몇 나 저희 우리 제 내 당신 너 그녀 그들 하지만 그러나 그런데
  이런 그런 저런 이러 그러 여기 거기 관하 관한 따르 따라 아울러 특히 바로 꼭
`);
/** As COMMON_WORDS, by their stems. */
const KOREAN_COMMON_WORDS = wordsOf('방법 알리 알려 싶 가능 이번 사람 생각 경우 필요 설명 궁금 부탁 원');
const FUNCTION_WEIGHT = 0.2;
const COMMON_WEIGHT = 0.5;
const SYLLABLE_WEIGHT = 0.6;

/** How much a word of an alphabet says. */
export function alphabeticWeight(word: string): number {
  if (FUNCTION_WORDS.has(word)) return FUNCTION_WEIGHT;
  return COMMON_WORDS.has(word) ? COMMON_WEIGHT : 1;
}

/** How much a Korean stem says: one of a single syllable is often a piece of grammar, or stands for several words. */
export function koreanWeight(stem: string): number {
  const length = stem.length === 1 ? SYLLABLE_WEIGHT : 1;
  if (KOREAN_FUNCTION_WORDS.has(stem)) return length * FUNCTION_WEIGHT;
  return KOREAN_COMMON_WORDS.has(stem) ? length * COMMON_WEIGHT : length;
}

function wordsOf(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}
