import type { Cue, Degree, Element, Stance } from './elements.ts';

/** 빼지 말고, 빠뜨리지 말고: a demand. */
const OMITTING = /^(?:빼|빠|제외|거르|생략|뺄)/;
/** What a chain of cues says of what it governs. */
export interface Verdict {
  readonly stance: Stance;
  /** Index of the element after the chain. */
  readonly next: number;
  /** Where the chain ends in the text. */
  readonly end: number;
}

/** What the cues of a chain have said so far. */
interface Tally {
  negations: number;
  /** The negations cancel into a demand rather than a welcome. */
  demands: boolean;
  tolerates: boolean;
  /** It may be left out. */
  optional: boolean;
  reduces: boolean;
  /** 안 has been met: 안 넣을 수 없다. */
  denied: boolean;
  /** 빼다 or the like has been met: 빼지 말고. */
  omitted: boolean;
  degree: Degree | undefined;
}

/** A word that a chain runs over: 빼는 게 좋겠어요. */
export function isFiller(element: Element | undefined): boolean {
  if (element?.kind === 'word') return element.traits.filler;
  return element?.kind === 'head' && !element.scent && element.end - element.start <= 2;
}

/** Follows the cues from `start` that say one thing together and counts their negations: 싫지 않아요, 없으면 안 돼요. */
export function followChain(elements: readonly Element[], start: number): Verdict {
  const tally: Tally = {
    negations: 0,
    demands: false,
    tolerates: false,
    optional: false,
    reduces: false,
    denied: false,
    omitted: false,
    degree: undefined,
  };
  let last = start;
  for (let index = start; index < elements.length; index++) {
    const element = elements[index];
    if (element?.kind === 'degree' && element.language === 'ko' && index > start)
      tally.degree = element.degree;
    else if (element?.kind === 'cue' && element.language === 'ko' && element.cue !== 'instead') {
      count(tally, element);
      last = index;
      if (element.tail.ofCue.closing) break;
    } else if (!isFiller(element)) break;
  }
  return { stance: stanceOf(tally), next: last + 1, end: elements[last]?.end ?? 0 };
}

function count(tally: Tally, cue: Cue): void {
  switch (cue.cue) {
    case 'refuse':
      countRefusal(tally, cue);
      return;
    case 'not':
      tally.negations += 1;
      tally.denied = true;
      return;
    case 'negate':
      tally.negations += 1;
      if (tally.omitted) tally.demands = true;
      return;
    case 'regret':
      tally.negations += 1;
      tally.demands = true;
      return;
    case 'tolerate':
      tally.tolerates = true;
      return;
    case 'want':
      if (cue.tail.ofCue.optional) tally.tolerates = true;
      return;
    case 'reduce':
      tally.reduces = true;
      return;
    default:
      return;
  }
}

function countRefusal(tally: Tally, { stem, tail }: Cue): void {
  const { asking, optional, conditional, potential } = tail.ofCue;
  if (stem.startsWith('없') && asking) return;
  tally.negations += 1;
  if (optional) tally.optional = true;
  if (conditional || potential) tally.demands = true;
  if (tally.denied && stem.startsWith('없')) tally.demands = true;
  if (OMITTING.test(stem)) tally.omitted = true;
}

function stanceOf(tally: Tally): Stance {
  if (tally.optional && (tally.tolerates || tally.negations === 1)) return 'void';
  if (tally.reduces) return 'limited';
  if (tally.negations % 2 === 1) {
    return tally.degree === 'excess' || tally.degree === 'particularly' ? 'limited' : 'excluded';
  }
  if (tally.negations > 0) return tally.demands ? 'required' : 'welcome';
  return tally.tolerates ? 'welcome' : 'wanted';
}
