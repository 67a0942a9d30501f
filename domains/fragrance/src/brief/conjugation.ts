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

/** Last syllables of stems that keep their ㅂ or ㅎ: 사로잡다, 빼놓다. */
const REGULAR_B = new Set(['좁', '입', '씹', '잡', '뽑', '집']);
const REGULAR_H = new Set(['좋', '넣', '놓', '쌓', '닿', '낳']);
const VOWEL = {
  a: 0,
  ae: 1,
  ya: 2,
  yae: 3,
  eo: 4,
  e: 5,
  yeo: 6,
  ye: 7,
  o: 8,
  wa: 9,
  u: 13,
  wae: 10,
  oe: 11,
  wo: 14,
  eu: 18,
  i: 20,
} as const;

const contracted: Readonly<Record<number, number>> = {
  [VOWEL.o]: VOWEL.wa,
  [VOWEL.u]: VOWEL.wo,
  [VOWEL.i]: VOWEL.yeo,
  [VOWEL.oe]: VOWEL.wae,
};

/** 하얗다 and 노랗다 take the vowel of the infinitive into their stem: 하얘, 노래. */
const fronted: Readonly<Record<number, number>> = {
  [VOWEL.a]: VOWEL.ae,
  [VOWEL.ya]: VOWEL.yae,
  [VOWEL.eo]: VOWEL.e,
  [VOWEL.yeo]: VOWEL.ye,
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
  const last = stem.slice(-1);
  if (final === FINAL.b && !REGULAR_B.has(last)) return conjugateB(stem);
  if (final === FINAL.l) return conjugateL(stem);
  if (final === FINAL.h && !REGULAR_H.has(last)) return conjugateH(stem, vowel);
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

/** 곱다 takes 와, all others 워. */
function conjugateB(stem: string): Conjugated[] {
  const open = withFinal(stem, FINAL.none);
  const infinitive = `${open}${stem.endsWith('곱') ? '와' : '워'}`;
  return [
    { surface: stem, form: 'stem' },
    { surface: `${open}운`, form: 'adnominal' },
    { surface: `${open}울`, form: 'adnominal' },
    { surface: `${open}우`, form: 'stem' },
    { surface: infinitive, form: 'infinitive' },
    past(infinitive),
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

function conjugateH(stem: string, vowel: number): Conjugated[] {
  const open = withFinal(stem, FINAL.none);
  const infinitive = replaceVowel(open, fronted[vowel] ?? vowel);
  return [
    { surface: stem, form: 'stem' },
    { surface: withFinal(stem, FINAL.n), form: 'adnominal' },
    { surface: withFinal(stem, FINAL.l), form: 'adnominal' },
    { surface: open, form: 'stem' },
    { surface: withFinal(stem, FINAL.m), form: 'nominal' },
    { surface: infinitive, form: 'infinitive' },
    past(infinitive),
  ];
}

/** 푸르다 takes 러; the rest of the 르 stems double the ㄹ. */
function conjugateReu(stem: string): Conjugated[] {
  const before = stem.slice(0, -1);
  const doubled = `${withFinal(before, FINAL.l)}${vowelHarmony(before) === '아' ? '라' : '러'}`;
  const infinitive = stem.endsWith('푸르') ? `${stem}러` : doubled;
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
