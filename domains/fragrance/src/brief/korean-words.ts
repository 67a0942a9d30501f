import { conjugate, type Conjugated, type PredicateForm } from './conjugation.ts';
import type { CueKind, Degree, Element, Mention } from './elements.ts';
import { readGrammar } from './grammar-words.ts';
import { FINAL, isSyllable, lastSyllable } from './hangul.ts';
import { nounTail, predicateTail, type Tail } from './korean-tails.ts';
import type { LexiconEntry, Sense } from './lexicon.ts';
import { mentionOf } from './mention.ts';
import { type KoreanSpelling, koreanSpelling } from './korean-spelling.ts';
import { Trie } from './trie.ts';

type Payload =
  | { readonly kind: 'noun'; readonly sense: Sense }
  | { readonly kind: 'predicate'; readonly sense: Sense; readonly form: PredicateForm }
  | {
      readonly kind: 'cue';
      readonly cue: CueKind /** Part of the surface that is ending. */;
      readonly ending: string;
    }
  | { readonly kind: 'degree'; readonly degree: Degree }
  | { readonly kind: 'head'; readonly scent: boolean };

/** One reading of the text at a place: the elements it gives and where it ends. */
interface Reading {
  readonly end: number;
  readonly elements: Element[];
}

interface Candidate {
  readonly length: number;
  readonly payload: Payload;
}

/** A surface this long inside a longer unknown word is taken for what it says: 햇복숭아. */
const SAFE_INSIDE = 3;
const SURE_STEM = 3;
/** Whole words before a predicate. */
const BARE_NOT: ReadonlySet<string> = new Set(['안', '못', '않']);
const LISTABLE = new Set(['향', '향기', '냄새', '내음', '노트']);
const LONGEST_CORRECTED = 6;
/** No word has an ending this long; it bounds what is looked at for each reading of an unspaced text. */
const LONGEST_RUN = 48;
const MOST_REMEMBERED = 10_000;
/** A word that goes on like this, or is followed by it, names a scent. */
const SCENT_SUFFIX = /^(?:향|냄새|내음|노트)/;
/** 달지않은, and as it is often misspelled 달지안은: the negation is a word of its own. */
const GLUED_NEGATION = /^(.{0,3}?지(?:는|도|가|를)?)(?:않|안|말|못|마)/;

/** Reads runs of Hangul against the lexicon and the words of grammar. */
export class KoreanWords {
  readonly #trie = new Trie<Payload>();
  readonly #spelling: KoreanSpelling<Payload>;
  readonly #corrections = new Map<string, readonly Candidate[]>();

  constructor(entries: readonly LexiconEntry[]) {
    const spellings: [string, Payload][] = [];
    for (const { spellings: surfaces, sense } of entries) {
      for (const surface of surfaces) {
        for (const [form, payload] of surfacesOf(surface, sense)) {
          this.#trie.add(form, payload);
          spellings.push([form, payload]);
        }
      }
    }
    for (const [surface, payload] of grammarSurfaces()) this.#trie.add(surface, payload);
    this.#spelling = koreanSpelling(spellings);
  }

  /** Reads the run of Hangul at `start`. Always moves on. */
  read(text: string, start: number, glued: boolean): Reading {
    const elements: Element[] = [];
    let position = start;
    let unknownFrom = start;
    const settleUnknown = (until: number): void => {
      if (until > unknownFrom)
        elements.push(...this.#unknown(text, unknownFrom, until, glued || unknownFrom > start));
    };
    while (position < text.length && isSyllable(text.charCodeAt(position))) {
      const reading = this.#readingAt(text, position, position > unknownFrom, glued || position > start);
      if (reading === undefined) {
        position += 1;
        continue;
      }
      settleUnknown(position);
      elements.push(...reading.elements);
      position = reading.end;
      unknownFrom = position;
    }
    settleUnknown(position);
    return { elements, end: position };
  }

  #unknown(text: string, start: number, end: number, glued: boolean): Element[] {
    const word = text.slice(start, end);
    const corrected = this.#corrected(text, word, start, glued);
    return corrected ?? [{ kind: 'word', language: 'ko', text: word, start, end, glued }];
  }

  #readingAt(text: string, at: number, inside: boolean, glued: boolean): Reading | undefined {
    for (const { end, value } of this.#trie.matchesAt(text, at)) {
      if (inside && !this.#safeInside(value, end - at)) continue;
      const runEnd = endOfRun(text, end);
      const reading = this.#accept(text, at, end, runEnd, value, glued);
      if (reading !== undefined) return reading;
    }
    return undefined;
  }

  #safeInside(value: Payload, length: number): boolean {
    if (value.kind === 'head') return value.scent;
    if (value.kind === 'cue') return length > 1 && value.cue !== 'want';
    return length >= SAFE_INSIDE && value.kind !== 'degree';
  }

  #accept(
    text: string,
    at: number,
    end: number,
    runEnd: number,
    value: Payload,
    glued: boolean,
  ): Reading | undefined {
    const split = end === runEnd ? undefined : GLUED_NEGATION.exec(text.slice(end, runEnd))?.[1];
    const until = split === undefined ? runEnd : end + split.length;
    const rest = text.slice(end, until);
    switch (value.kind) {
      case 'noun':
        return this.#acceptNoun(text, at, end, until, value.sense, glued);
      case 'predicate': {
        if (!plausibleStem(value.sense.term, text.slice(at, end), rest)) return undefined;
        const sure = end - at >= SURE_STEM;
        const tail = predicateTail(value.form, rest, sure);
        if (tail !== undefined) return whole(mentionOf('ko', value.sense, at, end, glued, tail, rest), until);
        if (value.form === 'adnominal' && this.#trie.matchesAt(text, end).length > 0) {
          const bare = predicateTail('adnominal', '', true);
          if (bare !== undefined) return whole(mentionOf('ko', value.sense, at, end, glued, bare), end);
        }
        return undefined;
      }
      case 'cue':
        if (value.cue === 'not' && rest !== '' && BARE_NOT.has(text.slice(at, end))) return undefined;
        if (!plausibleCue(text.slice(at, end), rest)) return undefined;
        return {
          end: until,
          elements: [
            {
              kind: 'cue',
              language: 'ko',
              cue: value.cue,
              stem: text.slice(at, end),
              tail: value.ending + rest,
              start: at,
              end: until,
              glued,
            },
          ],
        };
      case 'degree':
        if (!/^(?:만|은|는|도|의|씩|로|요|정도)?$/.test(rest)) return undefined;
        return {
          end: runEnd,
          elements: [{ kind: 'degree', language: 'ko', degree: value.degree, start: at, end: runEnd, glued }],
        };
      case 'head': {
        const tail = nounTail(rest);
        if (tail === undefined) return undefined;
        return {
          end: runEnd,
          elements: [
            {
              kind: 'head',
              scent: value.scent,
              listable: LISTABLE.has(text.slice(at, end)),
              joint: headJoint(tail),
              start: at,
              end: runEnd,
              glued,
            },
          ],
        };
      }
    }
  }

  #acceptNoun(
    text: string,
    at: number,
    end: number,
    runEnd: number,
    sense: Sense,
    glued: boolean,
  ): Reading | undefined {
    const rest = text.slice(end, runEnd);
    const tail = nounTail(rest);
    if (tail !== undefined) return whole(mentionOf('ko', sense, at, end, glued, tail, rest), runEnd);
    const compound = this.#trie
      .matchesAt(text, end)
      .some((match) => match.value.kind !== 'predicate' || match.end - end > 1);
    const bare = nounTail('');
    if (bare === undefined || (!compound && end - at < SAFE_INSIDE)) return undefined;
    if (compound) return whole(mentionOf('ko', sense, at, end, glued, bare), end);
    return whole(mentionOf('ko', sense, at, end, glued, { ...bare, joint: 'settled' }, rest), runEnd);
  }

  /** An unknown word that sounds like a known one, or is one wrong key away from it. */
  #corrected(text: string, word: string, start: number, glued: boolean): Element[] | undefined {
    for (const { length, payload } of this.#candidates(text, word, start)) {
      const reading = this.#accept(text, start, start + length, start + word.length, payload, glued);
      const [first, ...rest] = reading?.elements ?? [];
      if (first?.kind === 'mention') return [{ ...first, misspelled: true }, ...rest];
    }
    return undefined;
  }

  /** What the word, or a beginning of it, may be meant to be; the longest first. Remembered, as words recur. */
  #candidates(text: string, word: string, start: number): readonly Candidate[] {
    const scentFollows = SCENT_SUFFIX.test(
      text.slice(start + word.length, start + word.length + 4).trimStart(),
    );
    const key = scentFollows ? `${word} ` : word;
    const known = this.#corrections.get(key);
    if (known !== undefined) return known;
    const candidates: Candidate[] = [];
    for (let length = Math.min(word.length, LONGEST_CORRECTED); length >= 1; length--) {
      const scent = length === word.length ? scentFollows : SCENT_SUFFIX.test(word.slice(length));
      const payload = this.#spelling.nearest(word.slice(0, length), scent);
      if (payload !== undefined) candidates.push({ length, payload });
    }
    if (this.#corrections.size >= MOST_REMEMBERED) this.#corrections.clear();
    this.#corrections.set(key, candidates);
    return candidates;
  }
}

const whole = (mention: Mention, end: number): Reading => ({ end, elements: [mention] });

const headJoint = (tail: Tail): Tail['joint'] => (tail.form === 'noun' ? tail.joint : 'settled');

function endOfRun(text: string, from: number): number {
  let end = from;
  while (end - from < LONGEST_RUN && isSyllable(text.charCodeAt(end))) end += 1;
  return end;
}

/** The melted stem 다 of 달다 stands before few endings; before others it is another word: 다음. */
function plausibleStem(term: string, surface: string, rest: string): boolean {
  if (surface.length > 1 || surface === term[0] || lastSyllable(surface).final !== FINAL.none) return true;
  return /^(?:니|네|시|십)/.test(rest);
}

/** One-syllable cues are parts of many words; their ending must be one that such a cue takes. */
function plausibleCue(surface: string, rest: string): boolean {
  if (surface === '말') return rest === '';
  // 빠지면 안 돼요 speaks of leaving out; 향에 빠졌어요 of falling for it.
  if (/^빠(?:져|졌|진)/.test(surface)) return false;
  if (surface === '빼') return !/^(?:어|빼|곡)/.test(rest);
  if (surface === '나' || surface === '난' || surface === '날')
    return /^(?:는|지|면|게|고|도록|도|요)/.test(rest) || (surface === '난' && rest === '다');
  if (/^(?:쓴|쓸|쓰|돈|돌|산|살|찬|맞|든|담|밴|배|단)$/.test(surface))
    return /^(?:지|고|면|는|어|아|도)/.test(rest);
  return true;
}

function* surfacesOf(surface: string, sense: Sense): Iterable<[string, Payload]> {
  if (sense.part === 'adjective') {
    for (const { surface: form, form: kind } of conjugate(surface)) {
      yield [form, { kind: 'predicate', sense, form: kind }];
    }
    return;
  }
  yield [surface, { kind: 'noun', sense }];
}

/** 않은 is 않 with the ending 은; in 뺄 the ending has melted into the stem. */
function cueEnding(predicate: string, { surface, form }: Conjugated): string {
  const stem = predicate.slice(0, -1);
  if (surface.startsWith(stem)) return surface.slice(stem.length);
  if (form !== 'adnominal') return '';
  return lastSyllable(surface).final === FINAL.l ? '을' : '은';
}

function* grammarSurfaces(): Iterable<[string, Payload]> {
  for (const { kind, meaning, words } of readGrammar('ko')) {
    for (const word of words) {
      if (kind === 'cue') yield* conjugatedCue(word, meaning as CueKind);
      if (kind === 'fixed') yield [word, { kind: 'cue', cue: meaning as CueKind, ending: '' }];
      if (kind === 'degree') yield [word, { kind: 'degree', degree: meaning as Degree }];
      if (kind === 'head') yield [word, { kind: 'head', scent: meaning === 'scent' }];
    }
  }
  for (const surface of BARE_NOT) yield [surface, { kind: 'cue', cue: 'not', ending: '' }];
}

function* conjugatedCue(predicate: string, cue: CueKind): Iterable<[string, Payload]> {
  for (const form of conjugate(predicate)) {
    yield [form.surface, { kind: 'cue', cue, ending: cueEnding(predicate, form) }];
  }
}
