import { picoUsd } from '@accord/kernel';
import { DESIGN_OBJECTIVES } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import type { Material } from '../materials/material.ts';
import { readBrief } from '../testing.ts';
import { aimOf } from './aim.ts';
import { dearnessBy } from './dearness.ts';
import { readDesignLaboratory } from './laboratory.ts';
import { openStudio } from './studio.ts';

const ASSUMED = { entry: 40, mid: 100, premium: 700, luxury: 5000 };
const material = (name: string, priceClass?: Material['priceClass']): Material =>
  ({ name, priceClass }) as Partial<Material> as Material;
const priced = (name: string, usdPerKg: number) => ({
  material: name,
  supplier: 'x',
  pricePerGram: picoUsd(Math.round(usdPerKg * 1e9)),
  grams: undefined,
});

describe('how dear a material is', () => {
  it('goes by its class where no price was entered, and is as dear as can be where nothing is known', () => {
    const dearness = dearnessBy([], ASSUMED);
    expect(
      (['entry', 'mid', 'premium', 'luxury'] as const).map((of) => dearness.of(material('a', of))),
    ).toEqual([0, 1, 2, 3]);
    expect(dearness.of(material('a'))).toBe(3);
    expect(dearness.isKnown(material('a'))).toBe(false);
  });

  it.each([
    [1, 0],
    [40, 0],
    [Math.sqrt(40 * 100), 0.5],
    [100, 1],
    [700, 2],
    [5000, 3],
    [90_000, 3],
  ])('goes by the entered price, whatever the class: %d $/kg is %d', (usdPerKg, level) => {
    const dearness = dearnessBy([priced('a', usdPerKg)], ASSUMED);
    expect(dearness.of(material('a', 'luxury'))).toBeCloseTo(level, 6);
    expect(dearness.isKnown(material('a'))).toBe(true);
    expect(dearness.of(material('b', 'mid'))).toBe(1);
  });

  it('goes by the cheapest of several suppliers', () => {
    expect(dearnessBy([priced('a', 5000), priced('a', 100)], ASSUMED).of(material('a'))).toBeCloseTo(1, 6);
  });
});

describe('the cost that a search weighs', () => {
  it('goes by entered prices', () => {
    const laboratory = readDesignLaboratory();
    const brief = readBrief('A rich rose and jasmine scent, luxury, for evenings');
    const aim = aimOf(brief, 'EDP', laboratory.catalogue.materials);
    const judged = (usdPerKg?: number): number[] => {
      const bought = laboratory.catalogue.materials.map(({ name }) => name);
      const stock = usdPerKg === undefined ? [] : bought.map((name) => priced(name, usdPerKg));
      const { judge, materials } = openStudio(brief, aim, laboratory, stock);
      const shares = Float64Array.from(materials, ({ kind }) => (kind === 'solvent' ? 0 : 1));
      const whole = shares.reduce((sum, share) => sum + share, 0);
      judge.judge(
        shares.map((share) => share / whole),
        0,
      );
      return [...judge.objectives];
    };
    const cost = DESIGN_OBJECTIVES.indexOf('cost');
    expect(judged(40)[cost]).toBe(0);
    expect(judged(100)[cost]).toBeCloseTo(1 / 3, 6);
    expect(judged(5000)[cost]).toBeCloseTo(1, 6);
    expect(judged()[cost]).toBeGreaterThan(0);
    expect(judged()[cost]).toBeLessThan(1);
  });
});
