import { createRng } from '@accord/kernel';

export const NUMBERED_DIMENSIONS = 32;

/** The vector of a number, always the same, and unlike that of any other number. */
export function numberedVector(number: number): Float32Array {
  const rng = createRng(number);
  return Float32Array.from({ length: NUMBERED_DIMENSIONS }, () => rng.next() - 0.5);
}
