import type { PredicateForm } from './conjugation.ts';
import type { CueEnding, Ending } from './elements.ts';
import { nounTail, predicateTail, type Tail } from './korean-tails.ts';
import { StretchMemory } from './stretch-index.ts';

/** 달지않은, and as it is often misspelled 달지안은: the negation is a word of its own. */
const GLUED_NEGATION = /^(.{0,3}?지(?:는|도|가|를)?)(?:않|안|말|못|마)/;
/** The melted stem 다 of 달다 stands before few endings; before others it is another word: 다음. */
const AFTER_MELTED_STEM = /^(?:니|네|시|십)/;
const OF_DEGREE = /^(?:만|은|는|도|의|씩|로|요|정도)?$/;

/** Endings after which a chain of cues does not go on: 빼고 …, 싫지만 …, 좋은데 …. */
const CLOSING = /(?:고|고요|구요|구|며|지만|는데|은데|한데|데요|니까|서|요|다|아|음|함|줘|자|까|죠|네|길)$/;
/** 없어도, 빼도: it may be left out. */
const OPTIONAL = /^(?:어도|아도|도|해도)/;
/** A condition leaves the verdict to what follows: 없으면 섭섭, 빠지면 안 돼. */
const CONDITION = /(?:면|으면|다면|는다면)$/;
/** 빼놓을 수 없다, 빠질 수 없다. */
const POTENTIAL = /^(?:을|질)/;
/** 없나요?, 없을까요? ask for it. */
const ASKING = /^(?:나|을까|는지|니)/;
/** 않은, 없는: describes the noun that follows. */
const ADNOMINAL = /^(?:은|는|던|을)$/;
/** 넣어, 넣은, 넣고: adds what stands before it. */
const ADDING = /^(?:어|은|을|고|었|으)/;
/** The clause turns against what it has told. */
const CONTRASTING = /(?:지만|는데|은데|한데|던데|했는데|인데|지만요|으나)$/;

export const endsInContrast = (word: string): boolean => CONTRASTING.test(word);

const FORMS: Readonly<Record<PredicateForm, number>> = {
  stem: 0,
  adnominal: 1,
  infinitive: 2,
  nominal: 3,
  derived: 4,
};

/** For every form, unsure and sure. */
const NOT_ASKED: readonly null[] = Object.keys(FORMS).flatMap(() => [null, null]);

/**
 * The ending of a Korean word, or nothing. Few endings make up most of what is written, so what each says is found out
 * once, when it is first asked for.
 */
export class KoreanEnding implements Ending {
  readonly text: string;
  #noun: Tail | undefined | null = null;
  #beforeNegation: KoreanEnding | undefined | null = null;
  #cue: CueEnding | undefined;
  /** By form, for stems that are not sure and for those that are; null when not yet asked for. */
  readonly #predicates: (Tail | undefined | null)[] = NOT_ASKED.slice();
  #joined: Map<string, KoreanEnding> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** What it says of a noun; undefined when it is no ending of one. */
  get ofNoun(): Tail | undefined {
    if (this.#noun === null) this.#noun = nounTail(this.text);
    return this.#noun;
  }

  /** What it says of a predicate; undefined when it is no ending of one. */
  ofPredicate(form: PredicateForm, sure: boolean): Tail | undefined {
    const place = FORMS[form] * 2 + Number(sure);
    const known = this.#predicates[place];
    if (known !== null) return known;
    const tail = predicateTail(form, this.text, sure);
    this.#predicates[place] = tail;
    return tail;
  }

  /** The part before a negation that is written together with it; undefined when there is none. */
  get beforeNegation(): KoreanEnding | undefined {
    if (this.#beforeNegation === null) {
      const part = GLUED_NEGATION.exec(this.text)?.[1];
      this.#beforeNegation = part === undefined ? undefined : endingAt(part, 0, part.length);
    }
    return this.#beforeNegation;
  }

  get ofCue(): CueEnding {
    this.#cue ??= cueEnding(this.text);
    return this.#cue;
  }

  get ofDegree(): boolean {
    return this.text === '' || OF_DEGREE.test(this.text);
  }

  get afterMeltedStem(): boolean {
    return AFTER_MELTED_STEM.test(this.text);
  }

  get contrasting(): boolean {
    return endsInContrast(this.text);
  }

  /** This ending after what has melted into the stem. */
  after(melted: string): KoreanEnding {
    if (melted === '') return this;
    const known = this.#joined?.get(melted);
    if (known !== undefined) return known;
    const joined = new KoreanEnding(melted + this.text);
    this.#joined ??= new Map();
    this.#joined.set(melted, joined);
    return joined;
  }
}

const cueEnding = (text: string): CueEnding => ({
  closing: CLOSING.test(text),
  optional: OPTIONAL.test(text),
  conditional: CONDITION.test(text),
  potential: POTENTIAL.test(text),
  asking: ASKING.test(text),
  adnominal: ADNOMINAL.test(text),
  adding: ADDING.test(text),
});

export const NO_ENDING = new KoreanEnding('');

const MOST_REMEMBERED = 5000;
const remembered = new StretchMemory(MOST_REMEMBERED, (text) => new KoreanEnding(text));

/** The ending that a stretch of a text is. */
export const endingAt = (text: string, start: number, end: number): KoreanEnding =>
  start === end ? NO_ENDING : remembered.of(text, start, end);
