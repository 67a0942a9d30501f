import { numberOfMicro } from '../formula/decimal.ts';
import { type Dilution, type Formula, type FormulaLine, totalOf } from '../formula/formula.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import type { Component } from './repairer.ts';

/** What is weighed in, with accords taken apart: a material, or a dilution of one. */
export interface Leaf extends Component {
  readonly item: string;
  readonly dilution: Dilution | undefined;
  /** The place of the line that it is from, or undefined for what the formula does not have. */
  readonly line: number | undefined;
  /** 0 to 1 of the concentrate. */
  readonly share: number;
}

/** The leaves of a formula in its order. Its materials and accords must be sound, as `compositionOf` leaves them. */
export function leavesOf(formula: Formula, catalogue: Catalogue): Leaf[] {
  const whole = formula.unit === 'percent' ? 100e6 : totalOf(formula.lines);
  return formula.lines.flatMap((line, place) =>
    apart(formula, line, line.amount / whole).map((leaf) => ({
      ...leaf,
      line: place,
      parts: partsOf(leaf.item, leaf.dilution, catalogue),
    })),
  );
}

/** A material that the formula does not have. */
export function absentLeaf(item: string, catalogue: Catalogue, mayBeAdded: boolean): Leaf {
  const parts = partsOf(item, undefined, catalogue);
  return { item, dilution: undefined, line: undefined, share: 0, parts, mayBeAdded };
}

function apart(
  formula: Formula,
  { item, dilution }: FormulaLine,
  share: number,
): Pick<Leaf, 'item' | 'dilution' | 'share'>[] {
  if (!Object.hasOwn(formula.accords, item)) return [{ item, dilution, share }];
  const lines = formula.accords[item] ?? [];
  const neat = neatOf(dilution);
  const whole = totalOf(lines);
  const inside = lines.flatMap((line) => apart(formula, line, (share * neat * line.amount) / whole));
  if (dilution === undefined || neat === 1) return inside;
  return [...inside, { item: dilution.solvent, dilution: undefined, share: share * (1 - neat) }];
}

function partsOf(item: string, dilution: Dilution | undefined, catalogue: Catalogue): Component['parts'] {
  const neat = neatOf(dilution);
  const named = [
    { name: item, fraction: neat },
    ...(dilution === undefined || neat === 1 ? [] : [{ name: dilution.solvent, fraction: 1 - neat }]),
  ];
  return named.flatMap(({ name, fraction }) => {
    const material = catalogue.find(name);
    return material === undefined ? [] : [{ material, fraction }];
  });
}

const neatOf = (dilution: Dilution | undefined): number =>
  dilution === undefined ? 1 : numberOfMicro(dilution.percent) / 100;
