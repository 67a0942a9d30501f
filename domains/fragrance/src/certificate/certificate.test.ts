import { describe, expect, it } from 'vitest';
import { microOf } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import { readAllergenList } from '../law/allergens.ts';
import { readLawBook } from '../law/law-book.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import { parseCsv } from '../materials/csv.ts';
import { parseUserMaterials } from '../materials/user-materials.ts';
import { type Certificate, certificateCsv, certificateOf, certificatePage, type Tables } from './index.ts';

const book = readLawBook();
const tables: Tables = { book, allergens: readAllergenList(book), catalogue: readCatalogue() };
const DAY = new Date('2026-11-26T12:00:00Z');

const formulaOf = (parts: Readonly<Record<string, number>>, more: Partial<Formula> = {}): Formula => ({
  name: 'Kölnisch & <Wasser>',
  unit: 'parts',
  lines: Object.entries(parts).map(([item, amount]) => ({ item, amount: microOf(amount) })),
  accords: {},
  concentrate: microOf(4),
  category: '4',
  ...more,
});
/** Traditional eau de cologne, parts; basenotes.net thread 372645. */
const COLOGNE = formulaOf({
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
});
const certificate: Certificate = certificateOf(COLOGNE, tables, DAY);
const rowsOf = (csv: string) => parseCsv(csv).map((row) => row.join('|'));

describe('a certificate', () => {
  it('names standard, amendment, limit, use and the largest concentrate', () => {
    expect(certificate).toMatchObject({
      category: '4',
      concentrate: 4,
      date: '2026-11-26',
      ifra: { amendment: 51, passes: false, largest_concentrate: 1.2 },
    });
    const bergamot = certificate.ifra.limits.find(({ name }) => name === 'Bergamot oil expressed');
    expect(bergamot).toMatchObject({ amendment: 49, limit: 0.4, passes: false });
    expect(bergamot?.percent).toBeCloseTo(1.16, 2);
    expect(JSON.parse(JSON.stringify(certificate))).toEqual(certificate);
  });

  it('is a table with a line for each thing found', () => {
    const rows = rowsOf(certificateCsv(certificate));

    expect(rows[0]).toBe('kind|name|amendment|use|limit|unit|result|from');
    expect(rows.filter((row) => row.startsWith('limit|'))).toHaveLength(certificate.ifra.limits.length);
    expect(rows).toContain(
      'limit|Bergamot oil expressed|49|1.161291|0.4|% of the product|fails|Bergamot oil (expressed) 1.161291 %',
    );
    expect(rows).toContain('concentrate|||4|1.2|% of the product||');
  });

  it.each([
    ['en', 'Does not meet the IFRA standards', 'For the label'],
    ['ko', 'IFRA 51차 개정까지의 기준에 맞지 않습니다', '라벨 문구'],
  ] as const)('is printed in %s, with nothing of the formula as markup', (language, verdict, label) => {
    const page = certificatePage(certificate, language);

    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain(verdict);
    expect(page).toContain(label);
    expect(page).toContain(certificate.eu_allergens.label[language]);
    expect(page).toContain('Kölnisch &amp; &lt;Wasser&gt;');
    expect(page).not.toContain('<Wasser>');
    for (const { name } of certificate.ifra.limits) expect(page).toContain(name.replaceAll("'", '&#39;'));
  });

  it('has the text of the label in both languages', () => {
    const { label, found } = certificate.eu_allergens;
    expect(label.en.split(', ').length).toBe(found.filter(({ declared }) => declared).length);
    expect(label.ko).toContain('리날룰');
    expect(label.en).toContain('Linalool');
  });

  it('says what is not known', () => {
    const own = parseUserMaterials(
      'name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa\nMy moss,,natural,,yes,,\n',
    );
    const formula = formulaOf({ 'My moss': 10, Hedione: 20 }, { unit: 'percent' });
    const found = certificateOf(formula, { ...tables, catalogue: tables.catalogue.with(own) }, DAY);

    expect(found.unknown.inside).toEqual(['My moss']);
    expect(found.unknown.without_standard).toContain('My moss');
    expect(found.unknown.unnamed_percent).toBeCloseTo(70, 9);
    expect(rowsOf(certificateCsv(found))).toContain('unknown|My moss|||||constituents unknown|');
    expect(certificatePage(found, 'en')).toContain('not to say that they are safe');
  });

  it('shows prohibitions, and a use above a limit never as if at it', () => {
    const lilial = certificateOf(formulaOf({ Lilial: 1, Hedione: 9 }, { category: '1' }), tables, DAY);
    expect(lilial.ifra.prohibited.length).toBeGreaterThan(0);
    expect(certificatePage(lilial, 'en')).toContain('it has a prohibited material');
    expect(lilial.eu_allergens.banned.map(({ inci }) => inci)).toHaveLength(1);

    const over = certificateOf(formulaOf({ 'Bergamot oil': 10.00001, Hedione: 89.99999 }), tables, DAY);
    const row = rowsOf(certificateCsv(over)).find((one) => one.startsWith('limit|Bergamot oil'));
    expect(row).toMatch(/\|0\.400001\|0\.4\|.*\|fails\|/);
  });

  it('declares nothing for what is no cosmetic', () => {
    const candle = certificateOf(formulaOf({ Linalool: 1 }, { category: '12' }), tables, DAY);
    expect(candle.eu_allergens).toMatchObject({ threshold: null, label: { ko: '', en: '' } });
    expect(certificatePage(candle, 'en')).toContain('no cosmetic');
  });
});
