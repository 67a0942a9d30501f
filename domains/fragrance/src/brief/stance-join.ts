import type { Element, Mention, Stance } from './elements.ts';
import { markSpans } from './span.ts';

/**
 * English cues come before what they govern and Korean ones after it, so each grammar decides for itself; then the
 * two are put together. In one language the other grammar has nothing to say. Returns the mentions that count.
 */
export function joinStances(
  elements: readonly Element[],
  resolveFirst: (elements: readonly Element[]) => void,
  resolveSecond: (elements: readonly Element[]) => void,
): Mention[] {
  const mentions = mentionsIn(elements);
  resolveFirst(elements);
  for (const mention of mentions) {
    mention.firstStance = mention.stance;
    mention.firstDegree = mention.degree;
    mention.stance = 'wanted';
    mention.degree = undefined;
  }
  resolveSecond(elements);
  let before: Mention | undefined;
  let allCount = true;
  for (const mention of mentions) {
    mention.stance = joined(mention.firstStance, mention.stance);
    mention.degree ??= mention.firstDegree;
    mention.restricted = isRestricted(mention, before);
    allCount &&= mention.counts;
    before = mention;
  }
  voidReplaced(mentions);
  const counting = allCount ? mentions : mentions.filter(({ counts }) => counts);
  markSpans(counting);
  return counting;
}

function mentionsIn(elements: readonly Element[]): Mention[] {
  const mentions: Mention[] = [];
  for (const element of elements) if (element.kind === 'mention') mentions.push(element);
  return mentions;
}

/** "… is full of vanilla, so take mint instead of vanilla": what is replaced was not asked for either. */
function voidReplaced(mentions: readonly Mention[]): void {
  let replaced: Set<string> | undefined;
  for (const { stance, sense } of mentions) {
    if (stance !== 'replaced' || sense.note === undefined) continue;
    replaced ??= new Set();
    replaced.add(sense.note);
  }
  if (replaced === undefined) return;
  for (const mention of mentions) {
    if (mention.stance === 'wanted' && replaced.has(mention.sense.note ?? '')) mention.stance = 'void';
  }
}

/** "no heavy florals", 무거운 꽃은 빼고: an adjective right before it that is refused along with it. */
function isRestricted(mention: Mention, before: Mention | undefined): boolean {
  if (mention.stance !== 'excluded' || before?.stance !== 'excluded' || before.sense.names) return false;
  const describes = before.form === 'adnominal' || before.sense.part === 'adjective';
  return describes && mention.start - before.end <= 2;
}

/** Two refusals cancel; otherwise the one that says something decides. */
function joined(first: Stance, second: Stance): Stance {
  if (first === 'wanted') return second;
  if (second === 'wanted') return first;
  return first === 'excluded' && second === 'excluded' ? 'welcome' : first;
}
