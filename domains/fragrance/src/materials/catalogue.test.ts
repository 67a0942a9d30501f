import { describe, expect, it } from 'vitest';
import { casNumbers, isCas } from './cas.ts';
import { readCatalogue } from './catalogue.ts';
import { parseConstituents } from './constituent-table.ts';
import { csvText, parseCsv } from './csv.ts';
import { parseMaterialTable } from './material-table.ts';
import { parseStock, stockCsv } from './stock.ts';
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
    expect(csvText([['=HYPERLINK(1)', '-1']])).toBe("'=HYPERLINK(1),-1\n");
  });
});

describe('what a person brings', () => {
  const table =
    'name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa\nMy musk,,synthetic,moon dust|달먼지,yes,258.4,0.01\n';

  it('is found among the others, and written out again', () => {
    const mine = parseUserMaterials(table);

    expect(catalogue.with(mine).find('달먼지')).toMatchObject({ name: 'My musk', threshold: undefined });
    expect(userMaterialsCsv(mine)).toBe(table);
  });

  it.each([
    [`${table}Bad,64-17-4,synthetic,,yes,,`, 'Bad: 64-17-4'],
    [`${table}Bad,,gas,,yes,,`, 'Bad: gas'],
    [`${table}Bad,,natural,,yes,-1,`, 'Bad: -1'],
    ['name\nx', 'no column cas'],
  ])('is refused by name: %#', (csv, detail) => {
    expect(() => parseUserMaterials(csv)).toThrow(
      expect.objectContaining({
        code: 'MATERIALS_INVALID',
        message: expect.stringContaining(detail) as string,
      }),
    );
  });

  it('has stock and prices, exact, and written out again', () => {
    const stock = 'material,supplier,usd_per_kg,grams\nLinalool,"A, B",16.5,500\nEthanol,,,\n';

    expect(stockCsv(parseStock(stock, catalogue))).toBe(stock);
    expect(() => parseStock('material,supplier,usd_per_kg,grams\nmoon dust,,,', catalogue)).toThrow(
      'moon dust',
    );
  });
});
