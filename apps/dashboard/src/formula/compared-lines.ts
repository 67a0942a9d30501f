import type { KeptFormula } from '@accord/contract';

/** % of the concentrate in each of two formulas; undefined where it is in one only. */
export interface ComparedLine {
  readonly name: string;
  readonly here: number | undefined;
  readonly there: number | undefined;
}

/** The materials of two formulas, dilutions and accords taken apart, the largest change first. */
export function linesOf(one: KeptFormula, other: KeptFormula): ComparedLine[] {
  const here = sharesOf(one);
  const there = sharesOf(other);
  const change = (line: ComparedLine): number => Math.abs((line.here ?? 0) - (line.there ?? 0));
  return [...new Set([...here.keys(), ...there.keys()])]
    .map((name) => ({ name, here: here.get(name), there: there.get(name) }))
    .sort((first, second) => change(second) - change(first));
}

const sharesOf = ({ report }: KeptFormula): Map<string, number> =>
  new Map(report.materials.map(({ name, percent }) => [name, percent]));
