import type { FormulaCheckRequest, FormulaReport } from '@accord/contract';
import { placed } from '../formula/written/written-formula.ts';
import { readFormula } from '../formula/written/read-formula.ts';
import { parseStock } from '../materials/stock.ts';
import { parseUserMaterials } from '../materials/user-materials.ts';
import { createNose } from '../smell/smell.ts';
import type { DesignLaboratory } from '../design/index.ts';
import { reportOn } from './formula-report.ts';

/**
 * Reads a formula from outside and judges it.
 *
 * @throws AccordError with a code of a formula and the place in the input, or MATERIALS_INVALID
 */
export function checkFormula(request: FormulaCheckRequest, shipped: DesignLaboratory): FormulaReport {
  const { formula, places } = readFormula(request);
  const laboratory = withMaterials(shipped, request.materials);
  const stock = request.prices === undefined ? [] : parseStock(request.prices, laboratory.catalogue);
  return placed(places, () => reportOn(formula, laboratory, stock));
}

function withMaterials(shipped: DesignLaboratory, csv: string | undefined): DesignLaboratory {
  if (csv === undefined) return shipped;
  const catalogue = shipped.catalogue.with(parseUserMaterials(csv));
  return { ...shipped, catalogue, nose: createNose(catalogue, shipped.tables) };
}
