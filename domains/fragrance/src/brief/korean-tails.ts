import type { Form, Joint } from './elements.ts';
import type { PredicateForm } from './conjugation.ts';

/** What the ending of a Korean word says of it. */
export interface Tail {
  readonly form: Form;
  readonly joint: Joint;
  readonly awaitsNegation: boolean;
  readonly simile: boolean;
}

/** A noun without an ending. */
export const NOUN: Tail = { form: 'noun', joint: 'none', awaitsNegation: false, simile: false };
/** A noun with an ending that says nothing else of it. */
export const SETTLED_NOUN: Tail = { ...NOUN, joint: 'settled' };
const of = (joint: Joint, simile = false): Tail => ({ ...NOUN, joint, simile });
const predicate = (form: Form, awaitsNegation = false): Tail => ({
  form,
  joint: 'none',
  awaitsNegation,
  simile: false,
});

/** Suffixes that leave a noun what it is: 꽃들, 장미류, 레몬빛. */
const SUFFIX = /^(?:들|류|함|용|빛|잎|꽃|나무|껍질|즙|씨|물|밭|오일|에센스|앱솔루트|추출물|정도)/;

/** Particles by what they tie the noun to; the first that matches the whole tail decides. */
const PARTICLES: readonly (readonly [pattern: RegExp, tail: Tail])[] = [
  [
    /^(?:와|과|랑|이랑|하고|이나|나|이며|며|이든|든|든지|이든지|라든지|이라든가|라든가|에다|이랑은|하구)$/,
    of('list'),
  ],
  [/^(?:이?라기|하기|기)?(?:보다|보다는|보단|보다도|보다야|보담)$/, of('than')],
  [/^(?:의|스러운|스런|다운|빛의|색)$/, of('of')],
  [/^(?:같은|처럼|같이|마냥|만큼|스럽게|틱한|틱하게|스러운듯한|뿐인)$/, of('of', true)],
  [
    /^(?:은|는|이|가|을|를|도|만|만은|만큼은|까지|까지는|까지도|조차|마저|이라도|라도|이야|야|ㄴ|이란|란|이라는|라는|이라면|라면|만을|만이|도요|들은|들이|들을|들도)$/,
    of('argument'),
  ],
  [
    /^(?:에|에서|에서의|에는|에도|에서는|에게|로|으로|루|으루|로여|으로여|로욤|으로욤|로는|으로는|로만|으로만|로써|부터|밖에|께|엔|에선|으론|론|로도|으로도)$/,
    of('settled'),
  ],
  [
    /^(?:일|이잖아요?|잖아요?|이었음|이여야|인지|이고요|고요|이구요|이라서요|인걸|인걸요|이었고|였고|인|이고|고|이면서|면서|이면|면|이요|요|이에요|예요|이예요|입니다|이다|이지만|지만|인데|여서|이어서|였으면|이었으면|였던|이었던|임|이야|일|이네|네요|이죠|죠|이니|니까|이니까|여야|이어야|이라|라|라서|이라서|다|입니당|이랄까|랄까|이나마|나마|쓰|로요|으로요|여도|이어도|용|용으로|용의)$/,
    of('settled'),
  ],
  [/^(?:이지|지|이진|진|이지는|지는|이지도|지도)$/, predicate('noun', true)],
];

/** Endings that make a predicate of a noun or root: 플로럴한, 우디하게, 머스키하지. */
const MADE_PREDICATE = /^(?:하|한|할|해|했|합|히|스럽|스러|적인|적이|적으로|틱)/;

/** What follows a noun inside its word; undefined when this is no ending of a noun. */
export function nounTail(rest: string): Tail | undefined {
  if (rest === '') return NOUN;
  for (const [pattern, tail] of PARTICLES) if (pattern.test(rest)) return tail;
  if (MADE_PREDICATE.test(rest)) return madePredicate(rest);
  const suffix = SUFFIX.exec(rest)?.[0];
  return suffix === undefined ? undefined : nounTail(rest.slice(suffix.length));
}

function madePredicate(rest: string): Tail {
  if (/^(?:한|할|적인|스런|틱한)$/.test(rest)) return predicate('adnominal');
  if (rest.startsWith('스러')) return predicate(rest.startsWith('스러운') ? 'adnominal' : 'predicate');
  if (/^(?:적으로|히)/.test(rest)) return predicate('adverb');
  if (/^(?:적이|한데|해|했|합)/.test(rest))
    return predicateTail('infinitive', rest.slice(1), true) ?? predicate('predicate');
  return predicateTail('stem', rest.slice(rest.startsWith('스럽') ? 2 : 1), true) ?? predicate('predicate');
}

const ENDING =
  /^(?:요|데|데요|지|고|게|네|다|니|면|며|서|도|던|죠|거|기|길|든|듯|구|음|진|져|졌|지만|더|습|ㅂ|나|니까|잖|야|라|여|어|았|었|으|은|는|을|긴|군|단|답|되|도록|만|걸|건|가|까|줘|주|용|랄|당|염|욤)/;

/**
 * What the ending of a predicate says. `sure` skips the check that the ending is one, for stems long enough not
 * to be mistaken.
 */
export function predicateTail(form: PredicateForm, rest: string, sure: boolean): Tail | undefined {
  if (form !== 'nominal' && !sure && !(rest === '' ? form !== 'stem' : ENDING.test(rest))) return undefined;
  switch (form) {
    case 'adnominal':
      if (/^(?:데|가|지)/.test(rest)) return predicate('predicate');
      return predicate('adnominal');
    case 'nominal':
      return nounTail(rest);
    case 'derived':
      return predicate('adverb');
    case 'infinitive':
      return predicate('predicate');
    case 'stem':
      return stemTail(rest);
  }
}

function stemTail(rest: string): Tail {
  if (/^(?:지|진|질|잖)(?!만(?!은))/.test(rest)) return predicate('adverb', true);
  if (/^(?:기보|다기보|다보|게보다|게보단)/.test(rest)) return { ...predicate('linking'), joint: 'than' };
  if (/^(?:게|도록|듯)/.test(rest)) return predicate('adverb');
  if (/^(?:고|며|면서|거나|구|으며|으면서|자)/.test(rest)) return predicate('linking');
  if (/^(?:던|은|는|을)/.test(rest)) return predicate('adnominal');
  return predicate('predicate');
}
