import { type Brief, DESIGN_OBJECTIVES, type DesignAlgorithm } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { microOf } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import { readBrief } from '../testing.ts';
import { designFormulas } from './design.ts';
import { readDesignLaboratory } from './laboratory.ts';
import { faultsOf } from './testing/faults.ts';
import { recount } from './testing/recount.ts';

const laboratory = readDesignLaboratory();
const { catalogue } = laboratory;
const fast = async (brief: Brief, more: Partial<Parameters<typeof designFormulas>[0]> = {}) =>
  designFormulas({ brief, preset: 'fast', ...more }, laboratory);

/** The brief of a text, with settings that the text might have led to. */
const wish = (text: string, constraints: Partial<Brief['constraints']> = {}): Brief => {
  const brief = readBrief(text);
  return { ...brief, constraints: { ...brief.constraints, ...constraints } };
};
describe('the recount', () => {
  const cologne = (bergamot: string, lemon: string, concentrate: number): Formula => ({
    name: 'cologne',
    unit: 'parts',
    lines: [
      [bergamot, 27],
      [lemon, 20],
      ['Neroli oil', 46],
    ].map(([item, amount]) => ({ item: String(item), amount: microOf(Number(amount)) })),
    accords: {},
    concentrate: microOf(concentrate),
    category: '4',
  });

  it('finds what the law check finds in a cologne', () => {
    expect(recount(cologne('bergamot', 'lemon', 4), catalogue).passed).toContain('Bergamot oil expressed');
    expect(recount(cologne('bergamot', 'lemon', 1), catalogue).passed).toEqual([]);
    expect(recount(cologne('Bergamot FCF', 'Lemon FCF', 4), catalogue).phototoxicSum).toBe(0);
  });
});

describe('formulas for a brief', () => {
  it.each<[text: string, algorithm: DesignAlgorithm, constraints: Partial<Brief['constraints']>]>([
    ['A quiet woody scent with bergamot and cedar for autumn evenings, nothing powdery', 'nsga2', {}],
    ['결혼식 때 뿌릴 튜베로즈와 오렌지 블라썸, 여성스럽고 로맨틱하게', 'ga', {}],
    ['Strong sweet vanilla and amber, no musk, without rose', 'ppo', {}],
    ['A vegan cologne of lemon, lime and mint for the gym', 'nsga2', { vegan: true }],
    ['Lavender and vetiver, natural materials only', 'ppo', { natural_only: true }],
    ['A green floral body spray with jasmine, in summer', 'ppo', {}],
  ])('are lawful and keep to the wish: %s', async (text, algorithm, constraints) => {
    const brief = wish(text, constraints);
    const design = await fast(brief, { algorithm, most: 4 });

    expect(design.formulas.length).toBeGreaterThan(0);
    expect(faultsOf(brief, design, catalogue)).toEqual([]);
  });

  it.each<DesignAlgorithm>(['nsga2', 'ga', 'ppo'])(
    'of %s are not of one material for the most part',
    async (algorithm) => {
      // Strong citrus in a weak material would come nearest to this.
      const brief = wish('꽃향기는 빼고 상큼한 레몬향으로만 부탁해요. 파우더리한 것도 싫어요');
      const { formulas } = await fast(brief, { algorithm });

      for (const { formula } of formulas) {
        const total = formula.lines.reduce((sum, { amount }) => sum + amount, 0);
        for (const { item, amount } of formula.lines)
          if (catalogue.find(item)?.kind !== 'solvent') expect(amount / total).toBeLessThanOrEqual(0.3);
      }
    },
  );

  it('keep below the limit on allergens that the brief names', async () => {
    const brief = wish('Rosy and powdery, at most 300 ppm of allergens');
    const { formulas } = await fast(brief, { algorithm: 'ppo' });

    expect(brief.constraints.max_allergens_ppm).toBe(300);
    for (const { allergens } of formulas)
      expect(allergens.uses.reduce((sum, { ppm }) => sum + ppm, 0)).toBeLessThanOrEqual(300);
  });

  it('are a front: none is better in everything, the best value first, each with its reasons', async () => {
    const { formulas, aim } = await fast(wish('Spicy and woody with cardamom'));
    const [best] = formulas;

    for (const one of formulas) {
      expect(one.value).toBeGreaterThanOrEqual(best?.value ?? Infinity);
      expect(
        DESIGN_OBJECTIVES.reduce((sum, name) => sum + aim.weights[name] * one.objectives[name], 0),
      ).toBeCloseTo(one.value, 9);
      const better = formulas.filter(
        (other) =>
          other !== one && DESIGN_OBJECTIVES.every((name) => other.objectives[name] <= one.objectives[name]),
      );
      expect(better).toEqual([]);
      expect(one.reasons.map(({ material }) => material).sort()).toEqual(
        one.formula.lines
          .map(({ item }) => item)
          .filter((item) => catalogue.find(item)?.kind !== 'solvent')
          .sort(),
      );
    }
  });

  it('are judged by what the nose smells of them as they are written down', async () => {
    const { formulas, aim } = await fast(wish('Fresh citrus and musk'), { algorithm: 'ppo' });
    for (const { objectives, smell } of formulas) {
      const late = Math.max(0, 1 - smell.longevity.typical / aim.hours);
      expect(objectives.longevity).toBeCloseTo(late, 6);
    }
  });

  it('are the same for the same seed, and shift with the weights', async () => {
    const brief = wish('A soft floral musk');
    const [one, same, other] = [
      await fast(brief, { seed: 3, most: 2 }),
      await fast(brief, { seed: 3, most: 2 }),
      await fast(brief, { seed: 3, most: 2, weights: { allergens: 5 } }),
    ];

    expect(same.formulas.map(({ formula }) => formula)).toEqual(one.formulas.map(({ formula }) => formula));
    expect(other.formulas[0]?.objectives.allergens).toBeLessThan(one.formulas[0]?.objectives.allergens ?? 0);
  });

  it.each(['nsga2', 'ppo'] as const)('are what was found until %s was stopped', async (algorithm) => {
    const stop = new AbortController();
    const { formulas, evaluations, reason } = await fast(wish('Woody'), {
      algorithm,
      preset: 'high-quality',
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });

    expect(reason).toBe('stopped');
    expect(evaluations).toBeLessThan(1000);
    expect(formulas.length).toBeGreaterThan(0);
  });

  it('are none where the wishes contradict each other', async () => {
    const brief = wish('Rose, and no rose');
    const clash = { ...brief, notes: { required: ['rose'], excluded: ['rose'] } };

    await expect(fast(clash)).rejects.toMatchObject({ code: 'FORMULA_WISHES_CONFLICT' });
  });

  it('say which notes nobody knows a material for', async () => {
    const brief = wish('Yuzu and cedar');
    const { unknownNotes, required } = await fast(brief, { algorithm: 'ppo' });

    expect(brief.notes.required).toEqual(['yuzu', 'cedar']);
    expect(unknownNotes).toEqual(['yuzu']);
    expect(required.map(({ note }) => note)).toEqual(['cedar']);
  });
});
