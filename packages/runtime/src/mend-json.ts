/** One reading of a damaged answer, with what had to be done for it. */
export interface Mended {
  readonly value: unknown;
  readonly repairs: readonly Repair[];
}

export type Repair = 'text_around_dropped' | 'comma_dropped' | 'line_break_escaped' | 'end_closed';

/** Objects looked at in one answer; a model that says "like {this}" first is still understood. */
const MOST_CANDIDATES = 4;

/**
 * Finds the JSON objects in an answer that is not quite JSON: inside a code fence or other words, with a comma too many,
 * a raw line break in a string, or cut off before its end, where it is closed after its last whole value. Deterministic
 * and linear in the length of the text. Yields the objects in the order they stand; which of them is meant, the schema
 * must say. Guesses nothing: what cannot be read so is not yielded.
 */
export function* mendedObjects(text: string): Generator<Mended, void> {
  let from = 0;
  for (let candidate = 0; candidate < MOST_CANDIDATES; candidate += 1) {
    const start = text.indexOf('{', from);
    if (start < 0) return;
    const walk = walkObject(text, start);
    from = walk.end;
    const value = parsed(walk.text);
    if (value === undefined) continue;
    const around = text.slice(0, start).trim() !== '' || text.slice(walk.end).trim() !== '';
    yield { value, repairs: [...(around ? ['text_around_dropped' as const] : []), ...walk.repairs] };
  }
}

interface Walk {
  /** The object as JSON, mended. */
  readonly text: string;
  /** Where it ends in the answer. */
  readonly end: number;
  readonly repairs: ReadonlySet<Repair>;
}

/** The longest beginning that is whole once as many brackets are closed as are open there. */
interface Whole {
  readonly length: number;
  readonly depth: number;
}

function walkObject(text: string, start: number): Walk {
  const repairs = new Set<Repair>();
  const closers: string[] = [];
  let out = '';
  let copied = start;
  let comma: number | undefined;
  let whole: Whole | undefined;
  const copyTo = (index: number): void => {
    out += text.slice(copied, index);
    copied = index;
  };

  for (let index = start; index < text.length; index += 1) {
    const character = text[index] as string;
    if (character === '"') {
      const end = stringEnd(text, index);
      if (end === undefined) break;
      copyTo(index);
      out += escapedLines(text.slice(index, end), repairs);
      copied = end;
      index = end - 1;
      comma = undefined;
    } else if (character === '{' || character === '[') {
      closers.push(character === '{' ? '}' : ']');
      comma = undefined;
    } else if (character === '}' || character === ']') {
      if (comma !== undefined) {
        copyTo(comma);
        copied = comma + 1;
        repairs.add('comma_dropped');
        comma = undefined;
      }
      if (closers.pop() !== character) return { text: '', end: index + 1, repairs };
      copyTo(index + 1);
      if (closers.length === 0) return { text: out, end: index + 1, repairs };
      whole = { length: out.length, depth: closers.length };
    } else if (character === ',') {
      copyTo(index);
      whole = { length: out.length, depth: closers.length };
      comma = index;
    } else if (!/\s/.test(character)) {
      comma = undefined;
    }
  }
  if (whole === undefined) return { text: '', end: text.length, repairs };
  // Every bracket closed since then made a new whole, so those open at this one are still the first on the stack.
  const open = closers.slice(0, whole.depth).toReversed().join('');
  return {
    text: out.slice(0, whole.length) + open,
    end: text.length,
    repairs: repairs.add('end_closed'),
  };
}

/** One past the closing quotation mark; undefined when the text ends before it. */
function stringEnd(text: string, start: number): number | undefined {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index + 1;
  }
  return undefined;
}

function escapedLines(literal: string, repairs: Set<Repair>): string {
  if (!/[\n\r\t]/.test(literal)) return literal;
  repairs.add('line_break_escaped');
  return literal.replaceAll('\r', '\\r').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
