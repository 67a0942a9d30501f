import { isSyllable, syllableFrom, syllableOf } from './hangul.ts';

const LONGEST = 5;

/** Words in sets by their length. */
type Suffixes = readonly ReadonlySet<string>[];

/** Asking for something to be done is the same request in every degree of politeness. */
const GIVING = byLength(`
  주시겠어요 주실래요 주십시오 주세요 주시고 주실 주고 주는 줄래요 줄래 줘요 줘서 줘 달라고 주기 주다 준다 주었다 줬다
`);

/** Endings behind a syllable that ends in this consonant: the consonant belongs to the ending, as in 갑니다, 갔어요, 간다, 갈게요. */
const AFTER_FINAL: ReadonlyMap<number, Suffixes> = new Map([
  [17, byLength('니다 니까 시다 니다만')],
  [
    20,
    byLength(`
      습니다 습니까 습니다만 어요 어 다 다고 다는 다면 고 는데 는데요 지만 으며 으면 으나 던 을 네요 네 죠 지요 거든요 더라고요 어서
      었다 었습니다 었어요 나요 니 을까요 을까 음 기 는지 다가
    `),
  ],
  [4, byLength('다 다고 다는 다면 가요 가 데 데요 지 다며 답니다')],
  [8, byLength('게요 까요 까 게 지 래요 거예요 거에요 지도 수록 때 텐데 려고 겁니다')],
]);
const FINAL_SS = 20;

/** Endings of verbs and adjectives, those of the light verbs 하다 and 되다 with them. */
const ENDINGS = byLength(`
  하였습니다 하겠습니다 되었습니다 하십시오 하시나요 하나요 하세요 되세요 십시오 으십시오 습니다 습니까 겠습니다 겠어요 으세요 세요 셔요
  시나요 으시나요 시는 시고 으신 신가요 인가요 은가요 는가 나요 네요 군요 지요 죠 어요 아요 예요 에요 이에요 이다 이며 이고 입니다 해요
  해서 해야 해도 하는 하는데 하여 하고 하며 하면 하면서 하게 하지 하기 하지만 하도록 하려고 하려면 하다 한다 한 할 함 해 되는 되어 되고
  되며 되면 되지 되기 되다 된 될 됨 돼 돼요 는데 은데 는데요 는지 은지 을까요 을까 으면 으면서 면서 으며 어서 아서 어야 아야 어도 아도
  지만 지도 도록 으려고 려고 려면 으려면 다고 라고 다는 라는 다면 거나 든지 는다 고 며 면 서 는 은 을
`);
/** Endings that many nouns of two syllables end in by chance, as 의자 and 바다 do. */
const SHORT_ENDINGS = byLength('다 지 게 기 나 자 네 니 냐 요 음 던');

const PARTICLES = byLength(`
  으로부터 에게서 으로써 으로서 이라고 이라는 에서는 에서도 에서의 까지도 부터는 으로는 으로도 에게는 에게 에서 한테 까지 부터 으로 보다
  처럼 만큼 마다 밖에 조차 이나 라고 라는 이란 라도 이며 에는 에도 과의 와의 과는 와는 로는 로도 로서 로써 들이 들은 들을 들의 들도
  들에게 은 는 이 가 을 를 의 에 와 과 도 로 만 랑 께 들 님
`);

/**
 * A word without what grammar and politeness add to it, at least one syllable. What is left need not be a word: it only
 * has to be the same for sentences that differ in style, so 변경하는, 변경했어요 and 변경을 all become 변경.
 */
export function koreanStem(word: string): string {
  const asked = without(word, GIVING, 1);
  if (asked !== word) return uncontracted(asked);
  const ended = withoutJoinedEnding(word) ?? without(without(word, ENDINGS, 1), SHORT_ENDINGS, 2);
  if (ended !== word) return withoutLightVerb(ended);
  const noun = without(word, PARTICLES, 1);
  return noun === word ? word : without(noun, PARTICLES, 2);
}

function withoutJoinedEnding(word: string): string | undefined {
  for (let length = Math.min(LONGEST, word.length - 1); length > 0; length--) {
    const at = word.length - length - 1;
    if (!isSyllable(word.charCodeAt(at))) continue;
    const syllable = syllableOf(word.charCodeAt(at));
    if (AFTER_FINAL.get(syllable.final)?.[length]?.has(word.slice(at + 1)) !== true) continue;
    const stem = word.slice(0, at) + syllableFrom({ ...syllable, final: 0 });
    return syllable.final === FINAL_SS ? uncontracted(stem) : stem;
  }
  return undefined;
}

/** 변경하 and 변경되 are 변경; 하 and 되 by themselves stay. */
const withoutLightVerb = (stem: string): string =>
  stem.length > 1 && (stem.endsWith('하') || stem.endsWith('되')) ? stem.slice(0, -1) : stem;

const LEAD_H = 18;
const VOWEL_A = 0;
const VOWEL_AE = 1;
/** Vowels that a stem and 어 or 아 have grown together to, with that of the stem: ㅙ of ㅚ, ㅘ of ㅗ, ㅝ of ㅜ, ㅕ of ㅣ. */
const GROWN = new Map([
  [10, 11],
  [9, 8],
  [14, 13],
  [6, 20],
]);

/** The stem of a verb as other endings have it: 배워 and 배우다, 해 and 하다, 알려 and 알리다. */
function uncontracted(stem: string): string {
  const code = stem.charCodeAt(stem.length - 1);
  if (!isSyllable(code)) return stem;
  const syllable = syllableOf(code);
  if (syllable.final !== 0) return stem;
  const vowel = syllable.lead === LEAD_H && syllable.vowel === VOWEL_AE ? VOWEL_A : GROWN.get(syllable.vowel);
  return vowel === undefined ? stem : stem.slice(0, -1) + syllableFrom({ ...syllable, vowel });
}

/** The word without the longest of these suffixes that leaves `keep` syllables. */
function without(word: string, suffixes: Suffixes, keep: number): string {
  for (let length = Math.min(LONGEST, word.length - keep); length > 0; length--) {
    if (suffixes[length]?.has(word.slice(-length)) === true) return word.slice(0, -length);
  }
  return word;
}

function byLength(words: string): Suffixes {
  const sets = Array.from({ length: LONGEST + 1 }, () => new Set<string>());
  for (const word of words.trim().split(/\s+/)) sets[word.length]?.add(word);
  return sets;
}
