import type { PriceOf } from '../formula/cost.ts';
import { numberOfMicro } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import type { Allergen, AllergenList } from '../law/allergens.ts';
import type { LawBook } from '../law/law-book.ts';
import { ruleOf, type Standard } from '../law/standards.ts';
import type { Material } from '../materials/material.ts';
import type { Demand } from './demand.ts';

/** A demand as an upper bound that is linear in the shares of materials: Σ coefficient × share ≤ bound, shares 0 to 1. */
export interface Limit {
  readonly demand: Demand;
  /** Of each material that counts. */
  readonly coefficients: ReadonlyMap<Material, number>;
  readonly bound: number;
}

export interface Law {
  readonly book: LawBook;
  readonly allergens: AllergenList;
}

/** What is asked beyond the standards of IFRA. What is left out is not asked. */
export interface Wishes {
  /** Shares in % of the concentrate. */
  readonly bounds?: readonly {
    readonly material: Material;
    readonly min?: number;
    readonly max?: number;
  }[];
  readonly excluded?: readonly Material[];
  readonly vegan?: boolean;
  /** Naturals, what is from animals, and ethanol; the other solvents are synthetic. */
  readonly naturalOnly?: boolean;
  /** For a cosmetic of the EU: without what is banned there. */
  readonly euCosmetic?: boolean;
  /** ppm of the finished product that no allergen of the EU may pass: the threshold of the label for one without any. */
  readonly eachAllergenPpm?: number;
  readonly allAllergensPpm?: number;
  /** US dollars for a kg of concentrate. What has no price is not counted. */
  readonly cost?: { readonly usdPerKg: number; readonly priceOf: PriceOf };
}

const PPM = 1_000_000;
const ETHANOL = '64-17-5';

/**
 * The law and the wishes as limits, as far as they touch any of the materials.
 *
 * @throws RangeError for a wish that is no number, negative, or above 100 %
 */
export function limitsOf(
  law: Law,
  product: Pick<Formula, 'concentrate' | 'category'>,
  materials: readonly Material[],
  wishes: Wishes,
): Limit[] {
  checkWishes(wishes);
  return [
    ...standardLimits(law.book, product, materials),
    ...allergenLimits(law.allergens, product, materials, wishes),
    ...wishLimits(materials, wishes),
  ].filter(({ coefficients, bound }) => coefficients.size > 0 || bound < 0);
}

function checkWishes({ bounds = [], eachAllergenPpm, allAllergensPpm, cost }: Wishes): void {
  const shares = bounds.flatMap(({ min, max }) => [min, max]);
  for (const [value, most] of [
    ...shares.map((share) => [share, 100] as const),
    [eachAllergenPpm, PPM] as const,
    [allAllergensPpm, PPM] as const,
    [cost?.usdPerKg, Infinity] as const,
  ])
    if (value !== undefined && !(value >= 0 && value <= most)) throw new RangeError(`${value} is no wish`);
}

function standardLimits(
  book: LawBook,
  { concentrate, category }: Pick<Formula, 'concentrate' | 'category'>,
  materials: readonly Material[],
): Limit[] {
  const limited = new Map<Standard, Map<Material, number>>();
  const prohibited = new Map<Standard, Map<Material, number>>();
  const phototoxic = new Map<Material, number>();
  const inProduct = numberOfMicro(concentrate);
  for (const material of materials) {
    for (const { standard, part, constituent } of book.burdensOf(material)) {
      const rule = ruleOf(standard, category);
      const percent = inProduct * part;
      if (rule.kind === 'limit') {
        addTo(entryOf(limited, standard), material, percent);
        if (standard.phototoxicOil) addTo(phototoxic, material, percent / rule.percent);
      } else if (rule.kind === 'prohibition' && constituent === undefined) {
        entryOf(prohibited, standard).set(material, 1);
      }
    }
  }
  const limits = [...limited].map(([standard, coefficients]): Limit => {
    const rule = ruleOf(standard, category);
    const percent = rule.kind === 'limit' ? rule.percent : NaN;
    return { demand: { kind: 'standard', standard, percent }, coefficients, bound: percent };
  });
  const prohibitions = [...prohibited].map(
    ([standard, coefficients]): Limit => ({
      demand: { kind: 'prohibition', standard },
      coefficients,
      bound: 0,
    }),
  );
  return [
    ...limits,
    { demand: { kind: 'phototoxic sum' }, coefficients: phototoxic, bound: 1 },
    ...prohibitions,
  ];
}

function allergenLimits(
  list: AllergenList,
  { concentrate }: Pick<Formula, 'concentrate'>,
  materials: readonly Material[],
  { euCosmetic = false, eachAllergenPpm, allAllergensPpm }: Wishes,
): Limit[] {
  const banned = new Map<Allergen, Map<Material, number>>();
  const each = new Map<Allergen, Map<Material, number>>();
  const all = new Map<Material, number>();
  const ppm = (numberOfMicro(concentrate) / 100) * PPM;
  for (const material of materials) {
    for (const { allergen, part, natural } of list.partsOf(material)) {
      if (allergen.banned && !natural) entryOf(banned, allergen).set(material, 1);
      if (allergen.banned) continue;
      addTo(entryOf(each, allergen), material, ppm * part);
      addTo(all, material, ppm * part);
    }
  }
  const limits: Limit[] = [];
  if (euCosmetic)
    for (const [allergen, coefficients] of banned)
      limits.push({ demand: { kind: 'banned in the EU', allergen }, coefficients, bound: 0 });
  if (eachAllergenPpm !== undefined)
    for (const [allergen, coefficients] of each)
      limits.push({
        demand: { kind: 'allergen', allergen, ppm: eachAllergenPpm },
        coefficients,
        bound: eachAllergenPpm,
      });
  if (allAllergensPpm !== undefined)
    limits.push({
      demand: { kind: 'allergens together', ppm: allAllergensPpm },
      coefficients: all,
      bound: allAllergensPpm,
    });
  return limits;
}

function wishLimits(materials: readonly Material[], wishes: Wishes): Limit[] {
  const { bounds = [], excluded = [], vegan = false, naturalOnly = false, cost } = wishes;
  const limits: Limit[] = [];
  for (const { material, min, max } of bounds) {
    if (min !== undefined)
      limits.push({
        demand: { kind: 'at least', material, percent: min },
        coefficients: new Map([[material, -1]]),
        bound: -min / 100,
      });
    if (max !== undefined)
      limits.push({
        demand: { kind: 'at most', material, percent: max },
        coefficients: new Map([[material, 1]]),
        bound: max / 100,
      });
  }
  for (const material of excluded)
    limits.push({ demand: { kind: 'excluded', material }, coefficients: new Map([[material, 1]]), bound: 0 });
  if (vegan) limits.push(withoutAny({ kind: 'vegan' }, materials, (one) => !one.vegan));
  if (naturalOnly) limits.push(withoutAny({ kind: 'natural only' }, materials, (one) => !isNatural(one)));
  if (cost !== undefined)
    limits.push({
      demand: { kind: 'cost', usdPerKg: cost.usdPerKg },
      coefficients: new Map(
        materials.flatMap((material): [Material, number][] => {
          const price = cost.priceOf(material);
          return price === undefined ? [] : [[material, price.usdPerKg]];
        }),
      ),
      bound: cost.usdPerKg,
    });
  return limits;
}

const withoutAny = (
  demand: Demand,
  materials: readonly Material[],
  unwanted: (material: Material) => boolean,
): Limit => ({ demand, coefficients: new Map(materials.filter(unwanted).map((one) => [one, 1])), bound: 0 });

const isNatural = ({ kind, cas }: Material): boolean =>
  kind === 'natural' || kind === 'animal' || cas.includes(ETHANOL);

function entryOf<Key>(found: Map<Key, Map<Material, number>>, key: Key): Map<Material, number> {
  let entry = found.get(key);
  if (entry === undefined) found.set(key, (entry = new Map()));
  return entry;
}

function addTo(sums: Map<Material, number>, material: Material, amount: number): void {
  sums.set(material, (sums.get(material) ?? 0) + amount);
}
