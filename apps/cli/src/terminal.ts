import { once } from 'node:events';
import { clearLine, cursorTo } from 'node:readline';
import { text } from 'node:stream/consumers';
import { UsageError } from './usage-error.ts';

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export type Paint = (style: Style, text: string) => string;

/** What a command may do with the terminal it was started in. */
export interface Terminal {
  print(line: string): void;
  /** Prints no faster than the reader reads. */
  printAll(lines: AsyncIterable<string>): Promise<void>;
  /** Shows where work is, on one line that the next replaces and an empty one takes away; nothing where nobody looks. */
  showStatus(line: string): void;
  /** Colours text for a person at a terminal; leaves it as it is for a pipe or where NO_COLOR is set. */
  readonly paint: Paint;
  /** Everything that was piped in. Throws UsageError when a person sits there instead. */
  readPiped(): Promise<string>;
}

const plainPaint: Paint = (_, text) => text;

const colourPaint: Paint = (style, text) => {
  const [on, off] = CODES[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  // hasColors heeds NO_COLOR and what the terminal can do.
  const paint = stdout.isTTY && stdout.hasColors() ? colourPaint : plainPaint;
  return {
    print: (line) => void stdout.write(`${line}\n`),
    async printAll(lines) {
      for await (const line of lines) if (!stdout.write(`${line}\n`)) await once(stdout, 'drain');
    },
    showStatus(line) {
      if (!stderr.isTTY) return;
      cursorTo(stderr, 0);
      clearLine(stderr, 1);
      stderr.write(line);
    },
    paint,
    async readPiped() {
      if (stdin.isTTY) throw new UsageError('Give the description as an argument, or pipe it in');
      return text(stdin);
    },
  };
}

/** Text from outside, with what would steer the terminal made visible. */
export const visible = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character === '\n' || character === '\t' ? ' ' : '\ufffd',
  );

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u;

/** Pads to a width in columns, of which Hangul and other wide characters take two. */
export function padEnd(text: string, columns: number): string {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return text + ' '.repeat(Math.max(0, columns - width));
}
