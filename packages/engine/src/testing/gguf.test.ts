import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ggufFile, halfOf } from './gguf.ts';

const valueOf = (half: number): number => {
  const exponent = (half >> 10) & 31;
  const size = exponent === 0 ? 0 : (1 + (half & 1023) / 1024) * 2 ** (exponent - 15);
  return half & 0x8000 ? -size : size;
};

describe('halfOf', () => {
  it('keeps eleven binary digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (number) => {
        expect(Math.abs(valueOf(halfOf(number)) - number)).toBeLessThanOrEqual(
          Math.max(2 ** -14, Math.abs(number) * 2 ** -10),
        );
      }),
    );
  });

  it('refuses what is too large', () => {
    expect(() => halfOf(70_000)).toThrow(RangeError);
  });
});

describe('ggufFile', () => {
  it('refuses a tensor of another size than its shape', () => {
    const tensor = { name: 'a', shape: [2, 2], values: new Float32Array(3), precision: 'float32' } as const;
    expect(() => ggufFile({}, [tensor])).toThrow('a has 3 values for the shape 2 × 2');
  });
});
