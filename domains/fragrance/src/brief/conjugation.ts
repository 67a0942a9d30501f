import { FINAL, lastSyllable, withFinal } from './hangul.ts';

/** What a form of a Korean predicate does in its clause. */
export type PredicateForm =
  /** The bare stem, before endings such as 지, 고, 게, 기. */
  | 'stem'
  /** Before a noun: 달콤한, 가벼운, 단. */
  | 'adnominal'
  /** 달콤해, 가벼워, and the past 달콤했. */
  | 'infinitive'
  /** 달콤함, 가벼움: takes the particles of a noun. */
  | 'nominal'
  /** 은은히, 깊이: an adverb. */
  | 'derived';

export interface Conjugated {
  readonly surface: string;
  readonly form: PredicateForm;
}

const REGULAR_B = new Set(['좁', '곱슬', '입', '씹', '잡', '뽑', '집']);
const VOWEL = { a: 0, ya: 2, eo: 4, yeo: 6, o: 8, wa: 9, u: 13, wae: 10, oe: 11, wo: 14, eu: 18, i: 20 } as const;

const contracted: Readonly<Record<number, number>> = {
  [VOWEL.o]: VOWEL.wa,
  [VOWEL.u]: VOWEL.wo,
  [VOWEL.i]: VOWEL.yeo,
  [VOWEL.oe]: VOWEL.wae,
};

/**
 * Surface forms of a predicate's stem, from its dictionary form (…다): 하다, ㅂ-, ㄹ-, ㅎ-irregular, 르 and 으-drop
 * follow the school grammar of Korean; other stems are regular.
 *
 * @example conjugate('가볍다') // 가볍 (stem), 가벼운 (adnominal), 가벼워 (infinitive), …
 */
export function conjugate(dictionaryForm: string): Conjugated[] {
  const stem = dictionaryForm.slice(0, -1);
  if (stem.endsWith('하')) return conjugateHa(stem.slice(0, -1));
  const { final, vowel } = lastSyllable(stem);
  if (final === FINAL.b && !REGULAR_B.has(stem)) return conjugateB(stem);
  if (final === FINAL.l) return conjugateL(stem);
  if (final === FINAL.h && stem !== '좋') return conjugateH(stem);
  if (stem.endsWith('르')) return conjugateReu(stem);
  if (final === FINAL.none) return conjugateOpen(stem, vowel);
  return conjugateClosed(stem);
}

const past = (infinitive: string): Conjugated => ({
  surface: withFinal(infinitive, FINAL.ss),
  form: 'infinitive',
});

function conjugateHa(root: string): Conjugated[] {
  return [
    { surface: `${root}하`, form: 'stem' },
    { surface: `${root}한`, form: 'adnominal' },
    { surface: `${root}할`, form: 'adnominal' },
    { surface: `${root}해`, form: 'infinitive' },
    { surface: `${root}했`, form: 'infinitive' },
    { surface: `${root}합`, form: 'stem' },
    { surface: `${root}함`, form: 'nominal' },
    { surface: `${root}히`, form: 'derived' },
    { surface: `${root}케`, form: 'derived' },
    { surface: `${root}치`, form: 'stem' },
  ];
}

function conjugateB(stem: string): Conjugated[] {
  const open = withFinal(stem, FINAL.none);
  return [
    { surface: stem, form: 'stem' },
    { surface: `${open}운`, form: 'adnominal' },
    { surface: `${open}울`, form: 'adnominal' },
    { surface: `${open}우`, form: 'stem' },
    { surface: `${open}워`, form: 'infinitive' },
    { surface: `${open}웠`, form: 'infinitive' },
    { surface: `${open}움`, form: 'nominal' },
    { surface: `${open}이`, form: 'derived' },
  ];
}

function conjugateL(stem: string): Conjugated[] {
  const infinitive = stem + vowelHarmony(stem);
  return [
    { surface: stem, form: 'stem' },
    { surface: withFinal(stem, FINAL.n), form: 'adnominal' },
    { surface: withFinal(stem, FINAL.b), form: 'stem' },
    { surface: withFinal(stem, FINAL.none), form: 'stem' },
    { surface: infinitive, form: 'infinitive' },
    past(infinitive),
  ];
}

function conjugateH(stem: string): Conjugated[] {
  const open = withFinal(stem, FINAL.none);
  return [
    { surface: stem, form: 'stem' },
    { surface: withFinal(stem, FINAL.n), form: 'adnominal' },
    { surface: withFinal(stem, FINAL.l), form: 'adnominal' },
    { surface: open, form: 'stem' },
  ];
}

/** 푸르다 takes 러; the rest of the 르 stems double the ㄹ. */
function conjugateReu(stem: string): Conjugated[] {
  const before = stem.slice(0, -1);
  const doubled = `${withFinal(before, FINAL.l)}${vowelHarmony(before) === '아' ? '라' : '러'}`;
  const infinitive = stem === '푸르' ? '푸르러' : doubled;
  return [...openForms(stem), { surface: infinitive, form: 'infinitive' }, past(infinitive)];
}

function conjugateOpen(stem: string, vowel: number): Conjugated[] {
  const infinitive = openInfinitive(stem, vowel);
  return [...openForms(stem), { surface: infinitive, form: 'infinitive' }, past(infinitive)];
}

function openForms(stem: string): Conjugated[] {
  return [
    { surface: stem, form: 'stem' },
    { surface: withFinal(stem, FINAL.n), form: 'adnominal' },
    { surface: withFinal(stem, FINAL.l), form: 'adnominal' },
    { surface: withFinal(stem, FINAL.b), form: 'stem' },
    { surface: withFinal(stem, FINAL.m), form: 'nominal' },
  ];
}

function openInfinitive(stem: string, vowel: number): string {
  if (vowel === VOWEL.eu) {
    const before = stem.slice(0, -1);
    const harmony = before === '' ? '어' : vowelHarmony(before);
    return replaceVowel(stem, harmony === '아' ? VOWEL.a : VOWEL.eo);
  }
  const merged = contracted[vowel];
  return merged === undefined ? stem : replaceVowel(stem, merged);
}

function replaceVowel(stem: string, vowel: number): string {
  const { initial, final } = lastSyllable(stem);
  return stem.slice(0, -1) + String.fromCharCode(0xac00 + (initial * 21 + vowel) * 28 + final);
}

function conjugateClosed(stem: string): Conjugated[] {
  const infinitive = stem + vowelHarmony(stem);
  return [
    { surface: stem, form: 'stem' },
    { surface: `${stem}은`, form: 'adnominal' },
    { surface: `${stem}는`, form: 'adnominal' },
    { surface: `${stem}을`, form: 'adnominal' },
    { surface: `${stem}으`, form: 'stem' },
    { surface: `${stem}음`, form: 'nominal' },
    { surface: `${stem}이`, form: 'derived' },
    { surface: infinitive, form: 'infinitive' },
    past(infinitive),
  ];
}

function vowelHarmony(stem: string): '아' | '어' {
  const { vowel } = lastSyllable(stem);
  return vowel === VOWEL.a || vowel === VOWEL.o || vowel === VOWEL.ya ? '아' : '어';
}
