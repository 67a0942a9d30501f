import type { Boundary, Cue, Degree, DegreeWord, Element, Head, Mention, Stance } from './elements.ts';
import { followChain, isFiller, type Verdict } from './korean-chain.ts';
import { voidOthersTastes } from './korean-others.ts';
import { degreeAt } from './marks.ts';
import { affirmedStance, settle } from './stances.ts';

/** More items than a person lists in one breath. */
const LONGEST_LIST = 24;
/** Words that weaken; 은은하다 rather praises. */
const FAINT = /^(?:약하|연하|옅|희미하|흐리)/;

/**
 * Decides what Korean grammar makes of each mention. Korean cues follow what they govern, so mentions wait, open,
 * until a cue or the end of their clause settles them.
 */
export function resolveKorean(elements: readonly Element[]): void {
  new KoreanScope(elements).resolve();
}

class KoreanScope {
  readonly #elements: readonly Element[];
  /** Mentions whose governing word is still to come. */
  #open: Mention[] = [];
  /** The word directly before was a noun phrase, so that 대신 or 말고 can take it. */
  #phraseEndsAt = -1;
  #degree: DegreeWord | undefined;
  #not: Cue | undefined;

  constructor(elements: readonly Element[]) {
    this.#elements = elements;
  }

  resolve(): void {
    let index = 0;
    while (index < this.#elements.length) index = this.#step(index);
    voidOthersTastes(this.#elements);
  }

  /** Handles the element at `index`; returns where to go on. */
  #step(index: number): number {
    const element = this.#elements[index];
    switch (element?.kind) {
      case 'mention':
        return this.#mention(element, index);
      case 'head':
        return this.#head(element, index);
      case 'degree':
        if (element.language === 'ko') this.#meetDegree(element, index);
        return index + 1;
      case 'cue':
        return element.language === 'ko' ? this.#cue(element, index) : index + 1;
      case 'boundary':
        this.#boundary(element.strength, index);
        return index + 1;
      case 'word':
        if (element.traits.simile) this.#simile();
        if (element.traits.asWell) this.#asWell();
        return index + 1;
      default:
        return index + 1;
    }
  }

  /** 장미 같은: describes what follows. */
  #simile(): void {
    const last = this.#open.at(-1);
    if (last === undefined) return;
    last.joint = 'of';
    last.simile = true;
  }

  /** 과일은 물론이고 머스크도: shares what is said of the next. */
  #asWell(): void {
    const last = this.#open.at(-1);
    if (last !== undefined) last.joint = 'list';
  }

  #mention(mention: Mention, index: number): number {
    if (!mention.counts || saysNothing(mention)) return index + 1;
    if (mention.form === 'noun' && !mention.awaitsNegation) {
      this.#noun(mention, index);
      return index + 1;
    }
    return this.#predicate(mention, index);
  }

  #noun(mention: Mention, index: number): void {
    const last = this.#open.at(-1);
    if (last !== undefined && !this.#belongsTogether(last, index)) this.#open = [];
    this.#takeDegree(mention);
    if (
      last !== undefined &&
      mention.sense.constraints.includes('allergen_free') &&
      this.#elements[index - 1] === last
    ) {
      settle(this.#open, 'excluded', mention.end);
      this.#open = [];
    }
    if (mention.joint === 'than') {
      settle([...this.#open, mention], 'lesser', mention.end);
      this.#open = [];
      return;
    }
    if (mention.joint === 'settled') {
      this.#open = this.#cueFollows(index) ? [...this.#open, mention] : [];
    } else {
      this.#open.push(mention);
    }
    if (this.#open.length > LONGEST_LIST) this.#open = [];
    this.#phraseEndsAt = index;
  }

  /** 장미랑 자스민; 장미, 자스민; 달콤한 바닐라; 장미의 향. */
  #belongsTogether(last: Mention, index: number): boolean {
    if (last.form === 'adnominal' || last.form === 'linking') return true;
    if (last.joint === 'list' || last.joint === 'of') return true;
    const between = this.#elements.slice(Math.max(0, index - 2), index);
    const joined = between.some(
      (element) =>
        element.kind === 'boundary' && (element.strength === 'comma' || element.strength === 'and'),
    );
    return last.joint === 'none' && (joined || this.#elements[index - 1] === last);
  }

  #cueFollows(index: number): boolean {
    let ahead = index + 1;
    while (isFiller(this.#elements[ahead])) ahead += 1;
    const next = this.#elements[ahead];
    return next?.kind === 'cue' && next.language === 'ko';
  }

  #predicate(mention: Mention, index: number): number {
    const not = this.#not;
    this.#not = undefined;
    this.#takeDegree(mention);
    if (mention.joint === 'than') {
      settle([...this.#open.filter(({ form }) => form === 'linking'), mention], 'lesser', mention.end);
      this.#open = [];
      return index + 1;
    }
    if (mention.awaitsNegation) {
      const negated = this.#negationAfter(index);
      if (negated !== undefined) return this.#negatedPredicate(mention, negated);
    }
    if (not !== undefined) {
      mention.cueStart = Math.min(mention.cueStart, not.start);
      settle([mention], this.#denied(mention.degree), mention.end);
      this.#governNouns(mention, 'limited');
    }
    if (mention.form === 'adnominal' || mention.form === 'linking') {
      if (not === undefined) this.#keepOpenWith(mention, index);
      return index + 1;
    }
    const denied = mention.form === 'adverb' ? this.#adverbDenied(index) : undefined;
    if (denied !== undefined) return this.#negatedPredicate(mention, denied);
    this.#strengthen(mention);
    this.#open = mention.form === 'adverb' ? this.#open : [];
    if (mention.form === 'predicate') this.#keepConditional(mention, index);
    return index + 1;
  }

  /** 바닐라는 연하게, 머스크는 강하게: the strength is said of the note. */
  #strengthen(mention: Mention): void {
    const nouns = this.#open.filter(({ form, sense }) => form === 'noun' && sense.note !== undefined);
    const { intensity } = mention.sense;
    if (nouns.length === 0 || mention.form !== 'adverb' || intensity?.kind !== 'set') return;
    if (!FAINT.test(mention.sense.term)) return;
    settle(nouns, 'touched', mention.end);
    mention.stance = 'void';
  }

  /** 달면 싫어요: the condition is what is judged. */
  #keepConditional(mention: Mention, index: number): void {
    if (this.#cueFollows(index)) this.#open = [mention];
  }

  #keepOpenWith(mention: Mention, index: number): void {
    const last = this.#open.at(-1);
    const previous = this.#elements[index - 1];
    const modifies = last !== undefined && (last === previous || last.joint === 'of');
    if (
      !modifies ||
      (last.joint !== 'none' && last.joint !== 'list' && last.joint !== 'of' && last.form === 'noun')
    ) {
      this.#open = this.#open.filter(({ form, joint }) => form !== 'noun' && joint === 'none');
    }
    this.#open.push(mention);
    if (this.#open.length > LONGEST_LIST) this.#open = [];
  }

  /** 지 않다, 지 말다; an odd number of negations turns the predicate over. */
  #negationAfter(index: number): Verdict | undefined {
    const next = this.#elements[index + 1];
    if (next?.kind !== 'cue' || (next.cue !== 'negate' && next.cue !== 'refuse')) return undefined;
    return followChain(this.#elements, index + 1);
  }

  /** 달게 하지 말고, 달게는 말고. */
  #adverbDenied(index: number): Verdict | undefined {
    let ahead = index + 1;
    while (isFiller(this.#elements[ahead])) ahead += 1;
    const next = this.#elements[ahead];
    if (next?.kind !== 'cue' || next.language !== 'ko' || next.cue === 'want' || next.cue === 'instead')
      return undefined;
    const verdict = followChain(this.#elements, ahead);
    return verdict.stance === 'excluded' ? verdict : undefined;
  }

  #negatedPredicate(mention: Mention, verdict: Verdict): number {
    const stance = verdict.stance === 'excluded' ? this.#denied(mention.degree) : verdict.stance;
    settle([mention], stance, verdict.end);
    if (stance === 'excluded' || stance === 'limited') this.#governNouns(mention, 'limited');
    this.#open = [];
    const last = this.#elements[verdict.next - 1];
    const describes = last?.kind === 'cue' && last.tail.ofCue.adnominal;
    return describes ? this.#negatedHead(mention, verdict.next) : verdict.next;
  }

  /** 달지 않은 건 싫어요: a negation of the head turns the predicate back. */
  #negatedHead(mention: Mention, next: number): number {
    const head = this.#elements[next];
    if (head?.kind !== 'head') return next;
    const cue = this.#elements[next + 1];
    if (cue?.kind !== 'cue' || cue.language !== 'ko') return next;
    const verdict = followChain(this.#elements, next + 1);
    if (verdict.stance === 'excluded') settle([mention], 'wanted', verdict.end);
    return verdict.next;
  }

  /** 바닐라가 강하지 않게: the noun the strength is said of is limited. */
  #governNouns(mention: Mention, stance: Stance): void {
    if (mention.sense.intensity === undefined || mention.sense.names) return;
    const nouns = this.#open.filter(
      ({ form, sense }) => form === 'noun' && (sense.names || sense.note !== undefined),
    );
    settle(nouns, stance, mention.cueEnd);
  }

  /** 너무 달지 않은 limits; 달지 않은 refuses. */
  #denied(degree: Degree | undefined): Stance {
    return degree === 'excess' || degree === 'particularly' || degree === 'much' ? 'limited' : 'excluded';
  }

  #head(head: Head, index: number): number {
    this.#phraseEndsAt = index;
    if (head.joint === 'than') {
      settle(this.#open, 'lesser', head.end);
      this.#open = [];
      return index + 1;
    }
    const last = this.#open.at(-1);
    if (last !== undefined) last.joint = head.joint;
    if (head.joint === 'settled' && !this.#cueFollows(index)) this.#open = [];
    return index + 1;
  }

  /** A degree word weakens the noun before it (복숭아를 살짝) or what comes next (살짝 달콤한). */
  #meetDegree(word: DegreeWord, index: number): void {
    const last = this.#open.at(-1);
    const next = this.#elements[index + 1];
    const nextIsPredicate = next?.kind === 'mention' && next.form !== 'noun';
    const headed = this.#elements[index - 1]?.kind === 'head';
    const free =
      (last?.form === 'noun' || headed) &&
      last?.degree === undefined &&
      (last?.joint === 'argument' || last?.joint === 'none');
    const boundaryBetween = this.#elements[index - 1]?.kind === 'boundary';
    if (last !== undefined && free && !nextIsPredicate && !boundaryBetween && word.degree === 'touch') {
      last.degree = word.degree;
      if (last.stance === 'wanted') last.stance = 'touched';
      last.cueEnd = word.end;
      this.#degree = undefined;
      return;
    }
    this.#degree = word;
  }

  #takeDegree(mention: Mention): void {
    const word = this.#degree;
    if (word === undefined) return;
    mention.degree = word.degree;
    mention.cueStart = Math.min(mention.cueStart, word.start);
    if (mention.stance === 'wanted') mention.stance = affirmedStance(word.degree);
    this.#degree = undefined;
  }

  #cue(cue: Cue, index: number): number {
    if (cue.cue === 'not' && this.#predicateFollows(index)) {
      this.#not = cue;
      return index + 1;
    }
    if (cue.cue === 'instead') return this.#instead(cue, index);
    if (
      cue.cue === 'negate' &&
      this.#elements[index - 1] === this.#degree &&
      this.#degree?.degree === 'excess'
    ) {
      return this.#notExcessive(cue, this.#degree, index);
    }
    const verdict = followChain(this.#elements, index);
    const governed = isNotBeing(cue) ? this.#nearest() : this.#governed();
    const stance = this.#weigh(verdict.stance, governed, this.#degree?.degree);
    if (stance !== 'wanted' || cue.cue !== 'want') settle(governed, stance, verdict.end);
    this.#degree = undefined;
    this.#open = [];
    return verdict.next;
  }

  /** 과하지 않은 단맛 limits what follows; 단맛은 과하지 않게 what came before. */
  #notExcessive(cue: Cue, excess: DegreeWord, index: number): number {
    if (cue.tail.ofCue.adnominal) {
      this.#degree = degreeAt('ko', 'less', excess.start, cue.end, excess.glued);
      return index + 1;
    }
    settle(this.#governed(), 'limited', cue.end);
    this.#open = [];
    this.#degree = undefined;
    return index + 1;
  }

  /** A predicate that links on to another clause is not what the cue speaks of. */
  #governed(): Mention[] {
    return this.#open.every(({ form }) => form === 'linking') ? [] : this.#open;
  }

  /** A, B는 아니고: only the nearest, and what is tied to it by a particle. */
  #nearest(): Mention[] {
    const nearest: Mention[] = [];
    for (const mention of [...this.#open].reverse()) {
      const apart = (nearest[0]?.start ?? mention.end) - mention.end > 1;
      if (apart && mention.joint === 'none' && mention.form === 'noun') break;
      nearest.unshift(mention);
    }
    return nearest;
  }

  /** What the chain says, once the words of degree before it are weighed in: 너무 … 빼고, 살짝 나는. */
  #weigh(stance: Stance, governed: readonly Mention[], degree: Degree | undefined): Stance {
    if (stance === 'wanted') {
      if (degree === 'touch') return 'touched';
      return degree === 'less' ? 'limited' : 'wanted';
    }
    if (stance !== 'excluded') return stance;
    const limiting = degree === 'excess' || degree === 'particularly';
    const excessive = governed.some((mention) => mention.degree === 'excess' || mention.degree === 'much');
    return limiting || excessive ? 'limited' : 'excluded';
  }

  #predicateFollows(index: number): boolean {
    const next = this.#elements[index + 1];
    return next?.kind === 'mention' && next.form !== 'noun';
  }

  #instead(cue: Cue, index: number): number {
    if (this.#phraseEndsAt === index - 1 && this.#open.length > 0) {
      settle(this.#open, 'replaced', cue.end);
    }
    this.#open = [];
    return index + 1;
  }

  #boundary(strength: Boundary['strength'], index: number): void {
    this.#not = undefined;
    if (strength !== 'hard' && strength !== 'question' && this.#listGoesOn(index)) return;
    if (strength !== 'comma' && this.#degree?.degree === 'particularly') {
      settle(this.#open, 'limited', this.#degree.end);
    }
    this.#open = [];
    this.#degree = undefined;
  }

  /** 장미, 자스민 …: a bare noun on either side of the comma. */
  #listGoesOn(index: number): boolean {
    const last = this.#open.at(-1);
    const previous = this.#elements[index - 1];
    const next = this.#elements[index + 1];
    const adjacent = previous === last || (previous?.kind === 'head' && previous.listable);
    const bare = last?.form === 'noun' && last.joint === 'none';
    return adjacent && bare && next?.kind === 'mention' && next.form === 'noun';
  }
}

/** 뿌리다, 맡다: speaks of scent as such and leaves the sentence open. */
const saysNothing = ({ sense, form }: Mention): boolean =>
  form !== 'noun' &&
  sense.topic !== undefined &&
  sense.families.length === 0 &&
  sense.intensity === undefined;

const isNotBeing = ({ cue, stem }: Cue): boolean => cue === 'negate' && stem.startsWith('아');
