import { AccordError } from '@accord/kernel';
import { vectorErrors } from './errors.ts';

/**
 * The vector at length 1, or undefined for one of zeros.
 *
 * @throws VECTOR_UNUSABLE when it has another number of dimensions, or numbers that are not finite
 */
export function unitVector(vector: Float32Array, dimensions: number): Float32Array | undefined {
  if (vector.length !== dimensions) {
    throw unusable(`it has ${vector.length} dimensions, and the index has ${dimensions}`);
  }
  let most = 0;
  for (const value of vector) {
    if (!Number.isFinite(value)) throw unusable('it has a number that is not finite');
    most = Math.max(most, Math.abs(value));
  }
  if (most === 0) return undefined;
  // Divided by its largest number first, so that no square is too large or too small.
  let sum = 0;
  for (const value of vector) sum += (value / most) ** 2;
  const length = Math.sqrt(sum);
  return vector.map((value) => value / most / length);
}

export const unusable = (why: string): AccordError =>
  new AccordError(vectorErrors.VECTOR_UNUSABLE, { detail: `The vector cannot be used: ${why}` });
