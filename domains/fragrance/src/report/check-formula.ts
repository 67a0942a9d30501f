import type { FormulaCheckRequest, FormulaReport } from '@accord/contract';
import type { DesignLaboratory } from '../design/index.ts';
import { readFormula } from '../formula/written/read-formula.ts';
import { placed } from '../formula/written/written-formula.ts';
import { parseStock } from '../materials/stock.ts';
import { type OwnLaboratory, withMaterials } from '../shelf/own-laboratory.ts';
import { reportOn } from './formula-report.ts';

/**
 * Reads a formula from outside and judges it. A table that the request brings takes the place of the one that is kept.
 *
 * @param keeper opens what the tenant keeps, where the request does not bring all of it
 * @throws AccordError with a code of a formula and the place in the input, or MATERIALS_INVALID
 */
export function checkFormula(
  request: FormulaCheckRequest,
  shipped: DesignLaboratory,
  keeper: () => OwnLaboratory = () => ({ laboratory: shipped, stock: [] }),
): FormulaReport {
  const { formula, places } = readFormula(request);
  const { materials, prices } = request;
  const laboratory = materials === undefined ? keeper().laboratory : withMaterials(shipped, materials);
  const stock = prices === undefined ? keeper().stock : parseStock(prices, laboratory.catalogue);
  return placed(places, () => reportOn(formula, laboratory, stock));
}
