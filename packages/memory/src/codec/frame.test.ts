import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AccordError } from '@accord/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trainDictionary } from './dictionary.ts';
import { decodeFrame, encodeFrame, MOST_FRAME_OVERHEAD } from './frame.ts';
import { createZstd, type Dictionary } from './zstd.ts';

const RUNS = Number(process.env['ACCORD_FUZZ_RUNS'] ?? 3000);
const zstd = createZstd();
const record = (index: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      name: `package-${index * 7919}`,
      version: `1.${index % 9}.0`,
      license: index % 3 === 0 ? 'MIT' : 'Apache-2.0',
      repository: { type: 'git', url: `https://example.org/${index}` },
      scripts: { test: 'vitest run', build: 'tsc -b' },
    }),
  );
const samples = Array.from({ length: 200 }, (_, index) => record(index));
const dictionary: Dictionary = { number: 7, id: 'seven', bytes: trainDictionary(samples, 4096) };
const reading = {
  zstd,
  dictionaryOf: (number: number) => (number === 7 ? dictionary : undefined),
  maxBytes: 1 << 20,
};
const faultOf = (frame: Uint8Array, maxBytes = reading.maxBytes): string => {
  try {
    decodeFrame(frame, { ...reading, maxBytes });
    return 'read';
  } catch (error) {
    if (error instanceof AccordError) return error.code;
    throw error;
  }
};

describe('a frame', () => {
  it('gives back every content byte for byte, and is hardly longer than it', () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.string({ maxLength: 500 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(content, fc.integer({ min: 1, max: 19 }), fc.boolean(), (bytes, level, withDictionary) => {
        const frame = encodeFrame(bytes, {
          zstd,
          level,
          dictionary: withDictionary ? dictionary : undefined,
        });
        expect(frame.length).toBeLessThanOrEqual(bytes.length + MOST_FRAME_OVERHEAD);
        expect(Buffer.compare(decodeFrame(frame, reading), bytes)).toBe(0);
      }),
      { numRuns: 300 },
    );
    expect(MOST_FRAME_OVERHEAD).toBeLessThanOrEqual(48);
  });

  it('of noise holds it as it is, and of a record with a dictionary is a fraction of it', () => {
    const noise = randomBytes(1000);
    expect(encodeFrame(noise, { zstd, level: 19 }).length).toBe(1008);
    const fresh = record(100_003);
    const plain = encodeFrame(fresh, { zstd, level: 17 }).length;
    const shared = encodeFrame(fresh, { zstd, level: 17, dictionary }).length;
    expect(shared).toBeLessThan(plain / 2);
  });

  it('is read only with its dictionary, and never beyond what may be held', () => {
    const frame = encodeFrame(record(1), { zstd, level: 5, dictionary: { ...dictionary, number: 8 } });
    expect(faultOf(frame)).toBe('MEMORY_DICTIONARY_MISSING');
    const long = encodeFrame(Buffer.alloc(100_000), { zstd, level: 1 });
    expect(long.length).toBeLessThan(100);
    expect(faultOf(long)).toBe('read');
    expect(faultOf(long, 99_999)).toBe('MEMORY_FRAME_DAMAGED');
  });

  it('that was changed in any place gives an error with a code, and nothing else', () => {
    const frames = [record(3), Buffer.alloc(5000, 'ab'), randomBytes(64)].flatMap((content) => [
      encodeFrame(content, { zstd, level: 3 }),
      encodeFrame(content, { zstd, level: 3, dictionary }),
    ]);
    const mutation = fc.record({
      frame: fc.constantFrom(...frames),
      at: fc.nat(),
      to: fc.integer({ min: 0, max: 255 }),
      length: fc.nat({ max: 6000 }),
      kind: fc.constantFrom('change', 'cut', 'grow', 'mend' as const),
    });
    fc.assert(
      fc.property(mutation, ({ frame, at, to, length, kind }) => {
        const bytes = Buffer.from(frame);
        const place = at % bytes.length;
        const isChanged = bytes[place] !== to;
        bytes[place] = to;
        // A forger can make the check hold; what is inside must then be refused by what reads it, or be whole.
        const codes: Readonly<Record<typeof kind, () => string>> = {
          cut: () => faultOf(frame.subarray(0, place)),
          grow: () => faultOf(Buffer.concat([frame, Buffer.alloc(1 + (length % 64), to)])),
          change: () => faultOf(bytes),
          mend: () => faultOf(mended(bytes)),
        };
        const code = codes[kind]();
        if (kind === 'cut' || kind === 'grow') expect(code).toBe('MEMORY_FRAME_DAMAGED');
        if (kind === 'change') expect(code).toBe(isChanged ? 'MEMORY_FRAME_DAMAGED' : 'read');
      }),
      { numRuns: RUNS },
    );
  });

  it('of any bytes gives an error with a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(faultOf(bytes)).toBe('MEMORY_FRAME_DAMAGED');
        faultOf(mended(Buffer.concat([Buffer.from([0xb1, (bytes[0] ?? 0) % 4, 0, 0, 0, 0]), bytes])));
      }),
      { numRuns: RUNS },
    );
  });
});

/** With a check that holds. */
function mended(frame: Buffer): Buffer {
  if (frame.length < 6) return frame;
  frame.writeUInt32LE(crc32(frame.subarray(6), crc32(frame.subarray(0, 2))), 2);
  return frame;
}

describe('a dictionary', () => {
  it('is what records have in common, within its size', () => {
    expect(dictionary.bytes.length).toBeGreaterThan(64);
    expect(dictionary.bytes.length).toBeLessThanOrEqual(4096);
    expect(Buffer.from(dictionary.bytes).toString('latin1')).toContain('"scripts":{"test":"vitest run"');
  });

  it('of records that have nothing in common, or of none, is empty', () => {
    expect(trainDictionary([], 1024)).toHaveLength(0);
    expect(trainDictionary([randomBytes(500), randomBytes(500)], 1024)).toHaveLength(0);
  });
});
