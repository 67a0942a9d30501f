import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from './frame.ts';
import { createZstd } from './zstd.ts';

const PAGE = new URL('../../../../docs/reference/nbmf.md', import.meta.url);

it('reads and writes the frame that the page on the format shows', () => {
  const shown = /```text\n([0-9a-f \n]+)```/.exec(readFileSync(PAGE, 'utf8'))?.[1]?.replace(/\s/g, '') ?? '';
  const zstd = createZstd();
  const content = Buffer.from('a'.repeat(40));
  expect(encodeFrame(content, { zstd, level: 3 }).toString('hex')).toBe(shown);
  const reading = { zstd, dictionaryOf: () => undefined, maxBytes: 100 };
  expect(decodeFrame(Buffer.from(shown, 'hex'), reading)).toEqual(content);
});
