import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../materials/catalogue.ts';
import { parseStock } from '../materials/stock.ts';
import { batchOf } from './batch.ts';
import { compositionOf } from './composition.ts';
import { assumedPrices, parseClassPrices } from './class-prices.ts';
import { costOf, costOfBottle } from './cost.ts';
import { microFrom, microOf, microText } from './decimal.ts';
import type { Formula, FormulaLine } from './formula.ts';
import { differencesOf } from './versions.ts';

const catalogue = readCatalogue();

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
  concentrate: microOf(10),
  category: '4',
  ...more,
});

const fractions = (formula: Formula) =>
  Object.fromEntries(
    compositionOf(formula, catalogue).shares.map(({ material, fraction }) => [material.name, fraction]),
  );

describe('decimals', () => {
  it.each(['0', '0.5', '12', '999999999.999999', '-1.25'])('%s is read and written exactly', (text) => {
    const amount = microFrom(text);
    expect(amount === undefined ? undefined : microText(amount)).toBe(text);
  });

  it('0.1 and 0.2 are 0.3', () => {
    expect((microFrom('0.1') ?? 0) + (microFrom('0,2') ?? 0)).toBe(microFrom('0.3'));
  });

  it.each(['', '1.1234567', '1e3', '99999999999', '1 000'])('%j is none', (text) => {
    expect(microFrom(text)).toBeUndefined();
  });
});

describe('composition', () => {
  it('takes dilutions and nested accords apart', () => {
    const formula = formulaOf([line('rose', 1), line('Hedione', 1, 10)], {
      accords: {
        rose: [line('petals', 1), line('Geraniol', 1)],
        petals: [line('Phenylethyl alcohol', 3), line('Citronellol', 1)],
      },
    });
    const found = fractions(formula);

    expect(found['Geraniol']).toBeCloseTo(0.25, 12);
    expect(found['Phenylethyl alcohol']).toBeCloseTo(0.1875, 12);
    expect(found['Hedione (methyl dihydrojasmonate)']).toBeCloseTo(0.05, 12);
    expect(found['Dipropylene glycol (DPG)']).toBeCloseTo(0.45, 12);
  });

  it('leaves open what percentages do not name', () => {
    expect(
      compositionOf(formulaOf([line('Linalool', 30)], { unit: 'percent' }), catalogue).unnamed,
    ).toBeCloseTo(0.7);
  });

  it('takes an accord of many layers apart in no time', () => {
    const accords = Object.fromEntries(
      Array.from({ length: 60 }, (_, layer) => [
        `a${layer}`,
        layer === 59 ? [line('Linalool', 1)] : [line(`a${layer + 1}`, 1), line(`a${layer + 1}`, 2)],
      ]),
    );
    expect(fractions(formulaOf([line('a0', 1)], { accords }))['Linalool']).toBeCloseTo(1, 9);
  });

  it.each<[code: string, formula: Formula]>([
    ['FORMULA_MATERIAL_UNKNOWN', formulaOf([line('moon dust', 1)])],
    ['FORMULA_MATERIAL_UNKNOWN', formulaOf([line('constructor', 1)])],
    ['FORMULA_PARTS_INVALID', formulaOf([line('Linalool', 0)])],
    ['FORMULA_PARTS_INVALID', formulaOf([line('Linalool', -1)])],
    [
      'FORMULA_OVER_100_PERCENT',
      formulaOf([line('Linalool', 60), line('Citral', 40.000001)], { unit: 'percent' }),
    ],
    ['FORMULA_DILUTION_INVALID', formulaOf([line('Linalool', 1, 101)])],
    ['FORMULA_DILUTION_INVALID', formulaOf([line('Linalool', 1, 0)])],
    ['FORMULA_CONCENTRATE_INVALID', formulaOf([line('Linalool', 1)], { concentrate: microOf(101) })],
    ['FORMULA_UNREADABLE', formulaOf([])],
    [
      'FORMULA_ACCORD_CYCLE',
      formulaOf([line('a', 1)], { accords: { a: [line('b', 1)], b: [line('a', 1), line('Linalool', 1)] } }),
    ],
  ])('refuses with %s', (code, formula) => {
    expect(() => compositionOf(formula, catalogue)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a batch', () => {
  it('weighs exactly what was asked for, whatever the parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        (amounts, milligrams) => {
          const lines = amounts.map((amount) => line('Linalool', amount / 1e6));
          const batch = batchOf(formulaOf(lines), { unit: 'grams', grams: milligrams / 1000 });
          expect(batch.lines.reduce((sum, one) => sum + one.milligrams, 0)).toBe(batch.milligrams);
        },
      ),
    );
  });

  it('is measured by volume and by drops as well', () => {
    const formula = formulaOf([line('Linalool', 3), line('Citral', 1, 10)]);

    expect(batchOf(formula, { unit: 'millilitres', millilitres: 10, density: 0.9 }).milligrams).toBe(9000);
    expect(batchOf(formula, { unit: 'drops', drops: 100, milligramsPerDrop: 20 }).lines).toEqual([
      { item: 'Linalool', milligrams: 1500 },
      { item: 'Citral @10 % in DPG', milligrams: 500 },
    ]);
    expect(() => batchOf(formula, { unit: 'grams', grams: 0 })).toThrow(RangeError);
  });
});

describe('cost', () => {
  it('is of entered prices, the cheapest supplier, and names what has none', () => {
    const stock = parseStock(
      'material,supplier,usd_per_kg,grams\nLinalool,A,20,\nlinalool,B,16.5,500\nHedione,A,,\n',
      catalogue,
    );
    const cost = costOf(
      compositionOf(formulaOf([line('Linalool', 1), line('Hedione', 1)]), catalogue),
      stock,
    );

    expect(cost.usdPerKg).toBeCloseTo(8.25, 9);
    expect(cost.unpriced.map(({ name }) => name)).toEqual(['Hedione (methyl dihydrojasmonate)']);
    expect(costOfBottle(cost, { millilitres: 50, density: 0.8, concentrate: 10 })).toBeCloseTo(0.033, 9);
  });
});

describe('prices of classes', () => {
  const table = (rows: string): string => `class,usd_per_kg,source\n${rows}`;

  it.each([
    ['entry,40,x\nmid,100,x\npremium,700,x', 'no price of luxury'],
    ['entry,40,', 'no price or no source'],
    ['entry,,x', 'no price or no source'],
    ['cheap,40,x', 'cheap is not one of'],
  ])('are refused without a price and a source for each: %j', (rows, words) => {
    expect(() => parseClassPrices(table(rows))).toThrow(words);
  });

  it('rise from class to class', () => {
    const { entry, mid, premium, luxury } = assumedPrices();
    expect([entry, mid, premium, luxury]).toEqual([entry, mid, premium, luxury].sort((a, b) => a - b));
  });
});

describe('versions', () => {
  it('differ by lines, settings and accords', () => {
    const before = formulaOf([line('Linalool', 1), line('Citral', 1)], {
      accords: { a: [line('Citral', 1)] },
    });
    const after = formulaOf([line('Linalool', 2), line('Hedione', 1)], { concentrate: microOf(5) });

    expect(differencesOf(before, before)).toEqual([]);
    expect(differencesOf(before, after).map(({ kind }) => kind)).toEqual([
      'setting',
      'changed',
      'added',
      'removed',
      'accord',
    ]);
  });
});
