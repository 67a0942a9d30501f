import type { Cue, Degree, DegreeWord, Element, Mention, Stance } from './elements.ts';
import { readGrammar, wordsOfKind } from './grammar-words.ts';
import { degreeAt } from './marks.ts';
import { affirmedStance } from './stances.ts';

/** Words between a negation and what it governs, or between the items of a list. */
const FILLERS: ReadonlySet<string> = new Set(wordsOfKind(readGrammar('en'), 'filler'));
/** How far ahead a list is followed to see whether it is one. */
const LIST_REACH = 14;
/** How many elements may stand between a mention and a negation that governs it from behind. */
const BACK_REACH = 1;

interface Negation {
  readonly cues: Cue[];
  governs: number;
}

/**
 * Decides what English grammar makes of each mention. Negations reach forward, over a list, until the clause turns;
 * a few phrases ("no thanks", "-free") reach back.
 */
export function resolveEnglish(elements: readonly Element[]): void {
  new EnglishScope(elements).resolve();
}

class EnglishScope {
  readonly #elements: readonly Element[];
  #negation: Negation = { cues: [], governs: 0 };
  #degree: DegreeWord | undefined;
  #contrast: { readonly stance: Stance; readonly cue: Cue; governs: number } | undefined;
  #preferring = false;
  #group: Mention[] = [];
  #previousGroup: Mention[] = [];
  #lastMentionAt = -1;
  #negatedAt = -1;

  constructor(elements: readonly Element[]) {
    this.#elements = elements;
  }

  resolve(): void {
    for (let index = 0; index < this.#elements.length; index++) {
      const element = this.#elements[index] as Element;
      switch (element.kind) {
        case 'boundary':
          this.#cross(element.strength, index);
          break;
        case 'cue':
          if (element.language === 'en') this.#meet(element, index);
          break;
        case 'degree':
          if (element.language === 'en') this.#degree = strongerDegree(this.#degree, element);
          break;
        case 'mention':
          if (element.counts) this.#govern(element, index);
          break;
        case 'head':
        case 'word':
          break;
      }
    }
    this.#endClause(this.#elements.length);
  }

  /** "peach, but not too much, and …": the limit has found nothing ahead. */
  #dangles(): boolean {
    const { cues, governs } = this.#negation;
    return (
      cues.length > 0 && governs === 0 && this.#degree !== undefined && LIMITING.has(this.#degree.degree)
    );
  }

  #cross(strength: 'hard' | 'question' | 'comma' | 'and' | 'or', index: number): void {
    if (strength === 'hard' || strength === 'question') {
      this.#endClause(index);
      this.#preferring = false;
      return;
    }
    if (strength === 'or') return;
    const goesOn = strength === 'comma' ? this.#listGoesOn(index) : this.#conjunctGoesOn(index);
    if (goesOn) return;
    if (this.#negation.governs > 0) this.#forgetNegation();
    if (this.#dangles()) return this.#endClause(index);
    if (this.#contrast !== undefined && (this.#contrast.governs > 0 || this.#contrast.stance !== 'void')) {
      this.#contrast = undefined;
    }
    this.#degree = undefined;
    if (strength === 'comma' && !this.#passFollows(index)) this.#closeGroup();
  }

  /** "no rose, jasmine or lily": the comma is inside a list when an `or` closes it, or `and` does a list of notes. */
  #listGoesOn(index: number): boolean {
    const [first] = this.#negation.cues;
    if (this.#negation.governs === 0 && (this.#contrast?.governs ?? 0) === 0) return false;
    let notesOnly =
      this.#group.at(-1)?.sense.note !== undefined && first !== undefined && first.cue !== 'en_not';
    for (let ahead = index + 1; ahead < this.#elements.length && ahead < index + LIST_REACH; ahead++) {
      const element = this.#elements[ahead];
      if (element === undefined || element.kind === 'cue' || element.kind === 'degree') return false;
      if (element.kind === 'mention') notesOnly &&= element.sense.note !== undefined;
      if (element.kind === 'word' && !FILLERS.has(element.text)) return false;
      if (element.kind !== 'boundary' || element.strength === 'comma') continue;
      return element.strength === 'or' || (element.strength === 'and' && notesOnly);
    }
    return false;
  }

  #conjunctGoesOn(index: number): boolean {
    const next = this.#elements[index + 1];
    if (next === undefined) return false;
    if (next.kind === 'mention' || next.kind === 'head') return true;
    if (next.kind === 'degree') return next.degree === 'excess' || next.degree === 'particularly';
    return next.kind === 'word' && FILLERS.has(next.text);
  }

  #passFollows(index: number): boolean {
    const next = this.#elements[index + 1];
    return next?.kind === 'cue' && (next.cue === 'en_pass' || next.cue === 'en_must');
  }

  #meet(cue: Cue, index: number): void {
    switch (cue.cue) {
      case 'en_mind':
        if (this.#negation.cues.length === 0) return;
        this.#negate(cue, index);
        return;
      case 'en_not':
      case 'en_refuse':
        this.#negate(cue, index);
        return;
      case 'en_omit':
      case 'en_no':
        if (cue.stem.endsWith('without') && this.#negation.governs > 0) this.#notWithout(cue);
        else this.#negate(cue, index);
        return;
      case 'en_swap':
        this.#compare(cue, 'replaced');
        return;
      case 'en_others':
        this.#compare(cue, 'void');
        return;
      case 'en_welcome':
        this.#reachBack(cue, 'welcome');
        return;
      case 'en_regret':
        if (isWithout(this.#elements[index + 1])) this.#negate(cue, index);
        else this.#regret(cue);
        return;
      case 'en_free':
        this.#freeOf(cue, index);
        return;
      case 'en_than':
        this.#compare(cue, 'lesser');
        return;
      case 'en_instead':
        this.#compare(cue, 'replaced');
        return;
      case 'en_over':
        if (this.#preferring && this.#group.length > 0) this.#compare(cue, 'lesser');
        else if (cue.stem === 'to' && this.#negation.cues.at(-1) === this.#elements[index - 1])
          this.#misspelledToo(cue, index);
        return;
      case 'en_prefer':
        this.#preferring = true;
        if (this.#negation.governs > 0) this.#forgetNegation();
        return;
      case 'en_but':
        this.#endClause(index);
        return;
      case 'en_reset':
        if (this.#negation.governs > 0) this.#forgetNegation();
        if (this.#contrast !== undefined && this.#contrast.governs > 0) this.#contrast = undefined;
        return;
      case 'en_pass':
        this.#reachBack(cue, this.#negation.cues.length % 2 === 1 ? 'required' : 'excluded');
        return;
      case 'en_must':
        this.#reachBack(cue, this.#negation.cues.length % 2 === 1 ? 'void' : 'required');
        return;
      default:
        return;
    }
  }

  #negate(cue: Cue, index: number): void {
    if (this.#negation.governs > 0) this.#forgetNegation();
    if (this.#negation.cues.length === 0) this.#negatedAt = index;
    this.#contrast = undefined;
    if (this.#degree?.degree !== 'at_all') this.#degree = undefined;
    this.#negation.cues.push(cue);
  }

  #compare(cue: Cue, stance: Stance): void {
    if (this.#negation.governs > 0) this.#forgetNegation();
    this.#contrast = { stance, cue, governs: 0 };
    this.#degree = undefined;
  }

  /** "no summer without citrus": the first negation is taken back and the second demands. */
  #notWithout(cue: Cue): void {
    for (const mention of this.#group) if (mention.stance === 'excluded') mention.stance = 'wanted';
    this.#negation = { cues: [...this.#negation.cues, cue], governs: 0 };
  }

  /** "a summer scent without sea salt would be a shame" asks for sea salt. */
  #regret(cue: Cue): void {
    for (const mention of this.#group) {
      if (mention.stance !== 'excluded') continue;
      mention.stance = 'required';
      mention.cueEnd = cue.end;
    }
    this.#forgetNegation();
  }

  /** "not to sweet" */
  #misspelledToo(cue: Cue, index: number): void {
    const next = this.#elements[index + 1];
    if (next?.kind === 'mention') this.#degree = degreeAt('en', 'excess', cue.start, cue.end, cue.glued);
  }

  #freeOf(cue: Cue, index: number): void {
    const before = this.#elements[index - 1];
    if (before?.kind !== 'mention') return;
    before.stance = 'excluded';
    before.cueEnd = cue.end;
  }

  #reachBack(cue: Cue, stance: Stance): void {
    const reached = this.#group.length > 0 ? this.#group : this.#previousGroup;
    for (const mention of reached) {
      if (mention.stance !== 'touched' || stance !== 'welcome') mention.stance = stance;
    }
    const last = reached.at(-1);
    if (last !== undefined) last.cueEnd = cue.end;
    this.#forgetNegation();
    this.#closeGroup();
  }

  #govern(mention: Mention, index: number): void {
    const { cues } = this.#negation;
    const degree = this.#degree;
    mention.stance = this.#contrast?.stance ?? stanceOf(cues, degree?.degree);
    mention.degree = degree?.degree;
    mention.cueStart = this.#startOfCues(mention);
    if (cues.length > 0) this.#negation.governs += 1;
    if (this.#contrast !== undefined) this.#contrast.governs += 1;
    this.#degree = undefined;
    this.#lastMentionAt = index;
    this.#group.push(mention);
    const next = this.#elements[index + 1];
    if (mention.stance === 'limited' && (next?.kind === 'mention' || next?.kind === 'head'))
      this.#forgetNegation();
  }

  /** Where the first of the words begins that decide about the mention. */
  #startOfCues(mention: Mention): number {
    const [first] = this.#negation.cues;
    let start = mention.start;
    if (this.#degree !== undefined) start = Math.min(start, this.#degree.start);
    if (this.#negation.governs === 0 && first !== undefined) start = Math.min(start, first.start);
    const cue = this.#contrast?.cue;
    return cue !== undefined && cue.end <= mention.start ? Math.min(start, cue.start) : start;
  }

  /** At the end of a clause a negation that found nothing ahead may govern what stands right before it. */
  #endClause(index: number): void {
    const { cues, governs } = this.#negation;
    const [first] = cues;
    const last = this.#group.at(-1) ?? this.#previousGroup.at(-1);
    if (
      first !== undefined &&
      governs === 0 &&
      last !== undefined &&
      cues.length % 2 === 1 &&
      last.stance !== 'excluded'
    ) {
      const gap = this.#negatedAt - this.#lastMentionAt;
      if (this.#degree !== undefined && LIMITING.has(this.#degree.degree)) {
        last.stance = 'limited';
        last.cueEnd = this.#degree.end;
      } else if (
        gap <= BACK_REACH + 1 &&
        (first.cue === 'en_not' || first.stem === 'no') &&
        this.#group.length > 0
      ) {
        const end = this.#elements[index - 1]?.end ?? first.end;
        for (const mention of this.#group) mention.stance = 'excluded';
        last.cueEnd = end;
      }
    }
    this.#forgetNegation();
    this.#degree = undefined;
    this.#contrast = undefined;
    this.#closeGroup();
  }

  #closeGroup(): void {
    if (this.#group.length > 0) this.#previousGroup = this.#group;
    this.#group = [];
  }

  #forgetNegation(): void {
    this.#negation = { cues: [], governs: 0 };
  }
}

const isWithout = (element: Element | undefined): boolean =>
  element?.kind === 'cue' && element.stem === 'without';

const LIMITING: ReadonlySet<Degree> = new Set(['excess', 'particularly', 'much']);

/** "not at all that sweet": the word that bans outweighs the word that limits. */
function strongerDegree(before: DegreeWord | undefined, next: DegreeWord): DegreeWord {
  if (before === undefined) return next;
  if (before.degree === 'at_all' || (before.degree === 'touch' && next.degree !== 'excess')) {
    return degreeAt('en', before.degree, before.start, next.end, before.glued);
  }
  return degreeAt('en', next.degree, before.start, next.end, next.glued);
}

function stanceOf(cues: readonly Cue[], degree: Degree | undefined): Stance {
  if (cues.length % 2 === 1) {
    if (degree !== undefined && LIMITING.has(degree)) return 'limited';
    return degree === 'less' ? 'wanted' : 'excluded';
  }
  if (cues.length > 0) {
    const welcomes = cues.some(
      ({ cue, stem }) => cue === 'en_refuse' || cue === 'en_mind' || stem === 'nothing',
    );
    return welcomes ? 'welcome' : 'required';
  }
  return affirmedStance(degree);
}
