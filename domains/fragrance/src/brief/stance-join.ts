import type { Element, Mention, Stance } from './elements.ts';
import { markSpans } from './span.ts';

/**
 * English cues come before what they govern and Korean ones after it, so each grammar decides for itself; then the
 * two are put together. In one language the other grammar has nothing to say.
 */
export function joinStances(
  elements: readonly Element[],
  resolveFirst: (elements: readonly Element[]) => void,
  resolveSecond: (elements: readonly Element[]) => void,
): void {
  resolveFirst(elements);
  const mentions = elements.filter((element): element is Mention => element.kind === 'mention');
  const first = mentions.map(({ stance, degree }) => ({ stance, degree }));
  for (const mention of mentions) {
    mention.stance = 'wanted';
    mention.degree = undefined;
  }
  resolveSecond(elements);
  mentions.forEach((mention, index) => {
    const before = first[index];
    if (before === undefined) return;
    mention.stance = joined(before.stance, mention.stance);
    mention.degree ??= before.degree;
    mention.restricted = isRestricted(mention, mentions[index - 1]);
  });
  voidReplaced(mentions);
  markSpans(mentions.filter(({ counts }) => counts));
}

/** "… is full of vanilla, so take mint instead of vanilla": what is replaced was not asked for either. */
function voidReplaced(mentions: readonly Mention[]): void {
  const replaced = new Set(
    mentions.flatMap(({ stance, sense }) => (stance === 'replaced' ? (sense.note ?? []) : [])),
  );
  if (replaced.size === 0) return;
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
