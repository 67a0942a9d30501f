/** Ends of sentences, and of lines: a list or a chat turn has no full stop. A point within a number, an address or "e.g." ends nothing. */
const END = /(?<=[.!?。！？]["')\]”’]?)\s+(?=["'([“‘]?[\p{Lu}\p{Lo}\d])|\n+/gu;
/** "Dr. Kim" is one sentence. */
const ABBREVIATED = /(?:^|\s)(?:Dr|Mr|Mrs|Ms|Prof|St|vs|No|Inc|Ltd|Co|Jr|Sr|\p{Lu}|e\.g|i\.e)\.$/u;

/** The sentences of a text, in order; together they have all of it but the space between. Linear in its length. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const part of text.split(END)) {
    const whole = open === '' ? part : `${open} ${part}`;
    open = ABBREVIATED.test(part.slice(-12)) ? whole : '';
    if (open === '' && whole.trim() !== '') sentences.push(whole);
  }
  if (open.trim() !== '') sentences.push(open);
  return sentences;
}
