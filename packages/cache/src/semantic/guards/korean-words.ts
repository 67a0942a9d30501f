import { FINAL, finalOf } from './hangul.ts';
import { surfacesOf, type Surface } from './korean-verbs.ts';
import { type Entry, Lexicon } from './lexicon.ts';

export const KOREAN = new Lexicon('ko');

/** A verb or adjective with what its ending says. */
export interface VerbRead {
  readonly kind: 'verb' | 'light';
  readonly value: string;
  readonly form: Surface['form'];
  /** What the ending says, beside nothing: `if`, `ji`, `ya`, `do`, `purpose`, `future`, `request`, `when`, `go`. */
  readonly says: string;
  /** Nothing follows that form. */
  readonly bare: boolean;
}

interface KnownStem extends Surface {
  readonly kind: 'verb' | 'light';
  readonly value: string;
}

const STEMS = new Map<string, KnownStem[]>();
for (const kind of ['verb', 'light'] as const)
  for (const [value, forms] of KOREAN.list(kind))
    for (const tagged of forms) {
      const [stem = '', tag] = tagged.split('/');
      for (const [text, form] of surfacesOf(stem, tag)) {
        const known = STEMS.get(text) ?? [];
        known.push({ stem, form, kind, value });
        STEMS.set(text, known);
      }
    }
const LONGEST_STEM = Math.max(...[...STEMS.keys()].map(({ length }) => length));

/** By form, then by ending: what the ending says. */
const ENDINGS = new Map<string, Map<string, string>>();
for (const [value, forms] of KOREAN.list('ending')) {
  const [form = '', says = ''] = value.split(':');
  const endings = ENDINGS.get(form) ?? new Map<string, string>();
  for (const ending of forms) endings.set(ending === '=' ? '' : ending, says);
  ENDINGS.set(form, endings);
}

/** Reads a whole word as a known stem and an ending, the longest stem first. */
export function readVerb(word: string): VerbRead | undefined {
  for (let length = Math.min(word.length, LONGEST_STEM); length > 0; length--) {
    const known = STEMS.get(word.slice(0, length));
    if (known === undefined) continue;
    const rest = word.slice(length);
    for (const { kind, value, form } of known) {
      const says = ENDINGS.get(form)?.get(rest);
      if (says !== undefined) return { kind, value, form, says, bare: rest === '' };
    }
  }
  return undefined;
}

const MAKES_VERB = new Set(['하', '되', '시키', '드리']);

/** A noun that 하다 or 되다 makes a verb of: 설치하는, 변경됐나요. */
export function readNounVerb(word: string): { readonly noun: string; readonly verb: VerbRead } | undefined {
  for (let at = Math.min(word.length - 1, 8); at > 0; at--) {
    const noun = word.slice(0, at);
    const verb = readVerb(word.slice(at));
    if (verb?.kind !== 'light' || !MAKES_VERB.has(verb.value)) continue;
    // One syllable before 하 alone may as well be half of a noun.
    if (at > 1 || word.length > 2 || isShortNoun(noun)) return { noun, verb };
  }
  return undefined;
}

const SHORT_NOUNS = new Set(KOREAN.list('noun').get('-'));
const isShortNoun = (noun: string): boolean => SHORT_NOUNS.has(noun) || KOREAN.word(noun)?.kind === 'concept';

const JOSA = new Set(KOREAN.list('josa').get('-'));
const COPULA = new Set(KOREAN.list('copula').get('-'));
const LONGEST_TAIL = Math.max(...[...JOSA, ...COPULA].map(({ length }) => length));

export interface NounRead {
  readonly noun: string;
  /** Particles that were taken off, nearest first. */
  readonly tails: readonly string[];
}

/** Takes particles and the copula off a word, as many as there are, where something that can be a noun is left. */
export function readNoun(word: string): NounRead {
  const tails: string[] = [];
  let noun = word;
  for (let rounds = 0; rounds < 4; rounds++) {
    if (rounds > 0 && isWhole(noun)) break;
    const tail = tailOf(noun, rounds === 0);
    if (tail === undefined) break;
    tails.unshift(tail);
    noun = noun.slice(0, -tail.length);
  }
  return { noun, tails };
}

const isWhole = (noun: string): boolean => {
  const kind = KOREAN.word(noun)?.kind;
  return kind !== undefined && kind !== 'josa' && kind !== 'copula';
};

function tailOf(word: string, outermost: boolean): string | undefined {
  if (isWhole(word)) return undefined;
  for (let length = Math.min(LONGEST_TAIL, word.length - 1); length > 0; length--) {
    const tail = word.slice(-length);
    if (!JOSA.has(tail) && !(outermost && COPULA.has(tail))) continue;
    const rest = word.slice(0, -length);
    if (rest.length === 1 && !isShortNoun(rest) && !isWhole(rest)) continue;
    if (agrees(rest, tail)) return tail;
  }
  return undefined;
}

const AFTER_CONSONANT = new Set(['은', '이', '을', '과', '으로', '이랑', '이나', '아']);
const AFTER_VOWEL = new Set([
  '는',
  '가',
  '를',
  '와',
  '랑',
  '나',
  '야',
  '예요',
  '란',
  '라는',
  '라면',
  '죠',
  '지',
  '네요',
  '냐',
]);

/** Whether a particle takes the form that the word before it asks for. */
function agrees(noun: string, tail: string): boolean {
  const final = finalOf(noun);
  if (AFTER_CONSONANT.has(tail)) return final !== FINAL.none && !(tail === '으로' && final === FINAL.l);
  if (AFTER_VOWEL.has(tail)) return final === FINAL.none;
  if (tail === '로') return final === FINAL.none || final === FINAL.l;
  return true;
}

/** Whether a word may be nothing but particles, as behind a foreign word or a number: JSON을, 401은. */
export const isTail = (word: string): boolean => JOSA.has(word) || COPULA.has(word);

/** What a whole word is in the tables, if it is there. */
export function knownWord(word: string): Entry | undefined {
  const entry = KOREAN.word(word);
  return entry === undefined || UNSPOKEN.has(entry.kind) ? undefined : entry;
}

const UNSPOKEN = new Set(['ending', 'josa', 'copula', 'noun', 'verb', 'light', 'counter', 'number', 'unit']);
