import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VECTOR_FORMATS, vectorCodecs } from './vector-codec.ts';

const numbers = (most: number) =>
  fc.array(fc.float({ min: Math.fround(-most), max: Math.fround(most), noNaN: true }), {
    minLength: 1,
    maxLength: 400,
  });
const roundTrip = (format: (typeof VECTOR_FORMATS)[number], vector: Float32Array): Float32Array => {
  const decoded = vectorCodecs[format].decode(vectorCodecs[format].encode(vector));
  if (decoded === undefined) throw new TypeError('what was encoded is decoded');
  return decoded;
};

describe('vectorCodecs', () => {
  it('keep single precision as it is', () => {
    fc.assert(
      fc.property(numbers(3e38), (values) => {
        const vector = Float32Array.from(values);
        expect(roundTrip('fp32', vector)).toEqual(vector);
      }),
    );
  });

  it('keep half precision within half a step', () => {
    fc.assert(
      fc.property(numbers(60_000), (values) => {
        const vector = Float32Array.from(values);
        for (const [at, value] of roundTrip('fp16', vector).entries()) {
          const exact = vector[at] ?? 0;
          expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.max(Math.abs(exact) * 2 ** -11, 2 ** -25));
        }
      }),
    );
  });

  it.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [1e9, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [3 * 2 ** -25, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 - 2 ** -12, 0x4000],
  ])('write %d as the half %d', (value, half) => {
    expect(new DataView(vectorCodecs.fp16.encode(Float32Array.of(value)).buffer).getUint16(0, true)).toBe(
      half,
    );
  });

  it('keep int8 within half a step of the scale', () => {
    fc.assert(
      fc.property(numbers(100), (values) => {
        // What is kept has length 1, so its largest number is never so small that a scale loses bits.
        const vector = Float32Array.of(1, ...values);
        const step = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
        for (const [at, value] of roundTrip('int8', vector).entries()) {
          expect(Math.abs(value - (vector[at] ?? 0))).toBeLessThanOrEqual(step * 0.500_01);
        }
      }),
    );
  });

  it.each(VECTOR_FORMATS)('take a vector that was read from %s as it is', (format) => {
    fc.assert(
      fc.property(numbers(100), (values) => {
        const once = roundTrip(format, Float32Array.from(values));
        for (const [at, value] of roundTrip(format, once).entries())
          expect(value).toBeCloseTo(once[at] ?? 0, 5);
      }),
    );
  });

  it.each([
    ['fp32', 31],
    ['fp16', 15],
    ['int8', 4],
    ['fp32', 0],
  ] as const)('refuse bytes that are no vector in %s: %d of them', (format, bytes) => {
    expect(vectorCodecs[format].decode(new Uint8Array(bytes))).toBeUndefined();
  });
});
