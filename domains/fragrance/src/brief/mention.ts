import type { Degree, Ending, Form, Joint, Mention, Span, Stance } from './elements.ts';
import { NO_ENDING } from './korean-endings.ts';
import type { Tail } from './korean-tails.ts';
import type { Sense } from './lexicon.ts';

/** A class, so that all mentions are of one shape and the passes over them stay fast. */
class Mentioned implements Mention {
  readonly kind = 'mention';
  readonly start: number;
  readonly end: number;
  readonly glued: boolean;
  readonly language: Mention['language'];
  readonly sense: Sense;
  readonly ending: Ending;
  form: Form;
  joint: Joint;
  awaitsNegation: boolean;
  simile: boolean;
  restricted = false;
  misspelled = false;
  stance: Stance = 'wanted';
  degree: Degree | undefined = undefined;
  firstStance: Stance = 'wanted';
  firstDegree: Degree | undefined = undefined;
  cueStart: number;
  cueEnd: number;
  /** Its own words, until it is known which others decide. */
  span: Span = this;
  counts = true;

  constructor(
    language: Mention['language'],
    sense: Sense,
    start: number,
    end: number,
    glued: boolean,
    tail: Tail,
    ending: Ending,
  ) {
    this.language = language;
    this.sense = sense;
    this.start = start;
    this.end = end;
    this.glued = glued;
    this.ending = ending;
    this.form = tail.form;
    this.joint = tail.joint;
    this.awaitsNegation = tail.awaitsNegation;
    this.simile = tail.simile;
    this.cueStart = start;
    this.cueEnd = end;
  }
}

export const mentionOf = (
  language: Mention['language'],
  sense: Sense,
  start: number,
  end: number,
  glued: boolean,
  tail: Tail,
  ending: Ending = NO_ENDING,
): Mention => new Mentioned(language, sense, start, end, glued, tail, ending);
