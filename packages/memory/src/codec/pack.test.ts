import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodePack, openPack } from './pack.ts';

it('gives back each of its records, at its place', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 40 }), (records) => {
      const pack = openPack(encodePack(records, { level: 3 }));
      expect(pack.count).toBe(records.length);
      for (const [place, record] of records.entries())
        expect(Buffer.compare(pack.read(place), record)).toBe(0);
      expect(() => pack.read(records.length)).toThrow(TypeError);
    }),
  );
});
