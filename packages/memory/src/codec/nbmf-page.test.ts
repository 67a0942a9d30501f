import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from './frame.ts';
import { encodePack, openPack } from './pack.ts';

const PAGE = readFileSync(
  fileURLToPath(new URL('../../../../docs/reference/nbmf.md', import.meta.url)),
  'utf8',
);

/** The bytes of an example on the page. */
function example(name: string): Uint8Array {
  const hex = new RegExp(`\`\`\`hex ${name}\\n([^\`]+)\`\`\``).exec(PAGE)?.[1];
  if (hex === undefined) throw new TypeError(`the page has no example ${name}`);
  return Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const base = bytesOf('The invoice of 2 May is paid, but for the postage.');

it.each([
  ['raw', 'memory', undefined],
  ['zstd', 'forget me not, forget me not, forget me not, forget me not', undefined],
  ['delta', 'The invoice of 3 May is paid, but for the postage.', base],
])('the example %s on the page is read, and written so', (name, text, from) => {
  expect(PAGE).toContain(`\`${text}\``);
  expect(Buffer.from(decodeFrame(example(name), { base: () => from })).toString()).toBe(text);
  expect(Buffer.compare(encodeFrame(bytesOf(text), { level: 3, base: from }), example(name))).toBe(0);
});

it('the pack on the page is read, and written so', () => {
  const records = ['one', '', 'three'];
  const pack = openPack(example('pack'));
  expect(records.map((_, place) => Buffer.from(pack.read(place)).toString())).toEqual(records);
  expect(Buffer.compare(encodePack(records.map(bytesOf), { level: 3 }), example('pack'))).toBe(0);
});
