const LONGEST = 5;

/**
 * Endings of verbs and adjectives with the syllables that the polite and the plain style share, then particles of
 * nouns. The longest that fits is taken off. What is left need not be a word: it only has to be the same for
 * sentences that differ in style.
 */
const ENDINGS = byLength(`
  하였습니다 하겠습니다 되었습니다 하신다면 하고있다 했습니다 겠습니다 됐습니다 였습니다 었습니다 았습니다 하십시오 합니다 입니다 습니다
  습니까 입니까 합니까 십시오 하세요 세요 어요 아요 해요 예요 에요 네요 군요 지요 나요 는데 은데 인데 하는 되는 하여 해서 하고 하며 하면
  하게 하지 하기 되어 되고 된다 한다 했다 하다 되다 이다 였다 었다 았다 는다 다고 라고 려고 으면 면서 으며 어서 아서 지만 다는 죠 던 고 며
  면 서 다 한 할 함 된 될 됨 해 지 게 기 음 는 은 을
`);
const PARTICLES = byLength(`
  으로부터 에게서 으로써 으로서 이라고 이라는 에서는 에서도 까지도 부터는 으로는 으로도 에게는 에게 에서 까지 부터 으로 보다 처럼 마다
  밖에 조차 이나 라고 라는 이란 라도 이며 에는 에도 과의 와의 로는 로도 은 는 이 가 을 를 의 에 와 과 도 로 만 나 랑 께 들 요
`);

/** A word without its ending, or without up to two particles; at least one syllable stays. */
export function koreanStem(word: string): string {
  const verb = without(word, ENDINGS, 1);
  if (verb !== word) return verb;
  const noun = without(word, PARTICLES, 1);
  return noun === word ? word : without(noun, PARTICLES, 2);
}

function without(word: string, endings: readonly ReadonlySet<string>[], keep: number): string {
  for (let length = Math.min(LONGEST, word.length - keep); length > 0; length--) {
    if (endings[length]?.has(word.slice(-length))) return word.slice(0, -length);
  }
  return word;
}

/** Words in sets by their length. */
function byLength(words: string): ReadonlySet<string>[] {
  const sets = Array.from({ length: LONGEST + 1 }, () => new Set<string>());
  for (const word of words.trim().split(/\s+/)) sets[word.length]?.add(word);
  return sets;
}
