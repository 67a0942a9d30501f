import { AccordError } from '@accord/kernel';
import type { Brief } from '@accord/contract';
import { fragranceErrors } from '../errors.ts';
import type { Material } from '../materials/material.ts';
import { createRepairer, demandText, type Limit, limitsOf, type Repairer } from '../repair/index.ts';
import type { Aim } from './aim.ts';
import type { DesignTables, Palette } from './palette.ts';

/** Least share of a required material, in % of the concentrate, or half of what the law allows where that is less. */
const REQUIRED_PERCENT = 0.5;
const OF_ALLOWED = 0.5;
/**
 * The most of one material, solvents apart, in % of the concentrate. The model of smell follows the strongest component, so that
 * a search would dilute strong materials in a weak one up to 98 %, which nobody writes. The largest share in the accord of four that
 * Trésor is built on (Grojsman 1990) is two parts in seven, 29 %, and bergamot in a classic eau de cologne is as much; the 55 % of Iso E
 * Super in Terre d'Hermès (Ellena 2006) is known as an overdose.
 */
const MOST_PERCENT = 30;
/** Limits are kept to within this, so that decimals and rounding stay below them. */
const MARGIN = 1e-3;
/** The filler is taken only where nothing else may grow. */
const FILLER_STIFFNESS = 10;
/** EU Regulation 2023/1545, leave-on. */
const UNDECLARED_PPM = 10;

/** The repairer of each concentrate: what it gives is lawful in the finished product and keeps to the wishes that must hold. */
export function repairersOf(brief: Brief, aim: Aim, palette: Palette, tables: DesignTables): Repairer[] {
  const materials = [...palette.materials, palette.filler];
  const components = materials.map((material) => ({
    parts: [{ material, fraction: 1 }],
    ...(material === palette.filler && { mayBeAdded: true, stiffness: FILLER_STIFFNESS }),
  }));
  const { allergen_free: allergenFree, vegan, natural_only: naturalOnly } = brief.constraints;
  // What the text did not speak of is a wish among others, and not a limit.
  const isLimited = !brief.inferred.includes('constraints.max_allergens_ppm');
  return aim.concentrates.map((concentrate) => {
    const product = { concentrate, category: aim.category };
    const law = limitsOf(tables, product, materials, { euCosmetic: true });
    const wishes = {
      vegan,
      naturalOnly,
      euCosmetic: true,
      bounds: [
        ...palette.required.map(({ material }) => ({ material, min: leastOf(material, law) })),
        ...palette.materials.map((material) => ({ material, max: MOST_PERCENT })),
      ],
      ...(allergenFree && { eachAllergenPpm: UNDECLARED_PPM }),
      ...(isLimited && { allAllergensPpm: aim.allergensPpm }),
    };
    const limits = limitsOf(tables, product, materials, wishes).map(withMargin);
    return createRepairer({ components, limits });
  });
}

const withMargin = (limit: Limit): Limit =>
  limit.bound > 0 ? { ...limit, bound: limit.bound * (1 - MARGIN) } : limit;

function leastOf(material: Material, law: readonly Limit[]): number {
  const allowed = law.map(({ coefficients, bound }) => bound / (coefficients.get(material) ?? 0));
  return Math.min(REQUIRED_PERCENT, OF_ALLOWED * 100 * Math.min(...allowed, 1));
}

/** @throws AccordError FORMULA_WISHES_CONFLICT when no shares of the palette meet the limits, with the limits that clash */
export function checkPossible(repairer: Repairer): void {
  const every = new Float64Array(repairer.components.length).fill(1);
  if (repairer.solve(every).kind === 'met') return;
  throw new AccordError(fragranceErrors.FORMULA_WISHES_CONFLICT, {
    detail: repairer
      .conflict(every)
      .map((demand) => demandText(demand, 'en'))
      .join('; '),
  });
}
