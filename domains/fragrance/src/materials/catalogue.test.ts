import { describe, expect, it } from 'vitest';
import { casNumbers, isCas } from './cas.ts';
import { readCatalogue } from './catalogue.ts';
import { parseConstituents } from './constituent-table.ts';
import { csvText, parseCsv } from './csv.ts';
import { parseMaterialTable } from './material-table.ts';
import { parseStock, stockCsv } from './stock.ts';
import { readLawBook } from '../law/law-book.ts';
import type { Material } from './material.ts';
import { parseUserMaterials, userMaterialsCsv } from './user-materials.ts';

const catalogue = readCatalogue();

describe('a CAS number', () => {
  it.each(['64-17-5', '7732-18-5', '8007-75-8'])('%s is one', (cas) => expect(isCas(cas)).toBe(true));
  it.each(['64-17-4', '84649-99-3', '64-175', '', '1-1-1'])('%j is none', (cas) =>
    expect(isCas(cas)).toBe(false),
  );
  it('is refused in a list by name', () => expect(() => casNumbers('64-17-5|64-17-4')).toThrow('64-17-4'));
});

describe('the catalogue', () => {
  it('has every material and grade', () => {
    expect(catalogue.materials).toHaveLength(255 + 3);
  });

  it.each([
    ['bergamot', 'Bergamot oil (expressed)'],
    ['Bergamot Oil, FCF', 'Bergamot oil FCF'],
    ['베르가못', 'Bergamot oil (expressed)'],
    ['HEDIONE', 'Hedione (methyl dihydrojasmonate)'],
    ['methyl dihydrojasmonate', 'Hedione (methyl dihydrojasmonate)'],
    ['dpg', 'Dipropylene glycol (DPG)'],
    ['α-terpineol', 'alpha-Terpineol'],
    ['64-17-5', 'Ethanol'],
  ])('finds %s', (name, found) => {
    expect(catalogue.find(name)?.name).toBe(found);
  });

  it.each(['', 'rose', 'moon dust', 'bergamo'])('does not guess %j', (name) => {
    expect(catalogue.find(name)).toBeUndefined();
  });

  it('keeps unknown what is unknown', () => {
    const naturals = catalogue.materials.filter(({ kind }) => kind === 'natural');
    expect(naturals.every(({ vapourPressure }) => vapourPressure === undefined)).toBe(true);
    expect(catalogue.find('Cocoa absolute')?.cas).not.toContain('84649-99-3');
  });

  it('has a source for every figure', () => {
    for (const { vapourPressure, threshold, molarMass, constituents } of catalogue.materials) {
      for (const figure of [vapourPressure, threshold, molarMass, ...constituents])
        expect(figure?.source ?? 'unknown').not.toBe('');
    }
  });

  it('prefers measured vapour pressures', () => {
    expect(catalogue.find('dodecanal')?.vapourPressure).toMatchObject({
      value: 2.04,
      log10Uncertainty: 0.15,
    });
  });
});

describe('tables', () => {
  it('are refused by the name of the row', () => {
    const header = 'natural_name,constituent_name,cas,typical_pct,source,confidence';
    expect(() => parseConstituents('t', `${header}\nRose,Geraniol,106-24-2,10,x,measured`)).toThrow(
      'Rose: 106-24-2',
    );
    expect(() => parseConstituents('t', `${header}\nRose,A,,60,x,measured\nRose,B,,41,x,measured`)).toThrow(
      '101',
    );
    expect(() => parseMaterialTable('t', 'name,cas\nA,')).toThrow('no column alt_cas');
  });

  it('keep quotes, commas and line breaks', () => {
    const rows = [
      ['a', 'b, "c"', 'd\ne'],
      ['', 'f', ''],
    ];
    expect(parseCsv(csvText(rows))).toEqual(rows);
    expect(() => parseCsv('"a')).toThrow(RangeError);
  });

  it('write no formula that a spreadsheet would run', () => {
    const rows = [['=HYPERLINK(1)', '-1', '-x', "it's"]];
    expect(csvText(rows)).toBe("'=HYPERLINK(1),-1,'-x,it's\n");
    expect(parseCsv(csvText(rows))).toEqual(rows);
  });
});

describe('what a person brings', () => {
  const table =
    'name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa\nMy musk,,synthetic,moon dust|달먼지,yes,258.4,0.01\n';

  it('is found among the others, and written out again', () => {
    const mine = parseUserMaterials(table);

    expect(catalogue.with(mine).find('달먼지')).toMatchObject({ name: 'My musk', threshold: undefined });
    const written = userMaterialsCsv(mine);
    expect(parseUserMaterials(written)).toEqual(mine);
    expect(userMaterialsCsv(parseUserMaterials(written))).toBe(written);
  });

  it('may say what it smells of, costs and is made of', () => {
    const [mine] = parseUserMaterials(
      'name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa,threshold_mg_m3,families,note,price_class,constituents\n' +
        'My oil,,natural,,yes,,,"0,02",woody:1|musk:0.5,base,mid,78-70-6:30|5392-40-5:2.5\n',
    );

    expect(mine).toMatchObject({
      threshold: { value: 0.02, unit: 'mg/m3', source: 'entered by the user' },
      families: [
        ['woody', 1],
        ['musk', 0.5],
      ],
      note: 'base',
      priceClass: 'mid',
    });
    const burdens = readLawBook().burdensOf(mine as Material);
    expect(burdens.map(({ standard, part }) => [standard.name, part])).toContainEqual(['Citral', 0.025]);
  });

  it.each([
    [`${table}Bad,64-17-4,synthetic,,yes,,`, 'Bad: 64-17-4'],
    [`${table}Bad,,gas,,yes,,`, 'Bad: gas'],
    [`${table}Bad,,natural,,yes,-1,`, 'Bad: -1'],
    [`${table}MY  MUSK,,synthetic,,yes,,`, 'row 3, MY  MUSK: the name is taken'],
    [
      `${table}A,64-17-4,synthetic,,yes,,\nGood,,natural,,yes,,\nB,,gas,,yes,,`,
      'row 3, A: 64-17-4 is no CAS number; row 5, B: gas',
    ],
    [
      `name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa,constituents\nA,,natural,,yes,,,78-70-6:90|106-24-1:20`,
      'add up to 110 %',
    ],
    [
      `name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa,families\nA,,natural,,yes,,,moon:1`,
      'moon is not one of',
    ],
    ['name\nx', 'no column cas'],
  ])('is refused by name: %#', (csv, detail) => {
    expect(() => parseUserMaterials(csv)).toThrow(
      expect.objectContaining({
        code: 'MATERIALS_INVALID',
        field: 'materials',
        message: expect.stringContaining(detail) as string,
      }),
    );
  });

  it('keeps the CAS number that the law knows a material by, where it takes its place', () => {
    const named = (name: string, cas: string): string => table.replace('My musk,,', `${name},${cas},`);
    expect(() => parseUserMaterials(named('CITRAL', ''), catalogue)).toThrow(
      'row 2, CITRAL: it takes the place of Citral, which the law knows by the CAS number 5392-40-5',
    );
    const [citral] = parseUserMaterials(named('CITRAL', '5392-40-5'), catalogue);
    const burdens = readLawBook().burdensOf(catalogue.with([citral as Material]).find('citral') as Material);
    expect(burdens.map(({ standard }) => standard.name)).toContain('Citral');
    expect(() => parseUserMaterials(named('bergamot', ''), catalogue)).toThrow(
      'the place of Bergamot oil (expressed)',
    );
    expect(parseUserMaterials(named('My bergamot', ''), catalogue)).toHaveLength(1);
  });

  it('has stock and prices, exact, and written out again', () => {
    const stock = 'material,supplier,usd_per_kg,grams\nLinalool,"A, B",16.5,500\nEthanol,,,\n';

    expect(stockCsv(parseStock(stock, catalogue))).toBe(stock);
    const bad = 'material,supplier,usd_per_kg,grams\nmoon dust,,,\nLinalool,A,free,1\nLinalool,A,1,-1\n';
    expect(() => parseStock(bad, catalogue)).toThrow(
      'row 2, moon dust: there is no such material; row 3, Linalool: free is no number; row 4, Linalool: -1 g is less than nothing',
    );
  });
});
