import { describe, expect, it } from 'vitest';
import { chooseModel, MODEL_TRAITS, type ModelNeeds, PRECISION_TRAITS } from './model-choice.ts';

const needs = (options: Partial<ModelNeeds>): ModelNeeds => ({
  accuracyCritical: false,
  memoryGb: 16,
  ...options,
});

describe('chooseModel', () => {
  it.each<[string, Partial<ModelNeeds>, string]>([
    ['speed is critical', { withinMs: 499 }, 'Mistral-7B'],
    ['speed is critical, before accuracy', { withinMs: 100, accuracyCritical: true }, 'Mistral-7B'],
    ['speed is critical, before memory', { withinMs: 100, memoryGb: 4 }, 'Mistral-7B'],
    ['speed is not critical', { withinMs: 500 }, 'GPT4All-J'],
    ['accuracy is critical', { accuracyCritical: true }, 'Llama 2-13B'],
    ['accuracy is critical, before memory', { accuracyCritical: true, memoryGb: 7 }, 'Llama 2-13B'],
    ['memory is scarce', { memoryGb: 7.9 }, 'GPT4All-J'],
    ['memory is not scarce', { memoryGb: 8 }, 'GPT4All-J'],
  ])('follows the tree: %s', (_, given, model) => {
    expect(chooseModel(needs(given)).model).toBe(model);
  });

  it.each<[string, Partial<ModelNeeds>, RegExp]>([
    ['speed', { withinMs: 300 }, /^Speed is critical: 300 ms is under 500 ms/],
    ['accuracy', { accuracyCritical: true }, /^Accuracy is critical/],
    ['memory', { memoryGb: 4 }, /^Memory is scarce: 4 GB is under 8 GB/],
    ['nothing', {}, /^Nothing is critical/],
  ])('says which question decided: %s', (_, given, reason) => {
    expect(chooseModel(needs(given)).reasons[0]).toMatch(reason);
  });

  it.each<[string, Partial<ModelNeeds>, string, boolean]>([
    ['fast files where speed is critical', { withinMs: 100, memoryGb: 64 }, 'Q4', true],
    ['the most exact that is of use', { accuracyCritical: true, memoryGb: 64 }, 'F16', true],
    ['the most exact that fits', { accuracyCritical: true, memoryGb: 16 }, 'Q8', true],
    ['a small one of a large model', { accuracyCritical: true, memoryGb: 8 }, 'Q4', true],
    ['none that fits', { accuracyCritical: true, memoryGb: 6 }, 'Q4', false],
    ['a good balance', { memoryGb: 16 }, 'Q5', true],
    ['a small one in scarce memory', { memoryGb: 4 }, 'Q4', true],
    ['none in too little memory', { memoryGb: 3 }, 'Q4', false],
  ])('takes %s', (_, given, precision, fits) => {
    expect(chooseModel(needs(given))).toMatchObject({ precision, fits });
  });

  it('says why a less exact file is taken, and when none fits', () => {
    expect(chooseModel(needs({ accuracyCritical: true })).reasons[1]).toBe(
      'F16 does not fit into 16 GB; Q8 is the most exact that does: 2 times as fast as F32, losing <2% of accuracy',
    );
    expect(chooseModel(needs({ memoryGb: 2 })).reasons[1]).toBe('Not even Q4 fits into 2 GB');
  });
});

describe('the tables', () => {
  it.each([
    ['GPT4All-J', 'fast', 'good', 4, 'optional', 'default, all-purpose'],
    ['Llama 2-7B', 'fast', 'better', 8, 'recommended', 'accuracy over speed'],
    ['Llama 2-13B', 'medium', 'excellent', 16, 'required', 'best accuracy'],
    ['Mistral-7B', 'fastest', 'good', 4, 'optional', 'speed priority'],
    ['Orca 2-7B', 'fast', 'better', 8, 'optional', 'reasoning tasks'],
  ] as const)('have %s as the guide has it', (model, speed, accuracy, memoryGb, gpu, use) => {
    expect(MODEL_TRAITS[model]).toMatchObject({ speed, accuracy, memoryGb, gpu, use });
  });

  it.each([
    ['F32', 1, 1, '0%'],
    ['F16', 0.5, 1.5, '<1%'],
    ['Q8', 0.25, 2, '<2%'],
    ['Q6', 0.18, 2.5, '1-2%'],
    ['Q5', 0.16, 3, '2-3%'],
    ['Q4', 0.12, 4, '3-5%'],
  ] as const)('have %s as the guide has it', (precision, size, speed, accuracyLoss) => {
    expect(PRECISION_TRAITS[precision]).toEqual({ size, speed, accuracyLoss });
  });

  it('agree with each other: a model fits at some precision into what it usually takes', () => {
    for (const [accuracyCritical, withinMs] of [
      [false, undefined],
      [true, undefined],
      [false, 100],
    ] as const) {
      const { model } = chooseModel(needs({ accuracyCritical, withinMs }));
      const { memoryGb } = MODEL_TRAITS[model];
      expect(chooseModel({ accuracyCritical, withinMs, memoryGb }).fits).toBe(true);
    }
  });
});
