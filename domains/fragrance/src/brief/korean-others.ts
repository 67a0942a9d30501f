import type { Element, Mention } from './elements.ts';

/** 예전엔, 엄마는, 남들은: whose taste this clause tells, if it ends in a contrast. */
const OTHERS =
  /^(?:예전엔|예전에는|예전에|작년|지난번|지난|기존|원래|원래는|엄마는|언니는|남편은|남들은|남들|다들|친구는|친구들은|사람들은|요즘은 다들|옛날엔)$/;
const CONTRAST_ENDING = /(?:지만|는데|은데|한데|던데|했는데|인데|지만요|으나)$/;

/** "예전엔 머스크를 썼는데 이젠 …": what others like, or the past, is no wish when the clause turns against it. */
export function voidOthersTastes(elements: readonly Element[]): void {
  let told: Mention[] | undefined;
  for (const element of elements) {
    if (element.kind === 'boundary' && element.strength === 'hard') told = undefined;
    if (isOthers(element)) told = [];
    if (told === undefined) continue;
    if (element.kind === 'mention') told.push(element);
    if (!CONTRAST_ENDING.test(endingOf(element))) continue;
    for (const mention of told) mention.stance = 'void';
    told = undefined;
  }
}

/** People whose taste may be told of: 엄마는 …. */
const isOthers = (element: Element): boolean =>
  (element.kind === 'word' && OTHERS.test(element.text)) ||
  (element.kind === 'mention' && element.sense.term === '할머니' && TOPIC.test(element.ending));
const TOPIC = /^(?:는|은|께서는|께선)$/;

function endingOf(element: Element): string {
  switch (element.kind) {
    case 'cue':
      return element.tail;
    case 'mention':
      return element.ending;
    case 'word':
      return element.text;
    default:
      return '';
  }
}
