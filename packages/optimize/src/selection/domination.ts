import type { Population } from '../population.ts';

type Judged = Pick<Population, 'objectives' | 'violation'>;

/**
 * Constraint domination (Deb et al. 2002): fewer violations win; among candidates that hold all constraints, the one that is nowhere
 * worse and somewhere better.
 */
export function dominates(of: Judged, width: number, one: number, other: number): boolean {
  const own = of.violation[one] as number;
  const others = of.violation[other] as number;
  if (own !== others) return own < others;
  if (own > 0) return false;
  let better = false;
  for (let at = 0; at < width; at++) {
    const mine = of.objectives[one * width + at] as number;
    const theirs = of.objectives[other * width + at] as number;
    if (mine > theirs) return false;
    if (mine < theirs) better = true;
  }
  return better;
}
