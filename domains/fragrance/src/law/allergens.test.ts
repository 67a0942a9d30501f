import { describe, expect, it } from 'vitest';
import { compositionOf } from '../formula/composition.ts';
import { microOf } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import { labelText, readAllergenList } from './allergens.ts';
import { readLawBook } from './law-book.ts';

const catalogue = readCatalogue();
const list = readAllergenList(readLawBook());

function report(
  parts: Readonly<Record<string, number>>,
  concentrate: number,
  category: Formula['category'] = '4',
) {
  const formula: Formula = {
    name: 'test',
    unit: 'parts',
    lines: Object.entries(parts).map(([item, amount]) => ({ item, amount: microOf(amount) })),
    accords: {},
    concentrate: microOf(concentrate),
    category,
  };
  return list.allergensOf(compositionOf(formula, catalogue), formula);
}

describe('allergens of the EU', () => {
  it('are declared above 10 ppm on skin and above 100 ppm rinsed off', () => {
    const declared = (category: Formula['category'], concentrate: number) =>
      report({ Coumarin: 1, Ethanol: 999 }, concentrate, category).uses[0]?.declared;

    expect(declared('4', 1)).toBe(false);
    expect(declared('4', 1.1)).toBe(true);
    expect(declared('9', 10)).toBe(false);
    expect(declared('9', 10.1)).toBe(true);
    expect(declared('12', 100)).toBe(false);
  });

  it('are summed over isomers and naturals, and the natural is named itself', () => {
    const { uses } = report({ 'Lavender oil': 1, Linalool: 1 }, 10);
    const names = uses.map(({ allergen }) => allergen.inci);
    const linalool = uses.find(({ allergen }) => allergen.inci === 'Linalool');

    expect(names).toContain('Linalool');
    expect(names.some((name) => name.startsWith('Lavandula'))).toBe(true);
    expect(linalool?.fromNaturals).toBe(true);
    expect(linalool?.ppm).toBeGreaterThan(50_000);
  });

  it('say when a material may not be used at all', () => {
    expect(report({ Lilial: 1 }, 0.001).banned.map(({ declared }) => declared)).toEqual([true]);
  });

  it('say which naturals they are not known of', () => {
    expect(report({ 'Lime oil (expressed)': 1 }, 1).unknownInside).toHaveLength(1);
  });

  it('are written on the label in both languages, with the INCI name where no Korean one is known', () => {
    const found = report({ Coumarin: 1, Vanillin: 2 }, 10);

    expect(labelText(found, 'ko')).toBe('Vanillin, 쿠마린');
    expect(labelText(found, 'en')).toBe('Vanillin, Coumarin');
  });
});
