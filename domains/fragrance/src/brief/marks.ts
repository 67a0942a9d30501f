import type {
  Boundary,
  Cue,
  CueKind,
  Degree,
  DegreeWord,
  Ending,
  Head,
  Joint,
  Word,
  WordTraits,
} from './elements.ts';
import { NO_ENDING } from './korean-endings.ts';

type Mark = Head | Cue | DegreeWord | Boundary | Word;
type Language = 'ko' | 'en';

/** Of a word that does nothing in its sentence. */
const NO_TRAITS: WordTraits = {
  simile: false,
  asWell: false,
  others: false,
  contrasting: false,
  filler: false,
};

/**
 * Whatever is no mention. One class for the five kinds, each of which uses fields of its own: every pass over the
 * elements then meets two shapes of objects, and a field is read without searching for it.
 */
class AnyMark {
  readonly kind: Mark['kind'];
  readonly start: number;
  readonly end: number;
  readonly glued: boolean;
  readonly language: Language;
  text = '';
  traits = NO_TRAITS;
  cue: CueKind | undefined = undefined;
  stem = '';
  tail: Ending = NO_ENDING;
  degree: Degree | undefined = undefined;
  strength: Boundary['strength'] | undefined = undefined;
  scent = false;
  listable = false;
  joint: Joint = 'none';

  constructor(kind: Mark['kind'], language: Language, start: number, end: number, glued: boolean) {
    this.kind = kind;
    this.language = language;
    this.start = start;
    this.end = end;
    this.glued = glued;
  }
}

export function wordAt(
  language: Language,
  text: string,
  start: number,
  end: number,
  glued: boolean,
  traits: WordTraits = NO_TRAITS,
): Word {
  const word = new AnyMark('word', language, start, end, glued);
  word.text = text;
  word.traits = traits;
  return word as Word;
}

export function cueAt(
  language: Language,
  cue: CueKind,
  stem: string,
  start: number,
  end: number,
  glued: boolean,
  tail: Ending = NO_ENDING,
): Cue {
  const mark = new AnyMark('cue', language, start, end, glued);
  mark.cue = cue;
  mark.stem = stem;
  mark.tail = tail;
  return mark as Cue;
}

export function degreeAt(
  language: Language,
  degree: Degree,
  start: number,
  end: number,
  glued: boolean,
): DegreeWord {
  const mark = new AnyMark('degree', language, start, end, glued);
  mark.degree = degree;
  return mark as DegreeWord;
}

export function headAt(
  scent: boolean,
  listable: boolean,
  joint: Joint,
  start: number,
  end: number,
  glued: boolean,
): Head {
  const mark = new AnyMark('head', 'ko', start, end, glued);
  mark.scent = scent;
  mark.listable = listable;
  mark.joint = joint;
  return mark as Head;
}

export function boundaryAt(
  strength: Boundary['strength'],
  start: number,
  end: number,
  glued: boolean,
): Boundary {
  const mark = new AnyMark('boundary', 'ko', start, end, glued);
  mark.strength = strength;
  return mark as Boundary;
}
