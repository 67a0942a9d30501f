import { DESIGN_OBJECTIVES, type DesignObjective } from '@accord/contract';
import type { Problem } from '@accord/optimize';
import type { Aim } from './aim.ts';
import type { Decoder } from './candidate.ts';
import type { Judge } from './judge.ts';

/** The problem that formulas are searched by, which remembers the best value that it has told. */
export interface FormulaProblem extends Problem {
  /** The least weighed sum of the objectives so far. */
  best(): number;
}

/**
 * Objectives of a kind go together, because among six almost no candidate dominates another: what it smells of, how it
 * wears, and what it takes.
 */
const GROUPS: readonly (readonly DesignObjective[])[] = [
  ['profile'],
  ['intensity', 'longevity'],
  ['cost', 'simplicity', 'allergens'],
];

/** @param kind a front of three objectives, or the weighed sum of all */
export function formulaProblem(
  kind: 'front' | 'sum',
  aim: Aim,
  decoder: Decoder,
  judge: Judge,
): FormulaProblem {
  const shares = new Float64Array(decoder.size);
  const groups = GROUPS.map((group) => group.map((objective) => DESIGN_OBJECTIVES.indexOf(objective)));
  const weights = DESIGN_OBJECTIVES.map((objective) => aim.weights[objective]);
  let best = Infinity;
  return {
    name: 'formula',
    lower: Array.from({ length: decoder.size }, () => 0),
    upper: Array.from({ length: decoder.size }, () => 1),
    objectives: kind === 'front' ? GROUPS.length : 1,
    constraints: 0,
    best: () => best,
    evaluate(variables, out) {
      const value = judge.judge(shares, decoder.decode(variables, shares));
      best = Math.min(best, value);
      if (kind === 'sum') {
        out[0] = value;
        return;
      }
      for (const [at, group] of groups.entries()) {
        let sum = 0;
        for (const place of group) sum += (weights[place] as number) * (judge.objectives[place] as number);
        out[at] = sum;
      }
    },
  };
}
