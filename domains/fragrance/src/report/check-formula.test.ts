import { type FormulaCheckRequest, formulaReportSchema } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { checkFormula } from './check-formula.ts';
import { openLaboratory } from './laboratory.ts';

const laboratory = openLaboratory();
const check = (request: FormulaCheckRequest) => checkFormula(request, laboratory());

/** Traditional eau de cologne, parts; basenotes.net thread 372645. */
const COLOGNE = `Name: Eau de cologne
Concentrate: 4 %
Product: Cologne

Bergamot oil 27
Lemon oil: 20
16 parts sweet orange oil
- Neroli oil	12
Lavender oil 6 g   # from Provence
Rosemary oil 4
Petitgrain oil 3
Clary sage oil 2
thyme oil white 1
clove bud oil 1,0
benzoin resinoid Siam 1
`;

describe('the classic eau de cologne, pasted', () => {
  it('fails by bergamot at 4 %, and passes up to 1.20 %', () => {
    const report = formulaReportSchema.parse(check({ text: COLOGNE }));
    const bergamot = report.law.uses.find(({ standard }) => standard === 'Bergamot oil expressed');

    expect(report.law).toMatchObject({
      amendment: 51,
      category: '4',
      passes: false,
      largest_concentrate: 1.2,
    });
    expect(bergamot).toMatchObject({ limit: 0.4, passes: false, amendment: 49 });
    expect(bergamot?.use).toBeCloseTo(1.16, 2);
    expect(check({ text: COLOGNE, concentrate: 1.2 }).law.passes).toBe(true);
  });

  it('passes with furocoumarin-free bergamot and lemon', () => {
    const text = COLOGNE.replace('Bergamot oil', 'Bergamot FCF').replace('Lemon oil', 'Lemon FCF');

    expect(check({ text }).law.passes).toBe(true);
  });

  it('declares allergens, says how it smells, and what is unknown', () => {
    const { allergens, smell, cost, materials } = check({ text: COLOGNE });

    expect(allergens.threshold_ppm).toBe(10);
    expect(allergens.label.en).toMatch(/^Limonene, /);
    expect(allergens.label.ko).toMatch(/리모넨/);
    expect(smell.leading.map(({ family }) => family)).toContain('citrus');
    expect(smell.moments.at(-1)?.hours).toBe(8);
    expect(cost.usd_per_kg).toBeNull();
    expect(cost.unpriced).toHaveLength(materials.length);
  });
});

describe('the same formula', () => {
  const json: FormulaCheckRequest = {
    formula: {
      lines: [
        { item: 'Hedione', amount: '20' },
        { item: 'Rose', amount: 5 },
        { item: 'Vanillin', amount: 0.5, dilution: { percent: 10, solvent: 'DPG' } },
      ],
      accords: {
        Rose: [
          { item: 'Geraniol', amount: 1 },
          { item: 'Phenylethyl alcohol', amount: 3 },
        ],
      },
    },
    concentrate: 10,
    category: 'EDP',
  };
  it.each([
    ['pasted', 'Hedione 20\nRose: 5\nVanillin @10 % in DPG 0.5\n[Rose]\nGeraniol 1\n3 Phenylethyl alcohol\n'],
    [
      'with the amount before the dilution',
      'Hedione 20\nRose 5\n0.5 Vanillin @ 10%\n[Rose]\nGeraniol 1\nPhenylethyl alcohol 3',
    ],
    [
      'as CSV',
      'material,parts,dilution,solvent,accord\nHedione,20,,,\nRose,5,,,\nVanillin,0.5,10 %,,\nGeraniol,1,,,Rose\nPhenylethyl alcohol,3,,,Rose\n',
    ],
    [
      'as CSV of another country',
      '\uFEFFMaterial;Weight;Dilution;Accord\r\nHedione;20;;\r\nRose;5;;\r\nVanillin;0,5;10 % in DPG;\r\nGeraniol;1;;Rose\r\nPhenylethyl alcohol;3;;Rose\r\n',
    ],
  ])('is read %s as well as JSON', (_, text) => {
    const { concentrate = 0, category = '' } = json;

    expect(check({ text, concentrate, category })).toEqual(check(json));
  });

  it('is priced by what is entered, the cheapest supplier', () => {
    const prices = 'material,supplier,usd_per_kg,grams\nHedione,A,30,\nHedione,B,25.5,\nGeraniol,A,40,\n';
    const { cost } = check({ ...json, prices });

    expect(cost.usd_per_kg).toBeCloseTo((20 * 25.5 + 1.25 * 40) / 25.5, 9);
    expect(cost.unpriced).toContain('Vanillin');
  });

  it('may have materials of one’s own, of which nothing is assumed', () => {
    const materials = 'name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa\nMy base,,natural,,yes,,\n';
    const report = check({ text: 'My base 1\nHedione 1', materials, concentrate: 10, category: '4' });

    expect(report.law.without_standard).toContain('My base');
    expect(report.law.unknown_inside).toEqual(['My base']);
    expect(report.smell.unmodelled_percent).toBeCloseTo(5, 9);
  });
});

describe('percentages', () => {
  it('need not reach 100, and what is missing is said', () => {
    const { law } = check({ text: 'Bergamot 15 %', concentrate: 4, category: '4' });

    expect(law.unnamed_percent).toBeCloseTo(85, 9);
    expect(law.uses[0]?.standard).toBe('Bergamot oil expressed');
    expect(law.uses[0]?.use).toBeCloseTo(0.6, 9);
  });
});

describe('bad input is refused by its own code, with the place', () => {
  const WHERE = { concentrate: 4, category: '4' };

  it.each<[code: string, field: string, request: FormulaCheckRequest]>([
    ['FORMULA_MATERIAL_UNKNOWN', 'text.line.2', { text: 'Linalool 3\nmoon dust 5', ...WHERE }],
    ['FORMULA_MATERIAL_UNKNOWN', 'text.row.3', { text: 'material,parts\nLinalool,3\nmoon dust,5', ...WHERE }],
    ['FORMULA_MATERIAL_UNKNOWN', 'text.line.1', { text: 'Linalool @10 % in moonshine 3', ...WHERE }],
    [
      'FORMULA_MATERIAL_UNKNOWN',
      'formula.accords.rose.0',
      {
        formula: {
          lines: [{ item: 'rose', amount: 1 }],
          accords: { rose: [{ item: 'moon dust', amount: 1 }] },
        },
        ...WHERE,
      },
    ],
    ['FORMULA_PARTS_INVALID', 'text.line.2', { text: 'Linalool 3\nCitral -1', ...WHERE }],
    ['FORMULA_PARTS_INVALID', 'text.line.1', { text: 'Linalool 0', ...WHERE }],
    ['FORMULA_PARTS_INVALID', 'text.row.2', { text: 'material,parts\nLinalool,a lot', ...WHERE }],
    [
      'FORMULA_PARTS_INVALID',
      'formula.lines.0',
      { formula: { lines: [{ item: 'Linalool', amount: 1e-7 }] }, ...WHERE },
    ],
    ['FORMULA_OVER_100_PERCENT', 'text', { text: 'Linalool 60 %\nCitral 40.5 %', ...WHERE }],
    ['FORMULA_DILUTION_INVALID', 'text.line.2', { text: 'Linalool 1\nCitral @110 % in DPG 1', ...WHERE }],
    ['FORMULA_DILUTION_INVALID', 'text.line.4', { text: 'a 1\n\n[a]\nCitral @0 % 1', ...WHERE }],
    ['FORMULA_ACCORD_CYCLE', 'text.line.3', { text: 'a 1\n[a]\nb 1\n[b]\na 1', ...WHERE }],
    ['FORMULA_CATEGORY_UNKNOWN', 'category', { text: 'Linalool 1', concentrate: 4, category: '13' }],
    ['FORMULA_CATEGORY_UNKNOWN', 'text.line.1', { text: 'Category: soup\nLinalool 1', concentrate: 4 }],
    ['FORMULA_CONCENTRATE_INVALID', 'concentrate', { text: 'Linalool 1', category: '4' }],
    ['FORMULA_CONCENTRATE_INVALID', 'text.line.1', { text: 'Concentrate: 400 %\nLinalool 1', category: '4' }],
    ['FORMULA_UNREADABLE', 'text.line.1', { text: 'Linalool', ...WHERE }],
    ['FORMULA_UNREADABLE', 'text.line.1', { text: 'Linalool 5 drops', ...WHERE }],
    ['FORMULA_UNREADABLE', 'text.line.2', { text: 'Linalool 5 %\nCitral 1', ...WHERE }],
    ['FORMULA_UNREADABLE', 'text', { text: '\n\n', ...WHERE }],
    ['FORMULA_UNREADABLE', 'text', { text: 'material,parts\n"Linalool,1', ...WHERE }],
    ['MATERIALS_INVALID', 'materials', { text: 'Linalool 1', materials: 'name\nX', ...WHERE }],
  ])('%s at %s', (code, field, request) => {
    expect(() => check(request)).toThrow(expect.objectContaining({ code, field }));
  });

  it('asks for the category where none is given', () => {
    expect(() => check({ text: 'Linalool 1', concentrate: 4 })).toThrow('Which kind of product is it for?');
  });

  it('asks whether a known name was meant', () => {
    expect(() => check({ text: 'bergamott 5', ...WHERE })).toThrow(
      'In line 1: There is no material "bergamott"; is it "Bergamot"?',
    );
  });

  it.each([
    ['spaces', `Linalool${' '.repeat(40_000)}1`],
    ['digits', `Linalool ${'1 '.repeat(20_000)}`],
    ['lines', 'Linalool 1\n'.repeat(4500)],
  ])('in time that %s cannot draw out', (_, text) => {
    try {
      check({ text, ...WHERE });
    } catch (error) {
      expect(error).toMatchObject({ code: 'FORMULA_UNREADABLE' });
    }
  });
});
