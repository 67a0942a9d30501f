import type { Paint } from './terminal.ts';

const WIDTH = 24;
const EVERY_MS = 100;

/**
 * A bar of progress on a terminal; nothing where a pipe reads.
 *
 * @returns told how far it is, from 0 to 1; undefined takes the bar away
 */
export function runLog(
  stream: NodeJS.WriteStream,
  paint: Paint,
): (share: number | undefined, words: string) => void {
  let toldAt = 0;
  return (share, words) => {
    if (!stream.isTTY) return;
    if (share === undefined) return void stream.write('\r\u001b[K');
    const now = performance.now();
    if (now - toldAt < EVERY_MS && share < 1) return;
    toldAt = now;
    const filled = Math.round(Math.min(1, share) * WIDTH);
    stream.write(
      `\r\u001b[K${paint('cyan', '█'.repeat(filled))}${paint('dim', '░'.repeat(WIDTH - filled))} ${words}`,
    );
  };
}
