import type { Brief } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { LABELLED_SETS, labelledSet, readLabels } from '../eval/labels.ts';
import { knobsWith, readBrief } from '../testing.ts';
import { findUnitFaults } from './unit-faults.ts';
import { NO_WARNINGS } from './warning-spans.ts';

const knobs = knobsWith();

/** What is found in a brief as a model might have read it: that of the rules, with something changed. */
function changed(
  text: string,
  change: (brief: Brief) => Partial<Brief>,
): readonly { readonly code: string }[] {
  const brief = readBrief(text);
  return findUnitFaults(text, { ...brief, ...change(brief) }, knobs);
}

describe('findUnitFaults', () => {
  const evidenceOf = (text: string, field: string, value: string | number, words: string) => {
    const start = text.indexOf(words);
    return [{ field, value, start, end: start + words.length }];
  };

  it.each([
    ['Strength 30 %, with rose', 0.8, ['unit_mismatch']],
    ['Strength 80 %, with rose', 0.8, []],
    ['Strength 85 percent, with rose', 0.8, []],
    ['세기는 20퍼센트, 장미 향', 0.9, ['unit_mismatch']],
    ['Strong, with 3 roses', 0.8, []],
  ])('minds the unit of a strength: %s', (text, intensity, codes) => {
    const found = changed(text, () => ({
      intensity,
      evidence: evidenceOf(text, 'intensity', intensity, text.split(',')[0] ?? ''),
    }));
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['Allergens below 0.1 %, with rose', 0.1, ['unit_mismatch']],
    ['Allergens below 0.1 %, with rose', 1000, []],
    ['Allergens below 50 ppm, with rose', 50, []],
    ['With rose', 2_000_000, ['unit_mismatch']],
  ])('minds the unit of a limit: %s as %d ppm', (text, ppm, codes) => {
    const words = text.split(',')[0] ?? '';
    const found = changed(text, ({ constraints }) => ({
      constraints: { ...constraints, max_allergens_ppm: ppm },
      evidence: evidenceOf(text, 'constraints.max_allergens_ppm', ppm, words),
    }));
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  it.each([
    ['A rose scent, 90,000 won for 30 ml', 'mid', ['unit_mismatch']],
    ['A rose scent, 90,000 won for 30 ml', 'premium', []],
    ['A rose scent, $30', 'luxury', ['unit_mismatch']],
    ['A rose scent, cheap', 'luxury', []],
    ['A rose scent, 30 euros', 'luxury', []],
  ] as const)('minds amounts of money: %s as %s', (text, tier, codes) => {
    const words = text.split(', ')[1] ?? '';
    const found = changed(text, () => ({
      budget_tier: tier,
      evidence: evidenceOf(text, 'budget_tier', tier, words),
    }));
    expect(found.map(({ code }) => code)).toEqual(codes);
  });

  it('finds nothing in what the rules read', () => {
    for (const { text } of LABELLED_SETS.flatMap((set) => readLabels(labelledSet(set)))) {
      expect(findUnitFaults(text, readBrief(text), knobs)).toBe(NO_WARNINGS);
    }
  });
});
