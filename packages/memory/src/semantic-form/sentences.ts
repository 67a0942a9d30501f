/** Ends of sentences in a line. A point within a number, an address or "e.g." ends nothing. */
const END = /(?<=[.!?。！？]["')\]”’]?)\s+(?=["'([“‘]?[\p{Lu}\p{Lo}\d])/gu;
/** "Dr. Kim" is one sentence. */
const ABBREVIATED = /(?:^|\s)(?:Dr|Mr|Mrs|Ms|Prof|St|vs|No|Inc|Ltd|Co|Jr|Sr|\p{Lu}|e\.g|i\.e)\.$/u;
/** Text is mostly wrapped at 60 characters or more; a list or a chat turn ends its lines earlier, and without a full stop. */
const LEAST_WRAPPED = 40;

/** Whether a line begins or ends a block of code. */
export const isFence = (line: string): boolean => /^\s*(?:```|~~~)/u.test(line);

/**
 * The sentences of a text, in order; together they have all of it but the space between. A line ends a sentence, unless it is long and
 * the next one goes on in small letters; within a fence of code each line is one. Linear in its length.
 */
export function sentencesOf(text: string): string[] {
  return linesOf(text).flatMap(sentencesOfLine);
}

/** Whether a text has the next line go on with the sentence of this one. */
export const isWrapped = (line: string, next: string): boolean =>
  line.length >= LEAST_WRAPPED &&
  /[\p{Ll},)]$/u.test(line) &&
  !line.includes('|') &&
  /^[ \t]{0,8}\p{Ll}/u.test(next);

function linesOf(text: string): string[] {
  const lines: string[] = [];
  let isCode = false;
  let last = '';
  for (const line of text.split('\n')) {
    if (isFence(line)) isCode = !isCode;
    if (!isCode && isWrapped(last, line)) lines.push(`${lines.pop() ?? ''}\n${line}`);
    else if (line.trim() !== '') lines.push(line);
    last = isCode ? '' : line;
  }
  return lines;
}

function sentencesOfLine(line: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const part of line.split(END)) {
    const whole = open === '' ? part : `${open} ${part}`;
    open = ABBREVIATED.test(part.slice(-12)) ? whole : '';
    if (open === '' && whole.trim() !== '') sentences.push(whole);
  }
  if (open.trim() !== '') sentences.push(open);
  return sentences;
}
