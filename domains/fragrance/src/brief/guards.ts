import type { Element, Mention } from './elements.ts';

/** Marks the homographs that turned out to mean something else, so that no grammar counts them. */
export function applyGuards(even: string, elements: readonly Element[]): void {
  elements.forEach((element, index) => {
    if (element.kind !== 'mention') return;
    const { sense, start, end } = element;
    if (sense.notBefore.length > 0 && sense.notBefore.some((text) => even.startsWith(text, end))) {
      element.counts = false;
    }
    if (sense.notAfter.length > 0 && sense.notAfter.some((text) => even.startsWith(text, start - text.length))) {
      element.counts = false;
    }
    if (sense.needsScent && !hasScentBeside(elements, index)) element.counts = false;
  });
}

function hasScentBeside(elements: readonly Element[], index: number): boolean {
  const before = elements[index - 1];
  if (before?.kind === 'degree' || speaksOfScent(before)) return true;
  if (before?.kind === 'mention' && before.counts && before.form === 'adnominal' && before.sense.families.length > 0) return true;
  const after = elements[index + 1];
  if (after?.kind === 'degree' || (after?.kind === 'cue' && after.language === 'ko')) return true;
  if (after?.kind === 'head') return after.scent || after.glued;
  if (after?.kind === 'mention') return isScentTopic(after) || (isPlainNote(after) && after.sense.names);
  const isJoint = (element: Element | undefined): boolean =>
    element?.kind === 'boundary' && (element.strength === 'comma' || element.strength === 'and');
  if (isJoint(after) && isPlainNote(elements[index + 2])) return true;
  return isJoint(before) && isPlainNote(elements[index - 2]);
}

const isScentTopic = (mention: Mention): boolean => mention.sense.topic === 'scent';

function isPlainNote(element: Element | undefined): boolean {
  return (
    element?.kind === 'mention' &&
    element.counts &&
    !element.sense.needsScent &&
    (element.sense.note !== undefined || isScentTopic(element))
  );
}

const speaksOfScent = (element: Element | undefined): boolean =>
  element?.kind === 'mention' && element.counts && !element.sense.needsScent && element.sense.note !== undefined;
