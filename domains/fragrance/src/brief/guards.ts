import type { Element, Mention } from './elements.ts';

/**
 * Marks the homographs that turned out to mean something else, so that no grammar counts them. Goes from the end,
 * so that in 배랑 사과가 들어간 the pear can lean on the apple.
 */
export function applyGuards(even: string, elements: readonly Element[]): void {
  for (let index = elements.length - 1; index >= 0; index--) {
    const element = elements[index];
    if (element?.kind !== 'mention') continue;
    const { sense } = element;
    if (isOtherwise(element, even) || (sense.needsScent && !hasScentBeside(element, elements, index)))
      element.counts = false;
  }
}

function isOtherwise({ sense, start, end }: Mention, even: string): boolean {
  return (
    sense.notBefore.some((text) => even.startsWith(text, end)) ||
    sense.notAfter.some((text) => even.startsWith(text, start - text.length))
  );
}

function hasScentBeside(mention: Mention, elements: readonly Element[], index: number): boolean {
  const before = elements[index - 1];
  const after = elements[index + 1];
  return followedByScent(mention, after, elements[index + 2]) || precededByScent(before, elements[index - 2]);
}

function followedByScent(mention: Mention, after: Element | undefined, next: Element | undefined): boolean {
  switch (after?.kind) {
    case 'head':
      return after.scent || after.glued;
    case 'degree':
      return true;
    case 'cue':
      return after.language === 'ko' && (mention.joint === 'argument' || after.cue === 'refuse');
    case 'mention':
      return isScentTopic(after) || (isNote(after) && after.sense.names);
    case 'boundary':
      return isJoint(after) && isNote(next);
    default:
      return false;
  }
}

/** What stands before is not judged yet, so another homograph is no witness. */
function precededByScent(before: Element | undefined, previous: Element | undefined): boolean {
  const certain = (element: Element | undefined): boolean =>
    isNote(element) && element?.kind === 'mention' && !element.sense.needsScent;
  if (before?.kind === 'degree' || (certain(before) && !isScentTopicElement(before))) return true;
  if (before?.kind === 'mention' && before.form === 'adnominal' && before.sense.families.length > 0)
    return true;
  return isJoint(before) && certain(previous);
}

const isJoint = (element: Element | undefined): boolean =>
  element?.kind === 'boundary' && (element.strength === 'comma' || element.strength === 'and');

const isScentTopic = ({ sense }: Mention): boolean => sense.topic === 'scent';

const isScentTopicElement = (element: Element | undefined): boolean =>
  element?.kind === 'mention' && isScentTopic(element);

const isNote = (element: Element | undefined): boolean =>
  element?.kind === 'mention' &&
  element.counts &&
  (element.sense.note !== undefined || isScentTopic(element));
