import { AccordError } from '@accord/kernel';
import { optimizeErrors } from '../errors.ts';

const MOST_POINTS = 10_000;

/**
 * Points spread evenly over the plane on which shares add up to 1 (Das and Dennis 1998): all ways to give `divisions` parts to the
 * objectives. There are C(objectives + divisions - 1, divisions) of them; 91 for three objectives and 12 divisions.
 *
 * @throws AccordError OPTIMIZE_SETTINGS_INVALID for more than 10,000
 */
export function referencePoints(objectives: number, divisions: number): Float64Array[] {
  if (countOf(objectives, divisions) > MOST_POINTS)
    throw new AccordError(optimizeErrors.OPTIMIZE_SETTINGS_INVALID, {
      detail: `${divisions} divisions of ${objectives} objectives make more than ${MOST_POINTS} reference points`,
    });
  const points: Float64Array[] = [];
  const parts: number[] = [];
  const share = (left: number): void => {
    if (parts.length === objectives - 1) {
      points.push(Float64Array.from([...parts, left], (part) => part / divisions));
      return;
    }
    for (let part = 0; part <= left; part++) {
      parts.push(part);
      share(left - part);
      parts.pop();
    }
  };
  share(divisions);
  return points;
}

function countOf(objectives: number, divisions: number): number {
  let count = 1;
  for (let at = 1; at < objectives; at++) count = (count * (divisions + at)) / at;
  return count;
}
