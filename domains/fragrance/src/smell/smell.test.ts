import { readFileSync } from 'node:fs';
import { FAMILIES } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { compositionOf } from '../formula/composition.ts';
import { microOf } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import { csvRows } from '../materials/csv.ts';
import { evaporate, WORN } from './evaporation.ts';
import { liquidOf } from './molecules.ts';
import { odourValue } from './perception.ts';
import { THRESHOLD_UNCERTAINTY } from './course.ts';
import { createNose } from './smell.ts';
import { plainEvaporate } from './testing/plain-evaporation.ts';
import { readUnifacTables } from './unifac-tables.ts';

interface RealityCheck {
  readonly id: string;
  readonly parts?: Readonly<Record<string, number>>;
  readonly coefficients?: Readonly<Record<string, number>>;
}

const checks = JSON.parse(
  readFileSync(new URL('../../data/smell/reality_checks.json', import.meta.url), 'utf8'),
) as RealityCheck[];
const catalogue = readCatalogue();
const tables = readUnifacTables();
const nose = createNose(catalogue, tables);

function formulaOf(parts: Readonly<Record<string, number>>, concentrate = 15): Formula {
  return {
    name: 'test',
    unit: 'parts',
    lines: Object.entries(parts).map(([item, amount]) => ({ item, amount: microOf(amount) })),
    accords: {},
    concentrate: microOf(concentrate),
    category: '4',
  };
}

const partsOf = (id: string) => checks.find((check) => check.id === id)?.parts ?? {};
const liquid = (formula: Formula) =>
  liquidOf(compositionOf(formula, catalogue), formula.concentrate / 1e8, catalogue, tables);
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe('evaporation', () => {
  const cologne = liquid(formulaOf(partsOf('edc_basenotes'), 4));

  it('loses no mass, and none is ever negative or grows', () => {
    const { moments, evaporated } = evaporate(cologne, WORN, tables, [0, 60, 600, 3600, 28_800]);

    expect(sum(cologne.fractions)).toBeCloseTo(1, 9);
    expect(sum(evaporated) + sum(moments.at(-1)?.milligrams ?? evaporated)).toBeCloseTo(WORN.milligrams, 9);
    for (const [before, after] of moments.slice(1).map((moment, i) => [moments[i], moment])) {
      after?.milligrams.forEach((left, i) => {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left).toBeLessThanOrEqual(before?.milligrams[i] ?? 0);
      });
    }
  });

  it.each<[name: string, parts: Readonly<Record<string, number>>, concentrate: number]>([
    ['cologne', partsOf('edc_basenotes'), 4],
    ['synthetics', { Limonene: 5, Linalool: 6, Hedione: 20, Galaxolide: 12, Vanillin: 1, Coumarin: 1 }, 15],
    ['one without groups', { Ambroxan: 1, 'Lime oil (expressed)': 1, 'Iso E Super': 3 }, 20],
  ])('is what the plain reading of its equations gives: %s', (_, parts, concentrate) => {
    const given = liquid(formulaOf(parts, concentrate));
    const times = [0, 72, 600, 3600, 14_400, 28_800];
    const fast = evaporate(given, WORN, tables, times);
    const plain = plainEvaporate(given, WORN, tables, times);

    expect(fast.steps).toBe(plain.steps);
    fast.moments.forEach(({ air, flow, milligrams }, at) => {
      const expected = plain.moments[at];
      for (const [found, numbers] of [
        [air, expected?.air],
        [flow, expected?.flow],
        [milligrams, expected?.milligrams],
      ] as const)
        found.forEach((value, i) => {
          const other = numbers?.[i] ?? NaN;
          expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-9 * Math.abs(other) + 1e-20);
        });
    });
  });

  it('comes to the same with many moments to report as with one', () => {
    const [once] = evaporate(cologne, WORN, tables, [3600]).moments;
    const often = evaporate(
      cologne,
      WORN,
      tables,
      Array.from({ length: 360 }, (_, i) => (i + 1) * 10),
    ).moments.at(-1);

    expect(sum(once?.milligrams ?? new Float64Array())).toBeCloseTo(
      sum(often?.milligrams ?? new Float64Array()),
      1,
    );
  });

  it('makes a pure liquid vanish at a constant rate', () => {
    const pure = liquid(formulaOf({ Ethanol: 1 }, 100));
    const [start, later] = evaporate(pure, WORN, tables, [0, 1]).moments;
    const lost = WORN.milligrams - (later?.milligrams[0] ?? 0);

    expect(lost / (start?.flow[0] ?? 1)).toBeCloseTo(1, 2);
  });

  it('lets alcohol, limonene, geraniol and vanillin go in this order', () => {
    const quaternary = liquid(
      formulaOf({ Limonene: 0.1634, Geraniol: 0.185, Vanillin: 0.0913, Ethanol: 0.3225 }, 100),
    );
    const { moments } = evaporate(
      quaternary,
      WORN,
      tables,
      Array.from({ length: 200 }, (_, i) => i * i * 20),
    );
    const goneAt = (name: string): number => {
      const i = quaternary.molecules.findIndex((molecule) => molecule.name === name);
      const first = moments[0]?.milligrams[i] ?? NaN;
      return moments.find(({ milligrams }) => (milligrams[i] ?? 0) < first * 0.05)?.seconds ?? Infinity;
    };

    expect(goneAt('Ethanol')).toBeLessThan(goneAt('d-Limonene'));
    expect(goneAt('d-Limonene')).toBeLessThan(goneAt('Geraniol'));
    expect(goneAt('Geraniol')).toBeLessThan(goneAt('Vanillin'));
  });

  it('ranks the materials of Poucher as he did', () => {
    const coefficients = checks.find(({ id }) => id === 'poucher_lilac')?.coefficients ?? {};
    const known = Object.entries(coefficients).flatMap(([name, coefficient]) => {
      const material = catalogue.find(name === 'terpineol' ? 'alpha-terpineol' : name);
      return material === undefined || name === 'phenylacetic aldehyde' ? [] : [{ material, coefficient }];
    });
    const life = known.map(({ material }) => {
      const single = liquid(formulaOf({ [material.name]: 1 }, 100));
      const [start] = evaporate(single, WORN, tables, [0]).moments;
      return (
        WORN.milligrams / (start?.flow[single.molecules.findIndex((one) => one.name === material.name)] ?? 0)
      );
    });

    expect(known.length).toBeGreaterThanOrEqual(7);
    expect(
      spearman(
        life,
        known.map(({ coefficient }) => coefficient),
      ),
    ).toBeGreaterThanOrEqual(0.6);
  });
});

describe('smell', () => {
  it.each(['edc_basenotes', 'edc_henley'])('%s is citrus first', (id) => {
    const [first] = nose.evaluate(formulaOf(partsOf(id), 4)).impressions;
    const [family] = FAMILIES.toSorted(
      (one, other) => (first?.families[other] ?? 0) - (first?.families[one] ?? 0),
    );

    expect(family).toBe('citrus');
  });

  it('has the four of the accord of Grojsman in balance', () => {
    const accord = liquid(
      formulaOf({ 'Iso E Super': 2, Hedione: 2, 'alpha-isomethyl ionone': 1, Galaxolide: 2 }, 15),
    );
    const [, dry] = evaporate(accord, WORN, tables, [0, 1800]).moments;
    const values = accord.molecules.flatMap((molecule, i) => {
      const value =
        molecule.material?.kind === 'solvent' ? undefined : odourValue(molecule, dry?.air[i] ?? 0);
      return value === undefined ? [] : [value];
    });

    expect(values).toHaveLength(4);
    expect(Math.max(...values) / Math.min(...values)).toBeLessThan(10);
  });

  it('goes from citrus to what stays, and says what it does not know', () => {
    const smell = nose.evaluate(formulaOf({ Limonene: 5, Galaxolide: 5, 'Lime oil (expressed)': 1 }));
    const last = smell.impressions.at(-1);

    expect(smell.impressions[0]?.families.citrus).toBeGreaterThan(last?.families.citrus ?? 1);
    expect(last?.strongest?.name).toBe('Galaxolide');
    expect(smell.longevity.low).toBeLessThanOrEqual(smell.longevity.typical);
    expect(smell.longevity.typical).toBeLessThanOrEqual(smell.longevity.high);
    expect(smell.unmodelled).toBeCloseTo(0.15 / 11, 9);
  });

  it('has its uncertainty of thresholds from the two sources', () => {
    const table = readFileSync(new URL('../../data/materials/materials.csv', import.meta.url), 'utf8');
    const logs = csvRows('materials', table, ['odt_mg_m3', 'odt_abraham_ppmv', 'mw']).flatMap((row) =>
      row.odt_mg_m3 === '' || row.odt_abraham_ppmv === ''
        ? []
        : [Math.log10((Number(row.odt_mg_m3) * 24.45) / (Number(row.odt_abraham_ppmv) * Number(row.mw)))],
    );
    const mean = logs.reduce((total, log) => total + log, 0) / logs.length;
    const spread = Math.sqrt(logs.reduce((total, log) => total + (log - mean) ** 2, 0) / logs.length / 2);

    expect(spread).toBeCloseTo(THRESHOLD_UNCERTAINTY, 2);
  });
});

/** Rank correlation of Spearman without ties corrected. */
function spearman(one: readonly number[], other: readonly number[]): number {
  const ranks = (values: readonly number[]) =>
    values.map((value) => values.filter((smaller) => smaller < value).length);
  const left = ranks(one);
  const right = ranks(other);
  const squares = left.reduce((total, rank, i) => total + (rank - (right[i] ?? 0)) ** 2, 0);
  return 1 - (6 * squares) / (left.length * (left.length ** 2 - 1));
}
