import type { CueKind, Degree, Element, Mention } from './elements.ts';
import { isOpen, isSyllable } from './hangul.ts';
import { endingAt, type KoreanEnding, NO_ENDING } from './korean-endings.ts';
import { type KoreanSpelling, koreanSpelling } from './korean-spelling.ts';
import { grammarSurfaces, isPlausibleCue, lexiconSurfaces, type Surface } from './korean-surfaces.ts';
import { NOUN, SETTLED_NOUN, type Tail } from './korean-tails.ts';
import type { LexiconEntry, Sense } from './lexicon.ts';
import { boundaryAt, cueAt, degreeAt, headAt, wordAt } from './marks.ts';
import { mentionOf } from './mention.ts';
import { isSpace } from './space.ts';
import { StretchMemory } from './stretch-index.ts';
import { Matches, Trie } from './trie.ts';
import { UnknownWord } from './unknown-word.ts';

/** A surface this long inside a longer unknown word is taken for what it says: 햇복숭아. */
const SAFE_INSIDE = 3;
const SURE_STEM = 3;
const LONGEST_CORRECTED = 6;
/** No word has an ending this long; it bounds what is looked at for each reading of an unspaced text. */
const LONGEST_RUN = 48;
const MOST_REMEMBERED = 10_000;
/** A word that goes on like this, or is followed by it, names a scent. */
const SCENT_NAMES = ['향', '냄새', '내음', '노트'] as const;
/** How far behind a word such a name may end. */
const SCENT_REACH = 4;

/** Reads runs of Hangul against the lexicon and the words of grammar. */
export class KoreanWords {
  readonly #trie: Trie<Surface>;
  readonly #spelling: KoreanSpelling<Surface>;
  readonly #unknown = new StretchMemory(MOST_REMEMBERED, (text) => new Unknown(text));
  readonly #here = new Matches<Surface>();
  readonly #behind = new Matches<Surface>();
  /** Where the reading that was accepted last ends. */
  #readUntil = 0;

  constructor(entries: readonly LexiconEntry[]) {
    const ofLexicon = lexiconSurfaces(entries);
    const named = (surface: Surface): [string, Surface] => [surface.text, surface];
    this.#trie = new Trie([...ofLexicon, ...grammarSurfaces()].map(named));
    this.#spelling = koreanSpelling(ofLexicon.map(named));
  }

  /** Reads the run of Hangul at `start` into `elements`; returns where it ends. Always moves on. */
  read(text: string, start: number, glued: boolean, elements: Element[]): number {
    let position = start;
    let unknownFrom = start;
    while (position < text.length && isSyllable(text.charCodeAt(position))) {
      const element = this.#elementAt(text, position, position > unknownFrom, glued || position > start);
      if (element === undefined) {
        position += 1;
        continue;
      }
      const until = this.#readUntil;
      if (position > unknownFrom) {
        elements.push(this.#unknownAt(text, unknownFrom, position, glued || unknownFrom > start));
      }
      elements.push(element);
      position = until;
      unknownFrom = until;
    }
    if (position > unknownFrom) {
      elements.push(this.#unknownAt(text, unknownFrom, position, glued || unknownFrom > start));
    }
    return position;
  }

  #unknownAt(text: string, start: number, end: number, glued: boolean): Element {
    const word = this.#unknown.of(text, start, end);
    const meant = this.#corrected(text, word, start, end, glued);
    if (meant !== undefined) return meant;
    return word.strength === undefined
      ? wordAt('ko', word.text, start, end, glued, word)
      : boundaryAt(word.strength, start, end, glued);
  }

  /** The longest reading that begins at `at`; `inside` says that an unknown word goes before it unspaced. */
  #elementAt(text: string, at: number, inside: boolean, glued: boolean): Element | undefined {
    const found = this.#here;
    this.#trie.matchesAt(text, at, found);
    for (let index = found.count - 1; index >= 0; index--) {
      const end = found.ends[index] as number;
      const surface = found.values[index] as Surface;
      if (inside && !isSafeInside(surface, end - at)) continue;
      const element = this.#accept(text, at, end, endOfRun(text, end), surface, glued);
      if (element !== undefined) return element;
    }
    return undefined;
  }

  /** What the surface says with what follows it in its word; undefined when it cannot be followed by that. */
  #accept(
    text: string,
    at: number,
    end: number,
    runEnd: number,
    surface: Surface,
    glued: boolean,
  ): Element | undefined {
    const whole = endingAt(text, end, runEnd);
    const ending = whole.beforeNegation ?? whole;
    const until = ending === whole ? runEnd : end + ending.text.length;
    this.#readUntil = until;
    switch (surface.kind) {
      case 'noun':
        return this.#acceptNoun(text, at, end, ending, surface.sense as Sense, glued);
      case 'predicate':
        return this.#acceptPredicate(text, at, end, ending, surface, glued);
      case 'cue': {
        if (!isPlausibleCue(surface, ending.text)) return undefined;
        const stem = surface.text.length === end - at ? surface.text : text.slice(at, end);
        const tail = ending.after(surface.melted);
        return cueAt('ko', surface.cue as CueKind, stem, at, until, glued, tail);
      }
      case 'degree':
        this.#readUntil = runEnd;
        return ending.ofDegree ? degreeAt('ko', surface.degree as Degree, at, runEnd, glued) : undefined;
      case 'head': {
        this.#readUntil = runEnd;
        const tail = ending.ofNoun;
        if (tail === undefined) return undefined;
        return headAt(surface.scent, surface.listable, headJoint(tail), at, runEnd, glued);
      }
    }
  }

  #acceptNoun(
    text: string,
    at: number,
    end: number,
    ending: KoreanEnding,
    sense: Sense,
    glued: boolean,
  ): Mention | undefined {
    const tail = ending.ofNoun;
    if (tail !== undefined) return mentionOf('ko', sense, at, end, glued, tail, ending);
    if (this.#isCompound(text, end)) {
      this.#readUntil = end;
      return mentionOf('ko', sense, at, end, glued, NOUN);
    }
    if (end - at < SAFE_INSIDE) return undefined;
    return mentionOf('ko', sense, at, end, glued, SETTLED_NOUN, ending);
  }

  /** Another word begins right behind; a single syllable of a predicate is too little to say so. */
  #isCompound(text: string, end: number): boolean {
    const found = this.#behind;
    this.#trie.matchesAt(text, end, found);
    for (let index = 0; index < found.count; index++) {
      if (found.values[index]?.kind !== 'predicate' || (found.ends[index] as number) - end > 1) return true;
    }
    return false;
  }

  #acceptPredicate(
    text: string,
    at: number,
    end: number,
    ending: KoreanEnding,
    surface: Surface,
    glued: boolean,
  ): Mention | undefined {
    const sense = surface.sense as Sense;
    if (end - at === 1 && isMelted(text.charCodeAt(at), sense.term) && !ending.afterMeltedStem)
      return undefined;
    const tail = ending.ofPredicate(surface.form, end - at >= SURE_STEM);
    if (tail !== undefined) return mentionOf('ko', sense, at, end, glued, tail, ending);
    if (surface.form !== 'adnominal') return undefined;
    this.#trie.matchesAt(text, end, this.#behind);
    const bare = NO_ENDING.ofPredicate('adnominal', true);
    if (this.#behind.count === 0 || bare === undefined) return undefined;
    this.#readUntil = end;
    return mentionOf('ko', sense, at, end, glued, bare);
  }

  /** An unknown word that sounds like a known one, or is one wrong key away from it. */
  #corrected(text: string, word: Unknown, start: number, end: number, glued: boolean): Element | undefined {
    for (const { length, surface } of this.#candidates(word, scentFollows(text, end))) {
      const element = this.#accept(text, start, start + length, end, surface, glued);
      if (element?.kind !== 'mention') continue;
      element.misspelled = true;
      return element;
    }
    return undefined;
  }

  #candidates(word: Unknown, beforeScent: boolean): readonly Candidate[] {
    if (beforeScent) {
      word.candidatesBeforeScent ??= this.#findCandidates(word.text, true);
      return word.candidatesBeforeScent;
    }
    word.candidates ??= this.#findCandidates(word.text, false);
    return word.candidates;
  }

  #findCandidates(word: string, beforeScent: boolean): readonly Candidate[] {
    const candidates: Candidate[] = [];
    for (let length = Math.min(word.length, LONGEST_CORRECTED); length >= 1; length--) {
      const scent = length === word.length ? beforeScent : scentFollows(word, length);
      const surface = this.#spelling.nearest(word.slice(0, length), scent);
      if (surface !== undefined) candidates.push({ length, surface });
    }
    return candidates;
  }
}

/** What an unknown word, or a beginning of it, may be meant to be. */
interface Candidate {
  readonly length: number;
  readonly surface: Surface;
}

/** Words recur, and so do their errors: what one may be meant to be is found out once. The longest comes first. */
class Unknown extends UnknownWord {
  candidates: readonly Candidate[] | undefined = undefined;
  candidatesBeforeScent: readonly Candidate[] | undefined = undefined;
}

function isSafeInside({ kind, scent, cue }: Surface, length: number): boolean {
  if (kind === 'head') return scent;
  if (kind === 'cue') return length > 1 && cue !== 'want';
  return length >= SAFE_INSIDE && kind !== 'degree';
}

const headJoint = (tail: Tail): Tail['joint'] => (tail.form === 'noun' ? tail.joint : 'settled');

function endOfRun(text: string, from: number): number {
  const most = Math.min(text.length, from + LONGEST_RUN);
  let end = from;
  while (end < most && isSyllable(text.charCodeAt(end))) end += 1;
  return end;
}

/** A stem of one open syllable that is not how the dictionary form begins: 다 of 달다. */
const isMelted = (code: number, term: string): boolean => code !== term.charCodeAt(0) && isOpen(code);

function scentFollows(text: string, at: number): boolean {
  const most = Math.min(text.length, at + SCENT_REACH);
  let start = at;
  while (start < most && isSpace(text.charCodeAt(start))) start += 1;
  return SCENT_NAMES.some((name) => start + name.length <= most && text.startsWith(name, start));
}
