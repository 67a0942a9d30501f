import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cipherKeyOf } from './encryption.ts';
import type { CacheEntry } from './entry.ts';
import { frameCodec } from './frame.ts';
import type { CacheKey } from './key.ts';

const key: CacheKey = { tenant: 'tenant', name: 'task:balanced:9f3c' };
const cipherKey = createSecretKey(randomBytes(32));
const codecs = [
  ['plain', frameCodec(undefined)],
  ['sealed', frameCodec(cipherKey)],
] as const;

const anyString = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});
const text = fc.oneof(
  anyString,
  fc.json(),
  // Long enough to be compressed.
  fc
    .tuple(anyString, fc.integer({ min: 100, max: 800 }))
    .map(([part, times]) => `${part}{"비":"a"}`.repeat(times)),
);
const anyEntry: fc.Arbitrary<CacheEntry> = fc.record({
  text,
  storedAt: fc.double({ noNaN: true }),
  freshUntil: fc.double({ noNaN: true }),
  staleUntil: fc.double({ noNaN: true }),
  tags: fc.array(anyString, { maxLength: 4 }),
  tookMs: fc.double({ noNaN: true }),
  costNanoUsd: fc.double({ noNaN: true }),
});
const anyKey: fc.Arbitrary<CacheKey> = fc.record({ tenant: anyString, name: anyString });

describe.each(codecs)('a %s frame', (kind, codec) => {
  it('gives back every entry exactly', () => {
    fc.assert(
      fc.property(anyKey, anyEntry, (key, entry) => {
        expect(codec.decode(key, codec.encode(key, entry))).toEqual(entry);
      }),
      { numRuns: 300 },
    );
  });

  it('is corrupt when any bit of it is flipped', () => {
    const entry: CacheEntry = {
      text: JSON.stringify({ text: '숲 and wood '.repeat(200) }),
      storedAt: 1,
      freshUntil: 2,
      staleUntil: 3,
      tags: ['a', 'b'],
      tookMs: 4,
      costNanoUsd: 5,
    };
    const frame = codec.encode(key, entry);
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const flipped = Buffer.from(frame);
      flipped.writeUInt8(flipped.readUInt8(bit >>> 3) ^ (1 << (bit & 7)), bit >>> 3);
      expect(codec.decode(key, flipped)).toBe('corrupt');
    }
  });

  it('is corrupt when it is cut short, longer, or changed in many places', () => {
    fc.assert(
      fc.property(anyEntry, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 64 }), (entry, at, noise) => {
        const frame = codec.encode(key, entry);
        expect(codec.decode(key, frame.subarray(0, at % frame.length))).toBe('corrupt');
        expect(codec.decode(key, Buffer.concat([frame, noise]))).toBe('corrupt');
        const torn = Buffer.from(frame);
        torn.set(noise.subarray(0, frame.length - (at % frame.length)), at % frame.length);
        expect([entry, 'corrupt']).toContainEqual(codec.decode(key, torn));
        if (!torn.equals(frame)) expect(codec.decode(key, torn)).toBe('corrupt');
      }),
      { numRuns: 300 },
    );
  });

  it('is corrupt when it is no frame at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codec.decode(key, Buffer.from(bytes))).toBe('corrupt');
        expect(codec.decode(key, Buffer.from([0xac, 1, kind === 'sealed' ? 4 : 0, 0, ...bytes]))).toBe(
          'corrupt',
        );
      }),
    );
  });

  it('is corrupt under another key', () => {
    fc.assert(
      fc.property(anyKey, anyKey, anyEntry, (key, other, entry) => {
        fc.pre(key.tenant !== other.tenant || key.name !== other.name);
        expect(codec.decode(other, codec.encode(key, entry))).toBe('corrupt');
      }),
    );
    const entry = { ...sample, text: 'x' };
    const frame = codec.encode({ tenant: 'a', name: '\ud800' }, entry);
    expect(codec.decode({ tenant: 'a', name: '\ud801' }, frame)).toBe('corrupt');
    expect(codec.decode({ tenant: 'a\0', name: '\ud800' }, frame)).toBe('corrupt');
  });
});

const sample: CacheEntry = {
  text: '{"customer":"A"}',
  storedAt: 1,
  freshUntil: 2,
  staleUntil: 3,
  tags: [],
  tookMs: 4,
  costNanoUsd: 5,
};

describe('sealing', () => {
  const [, plain] = codecs[0];
  const [, sealed] = codecs[1];

  it('hides the value, and gives another frame each time', () => {
    const frame = sealed.encode(key, sample);
    expect(frame.includes('customer')).toBe(false);
    expect(plain.encode(key, sample).includes('customer')).toBe(true);
    expect(sealed.encode(key, sample).equals(frame)).toBe(false);
  });

  it('reads only what the same key sealed', () => {
    const other = frameCodec(createSecretKey(randomBytes(32)));
    expect(other.decode(key, sealed.encode(key, sample))).toBe('corrupt');
    expect(sealed.decode(key, plain.encode(key, sample))).toBe('corrupt');
    expect(plain.decode(key, sealed.encode(key, sample))).toBe('corrupt');
  });
});

describe('compression', () => {
  it('packs what is above a kilobyte and gets shorter by it', () => {
    const [, codec] = codecs[0];
    const long = JSON.stringify({ notes: Array.from({ length: 100 }, (_, index) => `bergamot ${index}`) });
    expect(codec.encode(key, { ...sample, text: long }).length).toBeLessThan(long.length / 2);
    expect(codec.encode(key, { ...sample, text: 'a'.repeat(1000) }).length).toBeGreaterThan(1000);
  });

  it('refuses a length that the bytes cannot have', () => {
    const [, codec] = codecs[0];
    const frame = codec.encode(key, { ...sample, text: 'a'.repeat(100_000) });
    expect(frame.length).toBeLessThan(1000);
    expect(codec.decode(key, frame)).toMatchObject({ text: 'a'.repeat(100_000) });
  });
});

describe('cipherKeyOf', () => {
  const bytes = randomBytes(32);

  it('reads 32 bytes in hex, base64 and base64url', () => {
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      const key = cipherKeyOf({ mode: 'aes-256-gcm', key: bytes.toString(encoding) });
      expect(key?.export()).toEqual(bytes);
    }
    expect(cipherKeyOf({ mode: 'off', key: '' })).toBeUndefined();
  });

  it.each([
    ['is missing', 'aes-256-gcm', ''],
    ['is too short', 'aes-256-gcm', bytes.subarray(1).toString('base64')],
    ['is too long', 'aes-256-gcm', Buffer.concat([bytes, bytes]).toString('hex')],
    ['is no key', 'aes-256-gcm', 'correct horse battery staple, thirty-two'],
    ['is set while encryption is off', 'off', bytes.toString('hex')],
  ] as const)('refuses to go on when the key %s, and does not tell it', (_, mode, key) => {
    const attempt = (): unknown => cipherKeyOf({ mode, key });
    expect(attempt).toThrow(expect.objectContaining({ code: 'CACHE_ENCRYPTION_KEY_INVALID' }));
    if (key !== '') expect(attempt).not.toThrow(key);
  });
});
