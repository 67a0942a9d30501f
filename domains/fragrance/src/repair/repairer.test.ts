import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PriceOf } from '../formula/cost.ts';
import { type Micro, microOf } from '../formula/decimal.ts';
import { readAllergenList } from '../law/allergens.ts';
import { type Category, CATEGORIES } from '../law/categories.ts';
import { checkLaw } from '../law/check.ts';
import { readLawBook } from '../law/law-book.ts';
import { readCatalogue } from '../materials/catalogue.ts';
import type { Material } from '../materials/material.ts';
import {
  type Component,
  createRepairer,
  type Demand,
  demandText,
  type Law,
  type Limit,
  limitsOf,
  type Repair,
  type Repairer,
  type Wishes,
} from './index.ts';
import { createQuadraticSolver } from './quadratic-program.ts';

const catalogue = readCatalogue();
const book = readLawBook();
const law: Law = { book, allergens: readAllergenList(book) };
const { materials } = catalogue;

interface Product {
  readonly concentrate: Micro;
  readonly category: Category;
}
const COLOGNE: Product = { concentrate: microOf(4), category: '4' };

const materialOf = (name: string): Material => {
  const found = catalogue.find(name);
  if (found === undefined) throw new TypeError(name);
  return found;
};
const paletteOf = (...names: string[]): Material[] => names.map(materialOf);

function repairerOf(
  palette: readonly Material[],
  product = COLOGNE,
  wishes: Wishes = {},
): Repairer & { readonly limits: readonly Limit[] } {
  const limits = limitsOf(law, product, palette, wishes);
  const components = palette.map((material): Component => ({ parts: [{ material, fraction: 1 }] }));
  return { ...createRepairer({ components, limits }), limits };
}

const valueOf = ({ coefficients }: Limit, palette: readonly Material[], shares: Float64Array): number =>
  palette.reduce((sum, material, j) => sum + (shares[j] ?? 0) * (coefficients.get(material) ?? 0), 0);

const isLawful = (palette: readonly Material[], shares: Float64Array, product: Product): boolean =>
  checkLaw(
    book,
    {
      shares: palette.flatMap((material, j) =>
        (shares[j] ?? 0) > 0 ? [{ material, fraction: shares[j] ?? 0 }] : [],
      ),
      unnamed: 0,
    },
    product,
  ).passes;

/** Up to fifteen materials with shares, a product, and something to fall back on that no standard limits. */
const candidate = fc.record({
  palette: fc
    .uniqueArray(fc.integer({ min: 0, max: materials.length - 1 }), { minLength: 1, maxLength: 14 })
    .map((places) => [...new Set([...places.flatMap((at) => materials[at] ?? []), materialOf('DPG')])]),
  amounts: fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 15, maxLength: 15 }),
  product: fc.record({
    concentrate: fc.integer({ min: 1, max: 100 }).map(microOf),
    category: fc.constantFrom(...CATEGORIES),
  }),
});
const targetOf = (palette: readonly Material[], amounts: readonly number[]): Float64Array => {
  const parts = palette.map((_, j) => amounts[j] ?? 1);
  const sum = parts.reduce((total, part) => total + part, 0);
  return Float64Array.from(parts, (part) => part / sum);
};

/** Whether shares of the palette meet limits; undefined among them is the total of 100 %. */
function isPossible(
  palette: readonly Material[],
  target: Float64Array,
  limits: readonly (Limit | undefined)[],
): boolean {
  const given = limits.filter((limit) => limit !== undefined);
  const total = limits.includes(undefined);
  const outcome = createQuadraticSolver(palette.length).solve({
    target,
    weights: target.map(() => 1),
    rows: Float64Array.from([
      ...(total ? palette.map(() => 1) : []),
      ...given.flatMap(({ coefficients }) => palette.map((one) => coefficients.get(one) ?? 0)),
    ]),
    bounds: Float64Array.from([...(total ? [1] : []), ...given.map(({ bound }) => bound)]),
    equations: total ? 1 : 0,
  });
  return outcome.kind === 'optimal';
}

describe('repair', () => {
  it('takes bergamot back to its limit and gives the rest to the others in proportion', () => {
    const palette = paletteOf('Bergamot oil', 'Hedione', 'Galaxolide');
    const repair = repairerOf(palette).solve(Float64Array.of(0.4, 0.4, 0.2));
    if (repair.kind !== 'met') throw new TypeError(repair.kind);

    // 0.4 % of the product is 10 % of a concentrate at 4 %.
    expect(repair.shares[0]).toBeCloseTo(0.1, 9);
    expect(repair.shares[1]).toBeCloseTo(0.6, 9);
    expect(repair.shares[2]).toBeCloseTo(0.3, 9);
    expect(repair.binding.map(({ demand }) => demandText(demand, 'en'))).toEqual([
      'Bergamot oil expressed: at most 0.4 % of the finished product (IFRA, amendment 49)',
    ]);
  });

  it('has every candidate lawful, and changes nothing that was', () => {
    fc.assert(
      fc.property(candidate, ({ palette, amounts, product }) => {
        const target = targetOf(palette, amounts);
        const repair = repairerOf(palette, product).solve(target);
        if (repair.kind !== 'met') throw new TypeError('DPG alone would have been lawful');

        expect(isLawful(palette, repair.shares, product)).toBe(true);
        expect(repair.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        if (!isLawful(palette, target, product)) expect(repair.change).toBeGreaterThan(0);
        else {
          expect(repair.change).toBe(0);
          repair.shares.forEach((share, j) => expect(share).toBeCloseTo(target[j] ?? 0, 12));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is nearest: what would be nearer is on the way to the target and not allowed', () => {
    fc.assert(
      fc.property(candidate, ({ palette, amounts, product }) => {
        const target = targetOf(palette, amounts);
        const { solve, limits } = repairerOf(palette, product);
        const repair = solve(target);
        if (repair.kind !== 'met' || repair.change === 0) return;
        const { shares, binding } = repair;
        // The gradient of half the change, and what the binding limits and the total push against it.
        const pull = shares.map((share, j) => (share - (target[j] ?? 0)) / (target[j] ?? 0));
        const push = (j: number): number =>
          binding.reduce((sum, { demand, multiplier }) => {
            const limit = limits.find((one) => one.demand === demand);
            const material = palette[j];
            return sum + multiplier * ((material && limit?.coefficients.get(material)) ?? 0);
          }, 0);
        const forces = palette.map((_, j) => (pull[j] ?? 0) + push(j));
        const free = forces.filter((_, j) => (shares[j] ?? 0) > 1e-9);
        const level = free.reduce((sum, force) => sum + force, 0) / free.length;
        for (const force of free) expect(Math.abs(force - level)).toBeLessThan(1e-5 * (1 + Math.abs(level)));
        for (const { demand, multiplier } of binding) {
          const limit = limits.find((one) => one.demand === demand);
          expect(multiplier).toBeGreaterThan(0);
          if (limit !== undefined) {
            expect(valueOf(limit, palette, shares) / limit.bound).toBeCloseTo(1, 8);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('meets wishes: bounds, allergens, cost, naturals only, nothing from animals', () => {
    const palette = paletteOf('Lavender oil', 'Linalool', 'Hedione', 'Ethanol', 'Ambergris tincture');
    const [lavender, linalool] = palette;
    if (lavender === undefined || linalool === undefined) throw new TypeError('palette');
    const product = { concentrate: microOf(10), category: '4' } as const;
    const target = Float64Array.of(0.3, 0.3, 0.2, 0.1, 0.1);
    const sharesWith = (wishes: Wishes): number[] => {
      const repair = repairerOf(palette, product, wishes).solve(target);
      if (repair.kind !== 'met') throw new TypeError(repair.kind);
      return [...repair.shares];
    };

    expect(sharesWith({ vegan: true })[4]).toBe(0);
    expect(sharesWith({ naturalOnly: true }).map((share) => share > 0)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
    expect(sharesWith({ bounds: [{ material: linalool, max: 5 }] })[1]).toBeCloseTo(0.05, 9);
    expect(sharesWith({ bounds: [{ material: lavender, min: 50 }] })[0]).toBeCloseTo(0.5, 9);
    expect(sharesWith({ excluded: [linalool] })[1]).toBe(0);
    const undeclared = sharesWith({ eachAllergenPpm: 10 });
    expect((undeclared[1] ?? 1) * 1e5).toBeLessThanOrEqual(10.000001);
    const priceOf: PriceOf = (one) => (one === lavender ? { usdPerKg: 100, estimated: false } : undefined);
    expect(sharesWith({ cost: { usdPerKg: 10, priceOf } })[0]).toBeCloseTo(0.1, 9);
  });

  it('keeps what is stiff', () => {
    const [rose, musk] = paletteOf('Hedione', 'Galaxolide');
    const oil = materialOf('Bergamot oil');
    if (rose === undefined || musk === undefined) throw new TypeError('palette');
    const components = [rose, musk, oil].map((material) => ({
      parts: [{ material, fraction: 1 }],
      stiffness: material === rose ? 1000 : 1,
    }));
    const limits = limitsOf(law, COLOGNE, [rose, musk, oil], {});
    const repair = createRepairer({ components, limits }).solve(Float64Array.of(0.3, 0.3, 0.4));
    if (repair.kind !== 'met') throw new TypeError(repair.kind);

    expect(repair.shares[0]).toBeCloseTo(0.3, 3);
    expect(repair.shares[1]).toBeCloseTo(0.6, 3);
  });

  it('adds what may be added, and what is required', () => {
    const [oil, solvent] = paletteOf('Bergamot oil', 'DPG');
    if (oil === undefined || solvent === undefined) throw new TypeError('palette');
    const alone = Float64Array.of(1, 0);
    const components = [
      { parts: [{ material: oil, fraction: 1 }] },
      { parts: [{ material: solvent, fraction: 1 }], mayBeAdded: true },
    ];
    const limits = limitsOf(law, COLOGNE, [oil, solvent], {});
    const required = limitsOf(law, COLOGNE, [oil, solvent], { bounds: [{ material: solvent, min: 95 }] });
    const sharesOf = (repair: Repair) =>
      repair.kind === 'met' ? [...repair.shares].map((share) => Math.round(share * 1e9) / 1e9) : repair.kind;

    expect(repairerOf([oil, solvent]).solve(alone).kind).toBe('impossible');
    expect(sharesOf(createRepairer({ components, limits }).solve(alone))).toEqual([0.1, 0.9]);
    expect(
      sharesOf(
        createRepairer({ components: components.map(({ parts }) => ({ parts })), limits: required }).solve(
          alone,
        ),
      ),
    ).toEqual([0.05, 0.95]);
  });

  it('refuses what is no target', () => {
    const { solve } = repairerOf(paletteOf('Hedione', 'DPG'));
    for (const target of [[1], [0, 0], [-1, 2], [NaN, 1]])
      expect(() => solve(Float64Array.from(target))).toThrow(TypeError);
  });
});

describe('a conflict', () => {
  it('is told in words, and is minimal', () => {
    const palette = paletteOf('Bergamot oil', 'Hedione', 'Ambergris tincture', 'DPG');
    const [bergamot, hedione] = palette;
    if (bergamot === undefined || hedione === undefined) throw new TypeError('palette');
    const wishes = {
      vegan: true,
      bounds: [
        { material: bergamot, min: 30 },
        { material: hedione, max: 20 },
      ],
    };
    const { solve, conflict } = repairerOf(palette, COLOGNE, wishes);
    const target = Float64Array.of(0.3, 0.3, 0.1, 0.3);

    expect(solve(target).kind).toBe('impossible');
    const demands: Demand[] = conflict(target);
    expect(demands.map((demand) => demandText(demand, 'ko'))).toContain(
      'Bergamot oil (expressed): 원액의 30 % 이상',
    );
    expect(demands).toHaveLength(2);
  });

  it('is minimal whatever is asked: without any one demand there is an answer', () => {
    const share = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(
        candidate,
        fc.array(fc.record({ place: fc.nat(14), min: share, max: share }), { minLength: 2, maxLength: 6 }),
        fc.boolean(),
        ({ palette, amounts, product }, asked, vegan) => {
          const bounds = asked.flatMap(({ place, min, max }) => {
            const material = palette[place % palette.length];
            return material === undefined ? [] : [{ material, min, max }];
          });
          const { solve, conflict, limits } = repairerOf(palette, product, {
            bounds,
            vegan,
            eachAllergenPpm: 500,
          });
          const target = targetOf(palette, amounts);
          const repair = solve(target);
          const demands = conflict(target);
          if (repair.kind === 'met') {
            for (const limit of limits)
              expect(valueOf(limit, palette, repair.shares)).toBeLessThanOrEqual(
                limit.bound + 1e-9 * (1 + Math.abs(limit.bound)),
              );
            expect(demands).toEqual([]);
            return;
          }
          const kept = [undefined, ...limits].filter((limit) =>
            limit === undefined
              ? demands.some(({ kind }) => kind === 'total')
              : demands.includes(limit.demand),
          );
          expect(kept).toHaveLength(demands.length);
          expect(isPossible(palette, target, kept)).toBe(false);
          for (const limit of kept)
            expect(
              isPossible(
                palette,
                target,
                kept.filter((one) => one !== limit),
              ),
            ).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});
