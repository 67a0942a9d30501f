import { describe, expect, it } from 'vitest';
import type { SimHash } from '../near/sim-hash.ts';
import type { ContentRow } from '../records/content-row.ts';
import { inOrderOfLikeness } from './likeness.ts';

const row = (id: number, print: SimHash | undefined): ContentRow => ({
  id,
  address: new Uint8Array(),
  class: 'chat',
  refs: 1,
  base: undefined,
  depth: 0,
  dictionary: 0,
  generation: 1,
  wrapped: new Uint8Array(),
  form: 'original',
  print,
  aged: 0,
  contentBytes: 1,
  keptBytes: 1,
  createdAt: 0,
  place: { tier: 'L2', frame: new Uint8Array() },
});

describe('the order in a pack', () => {
  it('is by how contents begin, with what is nearly alike behind each other', () => {
    const alike = { high: 0xf0f0f0f0, low: 0x12345678 };
    const rows = [
      row(1, { high: 0, low: 0 }),
      row(2, { ...alike, low: alike.low ^ 1 }),
      row(3, undefined),
      row(4, alike),
    ];
    const bytes = ['b', 'z', 'c', 'a'].map((text) => Buffer.from(text));
    const ordered = inOrderOfLikeness({ rows, bytes }, 0.88);
    expect(ordered.rows.map(({ id }) => id)).toEqual([4, 2, 1, 3]);
    expect(ordered.bytes.map(String)).toEqual(['a', 'z', 'b', 'c']);
  });
});
