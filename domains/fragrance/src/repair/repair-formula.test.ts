import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compositionOf } from '../formula/composition.ts';
import { costOf, priceBook } from '../formula/cost.ts';
import { microOf } from '../formula/decimal.ts';
import { type Formula, type FormulaLine, totalOf } from '../formula/formula.ts';
import { readAllergenList } from '../law/allergens.ts';
import { CATEGORIES } from '../law/categories.ts';
import { checkLaw } from '../law/check.ts';
import { readLawBook } from '../law/law-book.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import { parseStock } from '../materials/stock.ts';
import { demandText, type FormulaRepair, type NamedWishes, repairFormula } from './index.ts';

const catalogue = readCatalogue();
const book = readLawBook();
const law = { book, allergens: readAllergenList(book) };

const line = (item: string, amount: number, diluted?: number): FormulaLine => ({
  item,
  amount: microOf(amount),
  ...(diluted !== undefined && { dilution: { percent: microOf(diluted), solvent: 'DPG' } }),
});
const formulaOf = (lines: readonly FormulaLine[], more: Partial<Formula> = {}): Formula => ({
  name: 'test',
  unit: 'parts',
  lines,
  accords: {},
  concentrate: microOf(4),
  category: '4',
  ...more,
});
/** Traditional eau de cologne, parts; basenotes.net thread 372645. */
const COLOGNE = formulaOf([
  line('bergamot oil', 27),
  line('lemon oil', 20),
  line('sweet orange oil', 16),
  line('neroli oil', 12),
  line('lavender oil', 6),
  line('rosemary oil', 4),
  line('petitgrain oil', 3),
  line('clary sage oil', 2),
  line('thyme oil white', 1),
  line('clove bud oil', 1),
  line('benzoin resinoid Siam', 1),
]);

const repair = (formula: Formula, wishes: NamedWishes = {}): FormulaRepair =>
  repairFormula(formula, wishes, { law, catalogue });
function repaired(formula: Formula, wishes: NamedWishes = {}) {
  const found = repair(formula, wishes);
  if (found.kind !== 'repaired') throw new TypeError(JSON.stringify(found));
  return found;
}
const passes = (formula: Formula): boolean =>
  checkLaw(book, compositionOf(formula, catalogue), formula).passes;
const percentOf = ({ lines }: Formula, item: string): number =>
  lines
    .filter((one) => one.item === item)
    .reduce((sum, { amount }) => sum + (amount * 100) / totalOf(lines), 0);

describe('a formula', () => {
  it('of eau de cologne is brought below the phototoxic sum, and keeps its total', () => {
    const { formula, law: report, binding } = repaired(COLOGNE);

    expect(report.passes).toBe(true);
    expect(report.phototoxicSum).toBeLessThanOrEqual(1);
    expect(report.phototoxicSum).toBeGreaterThan(1 - 1e-5);
    expect(binding.map(({ demand }) => demand.kind)).toContain('phototoxic sum');
    expect(totalOf(formula.lines) % totalOf(COLOGNE.lines)).toBe(0);
    expect(repair(formula).kind).toBe('unchanged');
  });

  it('that is lawful stays the same object', () => {
    const formula = formulaOf([line('Hedione', 3), line('Galaxolide', 1)]);
    const found = repair(formula);

    expect(found).toMatchObject({ kind: 'unchanged' });
    if (found.kind === 'unchanged') expect(found.formula).toBe(formula);
  });

  it('keeps dilutions, and accords that change by one factor; others are written out', () => {
    const formula = formulaOf(
      [line('citrus', 50), line('musks', 40), line('Isoeugenol', 5, 10), line('Ethanol', 5)],
      {
        accords: {
          citrus: [line('Bergamot oil', 8), line('Hedione', 1), line('zest', 1)],
          zest: [line('Hedione', 1), line('Linalool', 1)],
          musks: [line('Galaxolide', 1), line('Ethylene brassylate', 1)],
        },
      },
    );
    const { formula: after, takenApart } = repaired(formula);
    const items = after.lines.map(({ item }) => item);

    expect(takenApart).toEqual(['citrus']);
    expect(items).toContain('musks');
    expect(items).not.toContain('citrus');
    expect(items.filter((item) => item === 'Hedione')).toHaveLength(1);
    expect(after.lines.find(({ item }) => item === 'Isoeugenol')?.dilution).toEqual({
      percent: microOf(10),
      solvent: 'DPG',
    });
    expect(passes(after)).toBe(true);
  });

  it('in percentages that do not reach 100 only loses what is too much', () => {
    const formula = formulaOf([line('Bergamot oil', 30), line('Hedione', 30)], { unit: 'percent' });
    const { formula: after } = repaired(formula);

    expect(after.unit).toBe('percent');
    expect(after.lines[1]?.amount).toBe(microOf(30));
    expect(after.lines[0]?.amount).toBeLessThanOrEqual(microOf(10));
    expect(after.lines[0]?.amount).toBeGreaterThan(microOf(9.9999));
  });

  it('of which nothing would be left is a conflict', () => {
    const formula = formulaOf([line('Lilial', 30)], { unit: 'percent', category: '1' });
    const found = repair(formula);

    expect(found).toMatchObject({ kind: 'conflict', demands: [{ kind: 'total' }, { kind: 'prohibition' }] });
  });

  it('takes wishes by name: required, excluded, added, nothing declared, within a budget', () => {
    const formula = formulaOf([line('Linalool', 30), line('Hedione', 60), line('Musk ketone', 10)]);

    expect(
      percentOf(repaired(formula, { bounds: [{ material: 'vanillin', min: 5 }] }).formula, 'Vanillin'),
    ).toBeCloseTo(5, 4);
    expect(percentOf(repaired(formula, { excluded: ['LINALOOL'] }).formula, 'Linalool')).toBe(0);
    const undeclared = repaired(formula, { eachAllergenPpm: 10 }).formula;
    const { uses } = law.allergens.allergensOf(compositionOf(undeclared, catalogue), undeclared);
    expect(uses.every(({ declared }) => !declared)).toBe(true);
    const stock = parseStock(
      'material,supplier,usd_per_kg,grams\nHedione,A,60,\nLinalool,A,20,\n',
      catalogue,
    );
    const cheap = repaired(formula, { cost: { usdPerKg: 30, priceOf: priceBook(stock) } }).formula;
    expect(costOf(compositionOf(cheap, catalogue), stock).usdPerKg).toBeCloseTo(30, 4);
    const pure = formulaOf([line('Bergamot oil', 1)]);
    expect(repair(pure).kind).toBe('conflict');
    expect(repaired(pure, { additions: ['Ethanol'] }).formula.lines.map(({ item }) => item)).toEqual([
      'Bergamot oil',
      'Ethanol',
    ]);
    expect(() => repair(pure, { excluded: ['moon dust'] })).toThrow(
      expect.objectContaining({ code: 'FORMULA_MATERIAL_UNKNOWN' }),
    );
  });

  it('says what conflicts, in words', () => {
    const found = repair(COLOGNE, {
      bounds: [
        { material: 'Bergamot', min: 12 },
        { material: 'Neroli oil', min: 1 },
      ],
      vegan: true,
    });
    if (found.kind !== 'conflict') throw new TypeError(found.kind);

    expect(found.demands.map((demand) => demandText(demand, 'en'))).toEqual([
      'phototoxic oils share one allowance: uses over limits add up to 1 at most (IFRA)',
      'Bergamot oil (expressed): at least 12 % of the concentrate',
    ]);
  });

  it.each<NamedWishes>([
    { bounds: [{ material: 'Hedione', min: -1 }] },
    { bounds: [{ material: 'Hedione', max: 101 }] },
    { bounds: [{ material: 'Hedione', min: NaN }] },
    { eachAllergenPpm: -1 },
    { cost: { usdPerKg: NaN, priceOf: () => undefined } },
  ])('refuses what is no wish: %#', (wishes) => {
    expect(() => repair(COLOGNE, wishes)).toThrow(RangeError);
  });

  it('meets a demand that is met in one point only', () => {
    const formula = formulaOf([line('Bergamot oil', 50), line('Hedione', 50)]);
    const { formula: after } = repaired(formula, { bounds: [{ material: 'Bergamot', min: 10 }] });
    expect(percentOf(after, 'Bergamot oil')).toBe(10);
  });

  it('comes out lawful and near whatever it is made of', () => {
    const names = catalogue.materials.map(({ name }) => name);
    const lines = fc.array(
      fc.record({
        item: fc.constantFrom(...names),
        amount: fc.integer({ min: 1, max: 100_000_000 }),
        diluted: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(
        lines,
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom(...CATEGORIES),
        fc.boolean(),
        (some, concentrate, category, vegan) => {
          const formula = formulaOf(
            some.map(({ item, amount, diluted }) => line(item, amount / 1e6, diluted)),
            { concentrate: microOf(concentrate), category },
          );
          const found = repair(formula, { additions: ['DPG'], vegan });
          if (found.kind === 'conflict') throw new TypeError('DPG alone is lawful');
          expect(passes(found.formula)).toBe(true);
          if (found.kind === 'unchanged') {
            expect(found.formula).toBe(formula);
            return;
          }
          expect(totalOf(found.formula.lines) / totalOf(formula.lines)).toBeCloseTo(
            Math.round(totalOf(found.formula.lines) / totalOf(formula.lines)),
            12,
          );
          // Again it is at its limits, and stays.
          expect(repair(found.formula, { additions: ['DPG'], vegan }).kind).toBe('unchanged');
        },
      ),
      { numRuns: 150 },
    );
  });
});
