import type { Family } from '@accord/contract';
import type { Composition } from '../formula/composition.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import type { Material } from '../materials/material.ts';
import type { Groups, UnifacTables } from './unifac-tables.ts';

/** A molecule of the liquid on the skin. */
export interface Molecule {
  readonly name: string;
  /** g/mol. */
  readonly molarMass: number;
  /** Pa at 25 °C; undefined for what is taken not to evaporate. */
  readonly vapourPressure: number | undefined;
  /** One standard deviation in decades. */
  readonly log10Uncertainty: number;
  readonly groups: Groups | undefined;
  /** The material with its threshold and dose-response, where the molecule is one. */
  readonly material: Material | undefined;
  /** Weights of families. What a natural brings smells of the natural: citral from lemon is lemon. */
  readonly families: Material['families'];
}

interface Part {
  readonly molecule: Molecule;
  fraction: number;
  readonly weights: Map<Family, number>;
}

/** The molecules of a finished product, with their masses as fractions of it. */
export interface Liquid {
  readonly molecules: readonly Molecule[];
  readonly fractions: Float64Array;
  /** The fraction that is taken not to evaporate because nothing is known of it. */
  readonly unmodelled: number;
}

/** The pressure of a molecule whose source tells no uncertainty is taken to be known within a factor of two. */
const UNTOLD_UNCERTAINTY = 0.3;
/** What does not evaporate, or is not known, dilutes like a resin of this molar mass. */
const RESIDUE_GRAMS_PER_MOL = 300;

/** Constituents that add up to 100 % leave no rest but rounding. */
const NOTHING = 1e-12;

export const RESIDUE: Molecule = {
  name: 'residue',
  molarMass: RESIDUE_GRAMS_PER_MOL,
  vapourPressure: undefined,
  log10Uncertainty: 0,
  groups: undefined,
  material: undefined,
  families: [],
};

/** A part of a material by weight, 0 to 1. Undefined for what nothing is known of. */
export interface MaterialPart {
  readonly molecule: Molecule | undefined;
  readonly part: number;
}

/** The molecules of a material: itself, or what is known of a natural, the rest of which stays unknown. */
export function moleculesIn(
  material: Material,
  catalogue: Pick<Catalogue, 'findCas'>,
  tables: UnifacTables,
): MaterialPart[] {
  let rest = 1;
  const parts = material.constituents.map(({ cas, percent }): MaterialPart => {
    rest -= percent / 100;
    const found = cas === undefined ? undefined : catalogue.findCas(cas);
    return { molecule: found && moleculeOf(found, tables), part: percent / 100 };
  });
  if (rest > NOTHING)
    parts.push({ molecule: parts.length > 0 ? undefined : moleculeOf(material, tables), part: rest });
  return parts;
}

/**
 * Takes a concentrate apart into molecules, in a finished product of ethanol.
 *
 * @param concentrate fraction of the product, 0 to 1
 * @throws TypeError when the catalogue lacks ethanol
 */
export function liquidOf(
  composition: Composition,
  concentrate: number,
  catalogue: Catalogue,
  tables: UnifacTables,
): Liquid {
  const ethanol = catalogue.findCas('64-17-5');
  if (ethanol === undefined) throw new TypeError('the catalogue has no ethanol');
  const found = new Map<string, Part>();
  let unmodelled = composition.unnamed * concentrate;
  const add = (molecule: Molecule | undefined, fraction: number, families: Material['families']): void => {
    if (molecule === undefined) unmodelled += fraction;
    const key = molecule?.name ?? RESIDUE.name;
    const part = found.get(key) ?? {
      molecule: molecule ?? RESIDUE,
      fraction: 0,
      weights: new Map<Family, number>(),
    };
    found.set(key, part);
    part.fraction += fraction;
    for (const [family, weight] of families)
      part.weights.set(family, (part.weights.get(family) ?? 0) + weight * fraction);
  };
  add(moleculeOf(ethanol, tables), 1 - concentrate, ethanol.families);
  if (composition.unnamed > 0)
    found.set(RESIDUE.name, { molecule: RESIDUE, fraction: unmodelled, weights: new Map() });
  for (const { material, fraction } of composition.shares)
    for (const { molecule, part } of moleculesIn(material, catalogue, tables))
      add(molecule, fraction * concentrate * part, material.families);
  const all = [...found.values()];
  return {
    molecules: all.map(({ molecule, weights }) => ({ ...molecule, families: [...weights] })),
    fractions: Float64Array.from(all, ({ fraction }) => fraction),
    unmodelled,
  };
}

/** Undefined for a material that is no molecule, or of which mass or pressure is unknown. */
function moleculeOf(material: Material, tables: UnifacTables): Molecule | undefined {
  const { name, molarMass, vapourPressure, cas } = material;
  if (molarMass === undefined || vapourPressure === undefined) return undefined;
  return {
    name,
    molarMass: molarMass.value,
    vapourPressure: vapourPressure.value,
    log10Uncertainty: vapourPressure.log10Uncertainty ?? UNTOLD_UNCERTAINTY,
    groups: cas.map((number) => tables.groupsByCas.get(number)).find((groups) => groups !== undefined),
    material,
    families: material.families,
  };
}
