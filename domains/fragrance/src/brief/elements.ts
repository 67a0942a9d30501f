import type { Sense } from './lexicon.ts';

/** A stretch of the even text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a Korean noun is tied to what follows; English nouns are `none`. */
export type Joint =
  /** 와, 랑, 하고, 이나: the next noun belongs to the same list. */
  | 'list'
  /** No particle: the next noun may belong to the same list. */
  | 'none'
  /** 은, 는, 이, 가, 을, 를, 도: its predicate is still to come. */
  | 'argument'
  /** 의, 같은: describes the noun that follows. */
  | 'of'
  /** 보다: less than what follows. */
  | 'than'
  /** 에, 로, 인: settled by itself. */
  | 'settled';

/** What a word does in its clause. English adjectives and nouns are `noun`: order, not form, binds them. */
export type Form = 'noun' | 'adnominal' | 'adverb' | 'linking' | 'predicate';

export type Degree =
  /** 살짝, a touch of. */
  | 'touch'
  /** 아주, lots of. */
  | 'much'
  /** 너무, too: unwelcome excess. */
  | 'excess'
  /** 덜, less. */
  | 'less'
  /** 그다지, particularly: with a negation, a limit rather than a ban. */
  | 'particularly'
  /** 전혀, at all: with a negation, a ban. */
  | 'at_all'
  /** 거의, hardly. */
  | 'hardly';

/** What the text thinks of something it mentions. */
export type Stance =
  | 'wanted'
  /** Named as indispensable: 없으면 안 돼요, can't live without. */
  | 'required'
  | 'touched'
  /** Not too much of it. */
  | 'limited'
  /** Welcome but not asked for: 마다하지 않다, wouldn't mind. */
  | 'welcome'
  /** The lesser side of a comparison. */
  | 'lesser'
  /** The side of a contrast that is replaced. */
  | 'replaced'
  | 'excluded'
  /** Mentioned without saying anything of it: 없어도 돼요. */
  | 'void';

interface Placed {
  /** Offsets in the even text. */
  readonly start: number;
  readonly end: number;
  /** True when nothing stands between this and the element before. */
  readonly glued: boolean;
}

export interface Mention extends Placed {
  readonly kind: 'mention';
  readonly language: 'ko' | 'en';
  readonly sense: Sense;
  form: Form;
  joint: Joint;
  /** Korean ending, as it stands in the text. */
  readonly ending: Ending;
  /** 달지: a negation is about to follow. */
  awaitsNegation: boolean;
  /** 같은, 처럼, -like. */
  simile: boolean;
  /** "heavy florals": refusing it refuses only that kind. */
  restricted: boolean;
  /** Reached through a typing error. */
  misspelled: boolean;
  stance: Stance;
  degree: Degree | undefined;
  /** What the grammar that read first made of it. */
  firstStance: Stance;
  firstDegree: Degree | undefined;
  /** Words that decided the stance, in even offsets; part of the evidence. */
  cueStart: number;
  cueEnd: number;
  /** The words that are evidence for what the mention leads to. */
  span: Span;
  /** False when a homograph turned out to mean something else. */
  counts: boolean;
}

/** 향, 느낌, 것; scent, note, vibe: stands for what describes it. */
export interface Head extends Placed {
  readonly kind: 'head';
  /** True for words that say "scent" by themselves. */
  readonly scent: boolean;
  /** 장미 향, 자스민 향: may stand inside a list; 향수 or 느낌 ends it. */
  readonly listable: boolean;
  readonly joint: Joint;
}

/** The ending of a Korean word, or nothing. */
export interface Ending {
  readonly text: string;
  readonly ofCue: CueEnding;
  /** The clause turns against what it has told: 지만, 는데. */
  readonly contrasting: boolean;
}

/** What an ending does at a cue. */
export interface CueEnding {
  /** The chain of cues does not go on. */
  readonly closing: boolean;
  /** It may be left out. */
  readonly optional: boolean;
  /** What follows is the verdict. */
  readonly conditional: boolean;
  readonly potential: boolean;
  readonly asking: boolean;
  /** Describes the noun that follows. */
  readonly adnominal: boolean;
  /** Adds what stands before it. */
  readonly adding: boolean;
}

/** A word that turns, weakens or confirms what it governs. */
export interface Cue extends Placed {
  readonly kind: 'cue';
  readonly language: 'ko' | 'en';
  readonly cue: CueKind;
  /** The cue without its ending. */
  readonly stem: string;
  /** Ending of a Korean cue, which says whether the chain goes on. */
  readonly tail: Ending;
}

export type CueKind =
  /** 빼다, 없다, 싫다 (Korean, follows what it governs). */
  | 'refuse'
  /** 않다, 말다, 아니다. */
  | 'negate'
  /** 안, 못 before a predicate. */
  | 'not'
  /** 섭섭하다 after 없으면. */
  | 'regret'
  /** 괜찮다, 상관없다. */
  | 'tolerate'
  /** 넣다, 좋다, 나다. */
  | 'want'
  /** 대신. */
  | 'instead'
  /** 줄이다. */
  | 'reduce'
  /** not, n't, never (English, precedes what it governs). */
  | 'en_not'
  /** no, without, nothing. */
  | 'en_no'
  /** avoid, hate, opposed to: negated, it welcomes. */
  | 'en_refuse'
  /** skip, leave out, live without: negated, it demands. */
  | 'en_omit'
  /** mind, hurt, wrong with: says something only when negated, and then it welcomes. */
  | 'en_mind'
  /** -free, after what it governs. */
  | 'en_free'
  /** rather than, more … than. */
  | 'en_than'
  /** over, to: compare only after `prefer`. */
  | 'en_over'
  /** instead of, in place of. */
  | 'en_instead'
  | 'en_prefer'
  /** but, however: ends the reach of a negation. */
  | 'en_but'
  /** with, want, just: ends the reach of a negation that has found what it governs. */
  | 'en_reset'
  /** wouldn't hurt, is fine: welcomes what was said just before. */
  | 'en_welcome'
  /** would be a shame: turns over what was said just before. */
  | 'en_regret'
  /** replace, swap: what follows goes, what comes after `with` or `for` stays. */
  | 'en_swap'
  /** everyone, I used to: what follows is not the wish. */
  | 'en_others'
  /** no thanks, hard pass: refuses what was said just before. */
  | 'en_pass'
  /** is a must: demands what was said before. */
  | 'en_must';

export interface DegreeWord extends Placed {
  readonly kind: 'degree';
  readonly language: 'ko' | 'en';
  readonly degree: Degree;
}

export interface Boundary extends Placed {
  readonly kind: 'boundary';
  readonly strength: 'hard' | 'question' | 'comma' | 'and' | 'or';
}

export interface Word extends Placed {
  readonly kind: 'word';
  readonly language: 'ko' | 'en';
  readonly text: string;
  readonly traits: WordTraits;
}

/** What a Korean word that the lexicon does not know does in its sentence; an English one does none of it. */
export interface WordTraits {
  /** 같은, 닮은: what stands before it describes what follows. */
  readonly simile: boolean;
  /** 물론이고: what stands before it shares what is said of the next. */
  readonly asWell: boolean;
  /** 예전엔, 엄마는: whose taste the clause tells. */
  readonly others: boolean;
  /** Ends as a clause that turns against what it has told. */
  readonly contrasting: boolean;
  /** Carries a chain of cues on: 빼는 게 좋겠어요. */
  readonly filler: boolean;
}

export type Element = Mention | Head | Cue | DegreeWord | Boundary | Word;
