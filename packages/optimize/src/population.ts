import type { Problem } from './problem.ts';

/** Candidates side by side: row `i` of each array belongs to candidate `i`. */
export interface Population {
  readonly size: number;
  /** `size` × variables. */
  readonly variables: Float64Array;
  /** `size` × objectives, to be minimised. */
  readonly objectives: Float64Array;
  /** Sum of what each candidate exceeds its constraints by; 0 where all hold. */
  readonly violation: Float64Array;
}

export type Shape = Pick<Problem, 'objectives'> & { readonly variables: number };

export const shapeOf = ({ lower, objectives }: Problem): Shape => ({ variables: lower.length, objectives });

export function emptyPopulation(size: number, { variables, objectives }: Shape): Population {
  return {
    size,
    variables: new Float64Array(size * variables),
    objectives: new Float64Array(size * objectives),
    violation: new Float64Array(size),
  };
}

/** Copies `count` candidates, from row `from` of one population to row `to` of another. */
export function copyCandidates(
  shape: Shape,
  source: Population,
  from: number,
  target: Population,
  to: number,
  count = 1,
): void {
  copyRows(source.variables, from, target.variables, to, count, shape.variables);
  copyRows(source.objectives, from, target.objectives, to, count, shape.objectives);
  copyRows(source.violation, from, target.violation, to, count, 1);
}

/** Short rows are copied faster by a loop than by making views of them. */
function copyRows(
  source: Float64Array,
  from: number,
  target: Float64Array,
  to: number,
  count: number,
  width: number,
): void {
  const shift = (to - from) * width;
  for (let at = from * width; at < (from + count) * width; at++) target[at + shift] = source[at] as number;
}
