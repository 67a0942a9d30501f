import { describe, expect, it } from 'vitest';
import { compositionOf } from '../formula/composition.ts';
import { microOf } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import { parseUserMaterials } from '../materials/user-materials.ts';
import { type Category, CATEGORIES, categoryOf } from './categories.ts';
import { checkLaw } from './check.ts';
import { readLawBook } from './law-book.ts';
import { parseLimit } from './standards.ts';

const catalogue = readCatalogue();
const book = readLawBook();

/** Traditional eau de cologne, parts; basenotes.net thread 372645. */
const COLOGNE: Readonly<Record<string, number>> = {
  'bergamot oil': 27,
  'lemon oil': 20,
  'sweet orange oil': 16,
  'neroli oil': 12,
  'lavender oil': 6,
  'rosemary oil': 4,
  'petitgrain oil': 3,
  'clary sage oil': 2,
  'thyme oil white': 1,
  'clove bud oil': 1,
  'benzoin resinoid Siam': 1,
};

function formulaOf(
  parts: Readonly<Record<string, number>>,
  concentrate = 4,
  category: Category = '4',
): Formula {
  return {
    name: 'test',
    unit: 'parts',
    lines: Object.entries(parts).map(([item, amount]) => ({ item, amount: microOf(amount) })),
    accords: {},
    concentrate: microOf(concentrate),
    category,
  };
}

function check(parts: Readonly<Record<string, number>>, concentrate?: number, category?: Category) {
  const formula = formulaOf(parts, concentrate, category);
  return checkLaw(book, compositionOf(formula, catalogue), formula);
}

describe('eau de cologne at 4 %', () => {
  it('fails by bergamot, and its largest passing concentrate is 1.20 %', () => {
    const report = check(COLOGNE);
    const bergamot = report.uses.find(({ standard }) => standard.name === 'Bergamot oil expressed');

    expect(report.passes).toBe(false);
    expect(bergamot).toMatchObject({ limit: 0.4, passes: false, standard: { amendment: 49 } });
    expect(bergamot?.percent).toBeCloseTo(1.16, 2);
    expect(report.phototoxicSum).toBeCloseTo(3.33, 2);
    expect(report.largestConcentrate).toBe(1.2);
    expect(check(COLOGNE, 1.2).passes).toBe(true);
    expect(check(COLOGNE, 1.21).passes).toBe(false);
  });

  it('passes without furocoumarins', () => {
    const { 'bergamot oil': bergamot = 0, 'lemon oil': lemon = 0, ...others } = COLOGNE;
    const report = check({ ...others, 'Bergamot FCF': bergamot, 'Lemon FCF': lemon });

    expect(report).toMatchObject({ passes: true, phototoxicSum: 0 });
  });

  it('says of each use what it is made up of', () => {
    const report = check(COLOGNE);
    for (const { percent, sources } of report.uses) {
      expect(sources.reduce((sum, source) => sum + source.percent, 0)).toBeCloseTo(percent, 12);
    }
    expect(report.withoutStandard.map(({ name }) => name)).not.toContain('Bergamot oil (expressed)');
  });
});

describe('the law', () => {
  it('adds the materials of one standard, and those of naturals', () => {
    const report = check({ Citral: 1, 'Lemon oil': 9 }, 10);
    const citral = report.uses.find(({ standard }) => standard.name === 'Citral');

    expect(citral?.percent).toBeCloseTo(10 * (0.1 + 0.9 * 0.035), 9);
    expect(citral?.sources.map(({ basis }) => basis).sort()).toEqual(['annex', 'material']);
  });

  it('tells distilled from expressed lime, which share a CAS number', () => {
    const phototoxic = (name: string) => check({ [name]: 1, Ethanol: 9 }, 20).phototoxicSum;

    expect(phototoxic('Lime oil (distilled)')).toBe(0);
    expect(phototoxic('Lime oil (expressed)')).toBeCloseTo(2 / 0.7, 9);
  });

  it('forbids what is prohibited, at any concentrate', () => {
    const more = catalogue.with(
      parseUserMaterials(
        'name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa\nMusk ambrette,83-66-9,synthetic,,yes,,\n',
      ),
    );
    const formula = formulaOf({ 'Musk ambrette': 1, Hedione: 99 });
    const report = checkLaw(book, compositionOf(formula, more), formula);

    expect(report).toMatchObject({ passes: false, largestConcentrate: 0 });
    expect(report.prohibited[0]?.standard.name).toMatch(/musk ambrette/i);
  });

  it('leaves to a person what stands in a note box', () => {
    const report = check({ 'Lemon FCF': 1 });

    expect(report.open.map(({ standard, why }) => [standard.name, why])).toContainEqual([
      '7-Methoxycoumarin',
      'note box',
    ]);
  });

  it('names what no standard was found for', () => {
    expect(check({ Hedione: 1 }).withoutStandard.map(({ name }) => name)).toEqual([
      'Hedione (methyl dihydrojasmonate)',
    ]);
  });

  it('prohibits Lilial in lip products and limits it elsewhere', () => {
    expect(check({ Lilial: 1 }, 0.01, '1').passes).toBe(false);
    expect(check({ Lilial: 1 }, 0.01, '4').passes).toBe(true);
  });

  it.each(CATEGORIES)('has its largest concentrate of category %s at the limit', (category) => {
    const { largestConcentrate: largest } = check({ Isoeugenol: 1, Oakmoss: 1, Bergamot: 5 }, 5, category);

    if (largest < 0.02) return;
    expect(check({ Isoeugenol: 1, Oakmoss: 1, Bergamot: 5 }, largest, category).passes).toBe(true);
    if (largest < 100)
      expect(check({ Isoeugenol: 1, Oakmoss: 1, Bergamot: 5 }, largest + 0.01, category).passes).toBe(false);
  });
});

describe('limits', () => {
  it.each([
    ['0,10', { kind: 'percent', percent: 0.1 }],
    ['2.4', { kind: 'percent', percent: 2.4 }],
    ['NR', { kind: 'unrestricted' }],
    ['See Notebox', { kind: 'note box' }],
    ['0.0 (Prohibited)', { kind: 'prohibited' }],
    ['0.0015 (5-MOP)', { kind: 'constituent', constituent: '5-MOP', percent: 0.0015 }],
    ['', { kind: 'none' }],
  ])('reads %j', (cell, limit) => {
    expect(parseLimit(cell)).toEqual(limit);
  });

  it.each(['1,000,0', 'none', '-1', '101'])('refuses %j', (cell) => {
    expect(() => parseLimit(cell)).toThrow(TypeError);
  });

  it.each([
    ['4', '4'],
    ['5a', '5A'],
    ['Category 11b', '11B'],
    ['EDT', '4'],
    ['Body Spray', '2'],
  ])('reads the category %s', (text, category) => {
    expect(categoryOf(text)).toBe(category);
  });

  it('refuses another category by its code', () => {
    expect(() => categoryOf('13')).toThrow(expect.objectContaining({ code: 'FORMULA_CATEGORY_UNKNOWN' }));
  });
});
