import type {
  CostReply,
  FormulaDifference,
  FormulaLineReply,
  FormulaReply,
  FormulaReport,
} from '@accord/contract';
import { type Composition, compositionOf } from '../formula/composition.ts';
import { assumedPrices } from '../formula/class-prices.ts';
import { costOf } from '../formula/cost.ts';
import { type Micro, microFrom, microText, numberOfMicro } from '../formula/decimal.ts';
import type { Formula, FormulaLine } from '../formula/formula.ts';
import type { Difference } from '../formula/versions.ts';
import { categoryOf } from '../law/categories.ts';
import { checkLaw } from '../law/check.ts';
import type { StockEntry } from '../materials/stock.ts';
import type { DesignLaboratory } from '../design/index.ts';
import { allergenReply, lawReply } from './law-reply.ts';
import { namesOfMaterials } from './names.ts';
import { smellReply } from './smell-reply.ts';

/**
 * All that is known of a formula: law, allergens, smell and cost, each with what is unknown.
 *
 * @throws AccordError what `compositionOf` throws
 */
export function reportOn(
  formula: Formula,
  { catalogue, book, allergens, nose }: DesignLaboratory,
  stock: readonly StockEntry[],
): FormulaReport {
  const composition = compositionOf(formula, catalogue);
  const inProduct = numberOfMicro(formula.concentrate) / 100;
  return {
    formula: formulaReply(formula),
    materials: composition.shares.map(({ material, fraction }) => ({
      name: material.name,
      cas: material.cas[0] ?? null,
      kind: material.kind,
      percent: fraction * 100,
      in_product_percent: fraction * inProduct * 100,
    })),
    law: lawReply(checkLaw(book, composition, formula), formula.category),
    allergens: allergenReply(allergens.allergensOf(composition, formula)),
    smell: smellReply(nose.evaluate(formula)),
    cost: costReply(composition, stock),
  };
}

/** The formula as it is sent: amounts as the exact decimals that they are. */
function formulaReply({ name, unit, lines, accords, concentrate, category }: Formula): FormulaReply {
  return {
    name,
    unit,
    lines: lines.map(lineReply),
    accords: Object.fromEntries(
      Object.entries(accords).map(([accord, some]) => [accord, some.map(lineReply)]),
    ),
    concentrate: microText(concentrate),
    category,
  };
}

const lineReply = ({ item, amount, dilution }: FormulaLine): FormulaLineReply => ({
  item,
  amount: microText(amount),
  dilution:
    dilution === undefined ? null : { percent: microText(dilution.percent), solvent: dilution.solvent },
});

/** What {@link formulaReply} wrote. */
export const formulaOfReply = (reply: FormulaReply): Formula => ({
  name: reply.name,
  unit: reply.unit,
  lines: reply.lines.map(lineOfReply),
  accords: Object.fromEntries(
    Object.entries(reply.accords).map(([accord, some]) => [accord, some.map(lineOfReply)]),
  ),
  concentrate: exactly(reply.concentrate),
  category: categoryOf(reply.category),
});

const lineOfReply = ({ item, amount, dilution }: FormulaLineReply): FormulaLine => ({
  item,
  amount: exactly(amount),
  ...(dilution !== null && {
    dilution: { percent: exactly(dilution.percent), solvent: dilution.solvent },
  }),
});

export function differenceReply(difference: Difference): FormulaDifference {
  switch (difference.kind) {
    case 'added':
    case 'removed':
      return { kind: difference.kind, line: lineReply(difference.line) };
    case 'changed':
      return { kind: 'changed', from: lineReply(difference.from), to: lineReply(difference.to) };
    case 'setting':
    case 'accord':
      return difference;
  }
}

function exactly(text: string): Micro {
  const amount = microFrom(text);
  if (amount === undefined) throw new TypeError(`${text} is no decimal`);
  return amount;
}

function costReply(composition: Composition, stock: readonly StockEntry[]): CostReply {
  const { usdPerKg, unpriced } = costOf(composition, stock);
  const estimate = costOf(composition, stock, assumedPrices());
  const priced = unpriced.length < composition.shares.length;
  return {
    usd_per_kg: priced ? usdPerKg : null,
    unpriced: namesOfMaterials(unpriced),
    estimate_usd_per_kg: estimate.usdPerKg,
    unknown: namesOfMaterials(estimate.unpriced),
  };
}
