import type { Element, Mention } from './elements.ts';

/** "예전엔 머스크를 썼는데 이젠 …": what others like, or the past, is no wish when the clause turns against it. */
export function voidOthersTastes(elements: readonly Element[]): void {
  let told: Mention[] | undefined;
  for (const element of elements) {
    if (element.kind === 'boundary' && element.strength === 'hard') told = undefined;
    if (isOthers(element)) told = [];
    if (told === undefined) continue;
    if (element.kind === 'mention') told.push(element);
    if (!turns(element)) continue;
    for (const mention of told) mention.stance = 'void';
    told = undefined;
  }
}

/** People whose taste may be told of: 엄마는 …. */
const isOthers = (element: Element): boolean =>
  element.kind === 'word'
    ? element.traits.others
    : element.kind === 'mention' && element.sense.term === '할머니' && TOPIC.test(element.ending.text);
const TOPIC = /^(?:는|은|께서는|께선)$/;

/** True where the clause ends in a contrast. */
function turns(element: Element): boolean {
  switch (element.kind) {
    case 'cue':
      return element.tail.contrasting;
    case 'mention':
      return element.ending.contrasting;
    case 'word':
      return element.traits.contrasting;
    default:
      return false;
  }
}
