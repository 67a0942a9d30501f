import { AccordError } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import { nearestName } from '@accord/knobs';
import type { Catalogue } from '../materials/catalogue.ts';
import type { Material } from '../materials/material.ts';
import { namesOf } from '../materials/names.ts';
import { numberOfMicro } from './decimal.ts';
import { checkFormula, type Formula, type FormulaLine, totalOf } from './formula.ts';

/** A material with its share of the concentrate, 0 to 1 by weight, dilutions and accords taken apart. */
export interface Share {
  readonly material: Material;
  readonly fraction: number;
}

/** What a concentrate is made of. */
export interface Composition {
  readonly shares: readonly Share[];
  /** The fraction that the formula does not name: percentages that do not reach 100. */
  readonly unnamed: number;
}

/** Nothing near is looked for to a longer name, since that takes time in proportion to its length. */
const LONGEST_COMPARED = 60;

/**
 * Takes a formula apart into its materials, the largest share first.
 *
 * @throws AccordError FORMULA_MATERIAL_UNKNOWN, FORMULA_ACCORD_CYCLE, and what {@link checkFormula} throws
 */
export function compositionOf(formula: Formula, catalogue: Catalogue): Composition {
  checkFormula(formula);
  const whole = formula.unit === 'percent' ? 100e6 : totalOf(formula.lines);
  const fractions = new Map<Material, number>();
  const accords = new Map<string, ReadonlyMap<string, number>>();
  for (const [name, fraction] of weighed(formula, formula.lines, whole, [], accords)) {
    const material = catalogue.find(name) ?? unknownMaterial(name, formula, catalogue);
    fractions.set(material, (fractions.get(material) ?? 0) + fraction);
  }
  const shares = [...fractions].map(([material, fraction]): Share => ({ material, fraction }));
  shares.sort((one, other) => other.fraction - one.fraction);
  return { shares, unnamed: formula.unit === 'percent' ? 1 - totalOf(formula.lines) / whole : 0 };
}

function unknownMaterial(name: string, formula: Formula, catalogue: Catalogue): never {
  const nearest = nearestOf(name, catalogue);
  throw new AccordError(fragranceErrors.FORMULA_MATERIAL_UNKNOWN, {
    detail: `There is no material "${name}"${nearest === undefined ? '.' : `; is it "${nearest}"?`}`,
    field: placeOf(name, formula),
  });
}

function nearestOf(name: string, { materials }: Catalogue): string | undefined {
  if (name.length > LONGEST_COMPARED) return undefined;
  const names = materials.flatMap((material) => [material.name, ...namesOf(material)]);
  const nearest = nearestName(
    name.toLowerCase(),
    names.map((known) => known.toLowerCase()),
  );
  return names.find((known) => known.toLowerCase() === nearest);
}

/** The first line that has a name in it. */
function placeOf(name: string, { lines, accords }: Formula): string {
  const places = [
    ['lines', lines] as const,
    ...Object.entries(accords).map(([accord, some]) => [`accords.${accord}`, some] as const),
  ];
  for (const [field, some] of places) {
    const index = some.findIndex(({ item, dilution }) => item === name || dilution?.solvent === name);
    if (index !== -1) return `${field}.${index}`;
  }
  return 'lines';
}

/** Fractions by the name of the material. Each accord is taken apart once, however often it is used. */
function weighed(
  formula: Formula,
  lines: readonly FormulaLine[],
  whole: number,
  above: readonly string[],
  known: Map<string, ReadonlyMap<string, number>>,
): Map<string, number> {
  const found = new Map<string, number>();
  const add = (name: string, fraction: number): void => {
    if (fraction > 0) found.set(name, (found.get(name) ?? 0) + fraction);
  };
  for (const { item, amount, dilution } of lines) {
    const neat = dilution === undefined ? 1 : numberOfMicro(dilution.percent) / 100;
    const fraction = amount / whole;
    if (dilution !== undefined) add(dilution.solvent, fraction * (1 - neat));
    const accord = accordOf(formula, item, above, known);
    if (accord === undefined) add(item, fraction * neat);
    else for (const [name, share] of accord) add(name, fraction * neat * share);
  }
  return found;
}

function accordOf(
  formula: Formula,
  item: string,
  above: readonly string[],
  known: Map<string, ReadonlyMap<string, number>>,
): ReadonlyMap<string, number> | undefined {
  if (!Object.hasOwn(formula.accords, item)) return undefined;
  if (above.includes(item)) {
    throw new AccordError(fragranceErrors.FORMULA_ACCORD_CYCLE, {
      detail: [...above.slice(above.indexOf(item)), item].join(' → '),
      field: `accords.${item}`,
    });
  }
  const before = known.get(item);
  if (before !== undefined) return before;
  const lines = formula.accords[item] ?? [];
  const accord = weighed(formula, lines, totalOf(lines), [...above, item], known);
  known.set(item, accord);
  return accord;
}
