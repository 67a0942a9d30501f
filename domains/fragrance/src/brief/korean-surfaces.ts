import { conjugate, type Conjugated, type PredicateForm } from './conjugation.ts';
import type { CueKind, Degree } from './elements.ts';
import { readGrammar } from './grammar-words.ts';
import { FINAL, lastSyllable } from './hangul.ts';
import type { LexiconEntry, Sense } from './lexicon.ts';

/** A form that a Korean word is written in, and what it says. All surfaces are of one shape, whatever they say. */
export interface Surface {
  readonly kind: 'noun' | 'predicate' | 'cue' | 'degree' | 'head';
  readonly text: string;
  /** Of nouns and predicates. */
  readonly sense: Sense | undefined;
  /** Of predicates. */
  readonly form: PredicateForm;
  readonly cue: CueKind | undefined;
  /** Of cues: the part of the surface that is ending. */
  readonly melted: string;
  readonly degree: Degree | undefined;
  /** Of heads: says "scent" by itself. */
  readonly scent: boolean;
  /** Of heads: may stand inside a list. */
  readonly listable: boolean;
}

/** Whole words before a predicate. */
const BARE_NOT: ReadonlySet<string> = new Set(['안', '못', '않']);
const LISTABLE: ReadonlySet<string> = new Set(['향', '향기', '냄새', '내음', '노트']);

const surface = (kind: Surface['kind'], text: string, said: Partial<Surface>): Surface => ({
  kind,
  text,
  sense: said.sense,
  form: said.form ?? 'stem',
  cue: said.cue,
  melted: said.melted ?? '',
  degree: said.degree,
  scent: said.scent ?? false,
  listable: said.listable ?? false,
});

/** Every surface of the entries of the lexicon. */
export function lexiconSurfaces(entries: readonly LexiconEntry[]): Surface[] {
  return entries.flatMap(({ spellings, sense }) => spellings.flatMap((text) => surfacesOf(text, sense)));
}

function surfacesOf(text: string, sense: Sense): Surface[] {
  if (sense.part !== 'adjective') return [surface('noun', text, { sense })];
  return conjugate(text).map((one) => surface('predicate', one.surface, { sense, form: one.form }));
}

/** Every surface of the words of grammar. */
export function grammarSurfaces(): Surface[] {
  const surfaces: Surface[] = [];
  for (const { kind, meaning, words } of readGrammar('ko')) {
    for (const text of words) {
      if (kind === 'cue') surfaces.push(...conjugatedCue(text, meaning as CueKind));
      if (kind === 'fixed') surfaces.push(surface('cue', text, { cue: meaning as CueKind }));
      if (kind === 'degree') surfaces.push(surface('degree', text, { degree: meaning as Degree }));
      if (kind === 'head') {
        surfaces.push(surface('head', text, { scent: meaning === 'scent', listable: LISTABLE.has(text) }));
      }
    }
  }
  for (const text of BARE_NOT) surfaces.push(surface('cue', text, { cue: 'not' }));
  return surfaces;
}

const conjugatedCue = (predicate: string, cue: CueKind): Surface[] =>
  conjugate(predicate).map((form) =>
    surface('cue', form.surface, { cue, melted: meltedEnding(predicate, form) }),
  );

/** 않은 is 않 with the ending 은; in 뺄 the ending has melted into the stem. */
function meltedEnding(predicate: string, { surface: text, form }: Conjugated): string {
  const stem = predicate.slice(0, -1);
  if (text.startsWith(stem)) return text.slice(stem.length);
  if (form !== 'adnominal') return '';
  return lastSyllable(text).final === FINAL.l ? '을' : '은';
}

/** One-syllable cues are parts of many words; their ending must be one that such a cue takes. */
export function isPlausibleCue({ cue, text }: Surface, ending: string): boolean {
  if (cue === 'not' && ending !== '' && BARE_NOT.has(text)) return false;
  if (text === '말') return ending === '';
  // 빠지면 안 돼요 speaks of leaving out; 향에 빠졌어요 of falling for it.
  if (FALLEN_FOR.test(text)) return false;
  if (text === '빼') return !/^(?:어|빼|곡)/.test(ending);
  if (text === '나' || text === '난' || text === '날')
    return /^(?:는|지|면|게|고|도록|도|요)/.test(ending) || (text === '난' && ending === '다');
  return SHORT_CUE.has(text) ? /^(?:지|고|면|는|어|아|도)/.test(ending) : true;
}

const FALLEN_FOR = /^빠(?:져|졌|진)/;
const SHORT_CUE: ReadonlySet<string> = new Set([
  '쓴',
  '쓸',
  '쓰',
  '돈',
  '돌',
  '산',
  '살',
  '찬',
  '맞',
  '든',
  '담',
  '밴',
  '배',
  '단',
]);
