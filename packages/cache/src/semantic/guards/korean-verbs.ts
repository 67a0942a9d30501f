import { FINAL, lastSyllable, VOWEL, withLast } from './hangul.ts';

/** A stem as it stands before some ending. */
export interface Surface {
  readonly stem: string;
  /** `link`: before a consonant; `adnominal`, `prospective`, `polite` and `noun` end in ㄴ, ㄹ, ㅂ, ㅁ; `open` is the 아/어 form; `past` adds ㅆ. */
  readonly form: 'link' | 'adnominal' | 'prospective' | 'polite' | 'noun' | 'open' | 'past';
}

/** Every way in which a stem shows before an ending. `tag` names the irregularity, as dictionaries do: ㅂ ㄷ ㅅ 르 ㅎ. */
export function surfacesOf(stem: string, tag: string | undefined): [string, Surface['form']][] {
  const open = openForm(stem, tag);
  const soft = softForm(stem, tag);
  const surfaces: [string, Surface['form']][] = [
    [stem, 'link'],
    [open, 'open'],
    [withLast(open, { final: FINAL.ss }), 'past'],
  ];
  if (soft !== stem) surfaces.push([soft, 'link']);
  if (lastSyllable(soft).final === FINAL.none)
    surfaces.push(
      [withLast(soft, { final: FINAL.n }), 'adnominal'],
      [withLast(soft, { final: FINAL.l }), 'prospective'],
      [withLast(soft, { final: FINAL.b }), 'polite'],
      [withLast(soft, { final: FINAL.m }), 'noun'],
    );
  return surfaces;
}

/** The stem before 으 and before ㄴ, ㄹ, ㅂ, ㅁ: 어려우, 들으, 지으, 파라, 만드. */
function softForm(stem: string, tag: string | undefined): string {
  const { final } = lastSyllable(stem);
  if (tag === 'ㅂ') return `${withLast(stem, { final: FINAL.none })}우`;
  if (tag === 'ㄷ') return `${withLast(stem, { final: FINAL.l })}으`;
  if (tag === 'ㅅ') return `${withLast(stem, { final: FINAL.none })}으`;
  if (tag === 'ㅎ' || final === FINAL.l) return withLast(stem, { final: FINAL.none });
  return final === FINAL.none ? stem : `${stem}으`;
}

function openForm(stem: string, tag: string | undefined): string {
  const { vowel, final, initial } = lastSyllable(stem);
  const bright = isBright(stem, vowel);
  if (stem.endsWith('하')) return withLast(stem, { vowel: VOWEL.ae });
  if (tag === 'ㅂ') return `${withLast(stem, { final: FINAL.none })}${stem === '돕' ? '와' : '워'}`;
  if (tag === 'ㄷ') return withLast(stem, { final: FINAL.l }) + (bright ? '아' : '어');
  if (tag === 'ㅅ') return withLast(stem, { final: FINAL.none }) + (bright ? '아' : '어');
  if (tag === 'ㅎ') return withLast(stem, { vowel: VOWEL.ae, final: FINAL.none });
  if (tag === '르') {
    const before = stem.slice(0, -1);
    const ends = isBright(before, lastSyllable(before).vowel) ? '라' : '러';
    return withLast(before, { final: FINAL.l }) + ends;
  }
  if (final !== FINAL.none) return stem + (bright ? '아' : '어');
  if (vowel === VOWEL.eu) {
    const before = stem.length > 1 ? lastSyllable(stem.slice(0, -1)).vowel : VOWEL.eu;
    return withLast(stem, { vowel: isBright(stem, before) ? VOWEL.a : VOWEL.eo });
  }
  const contracted = CONTRACTED.get(vowel);
  return contracted === undefined ? `${stem}어` : withLast(stem, { vowel: contracted, initial });
}

const isBright = (_: string, vowel: number): boolean =>
  vowel === VOWEL.a || vowel === VOWEL.o || vowel === VOWEL.ya;

/** A vowel and 아/어 in one. */
const CONTRACTED: ReadonlyMap<number, number> = new Map([
  [VOWEL.a, VOWEL.a],
  [VOWEL.eo, VOWEL.eo],
  [VOWEL.ae, VOWEL.ae],
  [VOWEL.e, VOWEL.e],
  [VOWEL.yeo, VOWEL.yeo],
  [VOWEL.o, VOWEL.wa],
  [VOWEL.u, VOWEL.wo],
  [VOWEL.i, VOWEL.yeo],
  [VOWEL.oe, VOWEL.wae],
]);
