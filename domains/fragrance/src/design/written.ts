import { microOf } from '../formula/decimal.ts';
import type { Formula, FormulaLine } from '../formula/formula.ts';
import type { Material } from '../materials/material.ts';
import type { Aim } from './aim.ts';

const WHOLE_PARTS = 1000;
/** Decimals of a part from one part on, and below: rounding stays far within the margin that limits are kept with. */
const PLACES = 3;
const FINE_PLACES = 5;

/** Writes shares down in exact parts of a thousand, the largest first. */
export function writtenFormula(
  name: string,
  materials: readonly Material[],
  shares: Float64Array,
  concentrate: number,
  aim: Aim,
): Formula {
  const lines = materials.flatMap(({ name: item }, m): FormulaLine[] => {
    const parts = (shares[m] ?? 0) * WHOLE_PARTS;
    const amount = microOf(Number(parts.toFixed(parts >= 1 ? PLACES : FINE_PLACES)));
    return amount > 0 ? [{ item, amount }] : [];
  });
  lines.sort((one, other) => other.amount - one.amount);
  const level = aim.concentrates[concentrate];
  if (level === undefined) throw new TypeError(`there is no concentrate ${concentrate}`);
  return { name, unit: 'parts', lines, accords: {}, concentrate: level, category: aim.category };
}
