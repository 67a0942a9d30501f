import { describe, expect, it } from 'vitest';
import { assumedPrices } from '../formula/class-prices.ts';
import { microOf } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import { parseCsv } from '../materials/csv.ts';
import { parseStock } from '../materials/stock.ts';
import { type BatchOrder, type BatchSheet, batchSheetCsv, batchSheetOf, batchSheetPage } from './index.ts';

const catalogue = readCatalogue();
const FORMULA: Formula = {
  name: '봄 <비>',
  unit: 'parts',
  lines: [
    { item: 'Linalool', amount: microOf(3) },
    {
      item: 'Citral',
      amount: microOf(1),
      dilution: { percent: microOf(10), solvent: 'DPG' },
    },
    { item: 'musks', amount: microOf(4) },
  ],
  accords: {
    musks: [
      { item: 'Galaxolide', amount: microOf(1) },
      { item: 'Rose absolute', amount: microOf(1) },
    ],
  },
  concentrate: microOf(20),
  category: '4',
};
const STOCK = parseStock(
  'material,supplier,usd_per_kg,grams\nLinalool,A,20,10\nCitral,A,40,\nDPG,A,5,1\nGalaxolide,A,30,100\n',
  catalogue,
);
const sheetOf = (order: Partial<BatchOrder> = {}): BatchSheet =>
  batchSheetOf(FORMULA, { size: { unit: 'grams', grams: 8 }, batches: 1, stock: STOCK, ...order }, catalogue);

describe('a batch sheet', () => {
  it('weighs in lines as they are, to the milligram, with volumes and drops where asked', () => {
    const { lines, ...sheet } = sheetOf({ density: 0.9, milligramsPerDrop: 20 });

    expect(lines.map(({ item, milligrams }) => [item, milligrams])).toEqual([
      ['Linalool', 3000],
      ['Citral @10 % in DPG', 1000],
      ['musks', 4000],
    ]);
    expect(lines[0]?.millilitres).toBeCloseTo(3 / 0.9, 12);
    expect(lines[0]?.drops).toBe(150);
    expect(sheet).toMatchObject({ milligrams: 8000, carrier_milligrams: 32_000, product_milligrams: 40_000 });
  });

  it('is scaled to bottles of the finished product', () => {
    const bottles = { unit: 'bottles', bottles: 10, millilitres: 50, density: 0.85 } as const;
    const { milligrams, product_milligrams } = sheetOf({ size: bottles });

    expect(product_milligrams).toBe(10 * 50 * 0.85 * 1000);
    expect(milligrams).toBe(product_milligrams / 5);
  });

  it('costs what was entered, and says what has no price', () => {
    const { cost, lines } = sheetOf({ bottle: { millilitres: 50, density: 0.85 } });
    const usd = (3 * 20 + (0.1 * 40 + 0.9 * 5) + 2 * 30) / 8;

    expect(cost.usd_per_kg).toBeCloseTo(usd, 9);
    expect(cost.usd_per_batch).toBeCloseTo(usd * 0.008, 9);
    expect(cost.usd_per_bottle).toBeCloseTo(usd * 0.0085, 9);
    expect(cost).toMatchObject({ unpriced: ['Rose absolute'], estimated: [], estimated_usd_per_kg: 0 });
    expect(lines.map(({ estimated }) => estimated)).toEqual([false, false, true]);
    expect(lines.reduce((sum, line) => sum + (line.usd ?? 0), 0)).toBeCloseTo(cost.usd_per_batch, 9);
  });

  it('estimates by class where asked, and marks it', () => {
    const sheet = sheetOf({ estimates: assumedPrices() });

    expect(sheet.cost.unpriced).toEqual([]);
    expect(sheet.cost.estimated).toEqual(['Rose absolute']);
    expect(sheet.cost.estimated_usd_per_kg).toBeCloseTo(5000 / 4, 9);
    expect(batchSheetPage(sheet, 'en')).toContain('≈ estimate');
    expect(batchSheetCsv(sheet)).toContain('estimate');
  });

  it('names what the stock lacks for all batches', () => {
    expect(sheetOf().short).toEqual([]);
    expect(sheetOf({ batches: 4 }).short).toEqual([
      { material: 'Linalool', grams: expect.closeTo(12, 9) as number, in_stock: 10 },
      { material: 'Dipropylene glycol (DPG)', grams: expect.closeTo(3.6, 9) as number, in_stock: 1 },
    ]);
  });

  it.each(['ko', 'en'] as const)('is printed in %s, with a line for each thing to weigh in', (language) => {
    const page = batchSheetPage(sheetOf({ batches: 4, density: 1 }), language);

    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain('봄 &lt;비&gt;');
    expect(page.match(/☐/g)).toHaveLength(3);
    expect(page).toContain(language === 'ko' ? '재고' : 'In stock');
    expect(page).toContain('≥ ');
  });

  it('is a table whose weights add up', () => {
    const rows = parseCsv(batchSheetCsv(sheetOf()));
    const grams = rows.slice(1, 4).reduce((sum, row) => sum + Number(row[2]), 0);

    expect(rows[4]?.slice(0, 3)).toEqual(['concentrate of a batch', '100', '8']);
    expect(grams).toBe(8);
  });

  it.each([{ batches: 0 }, { batches: 1.5 }, { density: 0 }, { milligramsPerDrop: NaN }])(
    'refuses %j',
    (order) => {
      expect(() => sheetOf(order)).toThrow(RangeError);
    },
  );
});
