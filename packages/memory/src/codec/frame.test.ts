import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDictionary } from './dictionary.ts';
import { decodeFrame, encodeFrame, readFrameHeader } from './frame.ts';
import { trainDictionary } from './train.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const manifest = (name: string): Uint8Array =>
  bytesOf(
    JSON.stringify(
      { name, version: '1.0.0', license: 'MIT', scripts: { test: 'vitest', build: 'tsc -b' } },
      null,
      2,
    ),
  );
const dictionary = openDictionary(7, trainDictionary(['a', 'b', 'c'].map(manifest), { bytes: 4096 }));
const dictionaryOf = (id: number) => (id === 7 ? dictionary : undefined);

describe('a frame', () => {
  it('gives back what was put in, and is never more than 48 bytes over it', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 2000 }), fc.string({ maxLength: 2000 }).map(bytesOf)),
        fc.constantFrom(1, 3, 17, 19),
        fc.option(fc.constant(dictionary), { nil: undefined }),
        fc.option(fc.uint8Array({ maxLength: 500 }), { nil: undefined }),
        (content, level, used, base) => {
          const frame = encodeFrame(content, { level, dictionary: used, base });
          expect(frame.length).toBeLessThanOrEqual(content.length + 48);
          const read = decodeFrame(frame, { dictionaryOf, base: () => base });
          expect(Buffer.compare(read, content)).toBe(0);
        },
      ),
    );
  });

  it('is smaller with a dictionary, and says which', () => {
    const content = manifest('d');
    const plain = encodeFrame(content, { level: 17 });
    const frame = encodeFrame(content, { level: 17, dictionary });
    expect(frame.length).toBeLessThan(plain.length / 2);
    expect(readFrameHeader(frame)).toMatchObject({
      dictionary: 7,
      delta: false,
      contentBytes: content.length,
    });
    expect(() => decodeFrame(frame)).toThrow(expect.objectContaining({ code: 'MEMORY_DICTIONARY_MISSING' }));
  });

  it('is a difference only where that is smaller, and then asks for its base', () => {
    const base = crypto.getRandomValues(new Uint8Array(3000));
    const content = Uint8Array.from(base);
    content[1500] = (content[1500] ?? 0) ^ 1;
    const frame = encodeFrame(content, { level: 17, base });
    expect(frame.length).toBeLessThan(60);
    expect(readFrameHeader(frame).delta).toBe(true);
    expect(Buffer.compare(decodeFrame(frame, { base: () => base }), content)).toBe(0);
    expect(() => decodeFrame(frame)).toThrow(expect.objectContaining({ code: 'MEMORY_BASE_MISSING' }));
    expect(readFrameHeader(encodeFrame(manifest('e'), { level: 17, dictionary, base })).delta).toBe(false);
  });

  it('has a level from 1 to 22, and at most 16 MB', () => {
    for (const level of [0, 23, 1.5]) expect(() => encodeFrame(manifest('f'), { level })).toThrow(TypeError);
    expect(() => encodeFrame(new Uint8Array(2 ** 24 + 1), { level: 1 })).toThrow(
      expect.objectContaining({ code: 'MEMORY_RECORD_TOO_LARGE' }),
    );
  });

  it('of another version is told from one that is damaged', () => {
    const frame = encodeFrame(manifest('g'), { level: 3 });
    frame[0] = (frame[0] ?? 0) + 16;
    expect(() => decodeFrame(frame)).toThrow(
      expect.objectContaining({ code: 'MEMORY_FRAME_VERSION_UNKNOWN' }),
    );
  });

  it('is kept whole when a base was tried and did not help', () => {
    const content = manifest('a package of its own');
    const base = bytesOf('nothing that the other has, and longer than it '.repeat(40));
    for (const level of [1, 9]) {
      const frame = encodeFrame(content, { level, dictionary, base });
      expect(readFrameHeader(frame).delta).toBe(false);
      expect(Buffer.compare(decodeFrame(frame, { dictionaryOf }), content)).toBe(0);
    }
  });

  it('uses dictionary and base together, where that is smaller than either', () => {
    const base = manifest('h'.repeat(300));
    const content = manifest(`${'h'.repeat(299)}i`);
    const frame = encodeFrame(content, { level: 17, dictionary, base });
    expect(readFrameHeader(frame)).toMatchObject({ codec: 'model', delta: true, dictionary: 7 });
    expect(Buffer.compare(decodeFrame(frame, { dictionaryOf, base: () => base }), content)).toBe(0);
  });

  it('is raw where nothing helps', () => {
    const content = crypto.getRandomValues(new Uint8Array(500));
    const frame = encodeFrame(content, { level: 17, dictionary });
    expect(readFrameHeader(frame).codec).toBe('raw');
    expect(frame.length).toBeLessThanOrEqual(content.length + 9);
  });
});
