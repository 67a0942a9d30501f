import { describe, expect, it } from 'vitest';
import { coverOf, sharedIn } from './cover.ts';
import { openDictionary } from './dictionary.ts';
import { decodeFrame, encodeFrame, readFrameHeader } from './frame.ts';
import { sampleRecords } from './testing/sample-records.ts';
import { trainDictionary } from './train.ts';

const samples = sampleRecords(150, 21);
const tests = sampleRecords(60, 22);
const bytesWith = (dictionary: Uint8Array, level: number): number => {
  const opened = openDictionary(1, dictionary);
  return tests.reduce((sum, record) => sum + encodeFrame(record, { level, dictionary: opened }).length, 0);
};

describe('coverOf', () => {
  it('takes all samples when they fit, and knows where each of them lies', () => {
    const { content, placed } = coverOf(samples, 2 ** 20);
    for (const { content: sample, from, to } of placed) {
      expect(Buffer.compare(content.subarray(from, to), sample)).toBe(0);
    }
  });

  it('takes no more than it may, of all samples, in their order', () => {
    const { content, placed } = coverOf(samples, 4096);
    expect(content.length).toBeLessThanOrEqual(4096);
    expect(content.length).toBeGreaterThan(2048);
    const text = Buffer.concat(samples).toString('latin1');
    for (let at = 0; at + 256 <= content.length; at += 256) {
      expect(text).toContain(Buffer.from(content.subarray(at, at + 256)).toString('latin1'));
    }
    expect(placed.at(-1)?.to).toBe(content.length);
    for (const [place, { from }] of placed.entries()) expect(from).toBe(placed[place - 1]?.to ?? 0);
  });

  it('prefers what recurs to what does not', () => {
    const noise = Array.from({ length: 50 }, () => crypto.getRandomValues(new Uint8Array(400)));
    const phrase = Buffer.from(
      'this sentence stands in every second sample, and so it is worth its place. '.repeat(4),
    );
    const { content } = coverOf(
      noise.flatMap((bytes) => [bytes, phrase]),
      1024,
    );
    expect(Buffer.from(content).includes(phrase.subarray(0, 75))).toBe(true);
  });
});

describe('sharedIn', () => {
  it('keeps what recurs, unless the dictionary has it', () => {
    const phrase = crypto.getRandomValues(new Uint8Array(1000));
    const text = Buffer.concat(
      Array.from({ length: 20 }, () => [phrase, crypto.getRandomValues(new Uint8Array(1000))]).flat(),
    );
    expect(sharedIn(text, new Uint8Array(), 4096).length).toBeGreaterThan(500);
    expect(sharedIn(text, phrase, 4096).length).toBe(0);
  });
});

describe('a trained dictionary', () => {
  const dictionary = trainDictionary(samples, { bytes: 64 * 1024 });

  it('makes records smaller, and its model makes them smaller than zstd does with it', () => {
    const without = tests.reduce((sum, record) => sum + encodeFrame(record, { level: 19 }).length, 0);
    const zstd = bytesWith(dictionary, 15);
    const model = bytesWith(dictionary, 17);
    expect(zstd).toBeLessThan(without * 0.7);
    expect(model).toBeLessThan(zstd * 0.8);
  });

  it('is the same for the same samples', () => {
    expect(Buffer.compare(trainDictionary(samples, { bytes: 64 * 1024 }), dictionary)).toBe(0);
  });

  it('may be of nothing, or of bytes that look like another kind of dictionary', () => {
    for (const few of [[], [Uint8Array.of(0x37, 0xa4, 0x30, 0xec, 1, 2, 3, 4, 5, 6, 7, 8, 9)]]) {
      const opened = openDictionary(3, trainDictionary(few, { bytes: 1000 }));
      const [record = new Uint8Array()] = tests;
      for (const level of [3, 17]) {
        const frame = encodeFrame(record, { level, dictionary: opened });
        expect(readFrameHeader(frame).dictionary).toBe(3);
        expect(Buffer.compare(decodeFrame(frame, { dictionaryOf: () => opened }), record)).toBe(0);
      }
    }
  });

  it('has an id that a frame can hold', () => {
    expect(() => openDictionary(0, dictionary)).toThrow(TypeError);
    expect(() => openDictionary(2 ** 32, dictionary)).toThrow(TypeError);
  });
});
