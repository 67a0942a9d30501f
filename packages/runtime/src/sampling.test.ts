import { MODES, ROLES } from '@accord/contract';
import { type KnobLayer, resolveKnobs } from '@accord/knobs';
import { describe, expect, it } from 'vitest';
import { creativeKnobs, interpreterKnobs, type ServingParameters, validatorKnobs } from './knobs.ts';
import { parametersFor } from './sampling.ts';

function parametersWith(values: Readonly<Record<string, number>> = {}): ServingParameters {
  const layer: KnobLayer = { origin: 'test', values: new Map(Object.entries(values)) };
  const knobs = resolveKnobs([interpreterKnobs, validatorKnobs, creativeKnobs], [layer]);
  return {
    interpreter: knobs.of(interpreterKnobs),
    validator: knobs.of(validatorKnobs),
    creative: knobs.of(creativeKnobs),
  };
}

describe('parametersFor', () => {
  it.each([
    ['interpreter', 'fast', [256, 0.3, 0.8, 40, 1.1, 8000]],
    ['interpreter', 'balanced', [512, 0.7, 0.9, 50, 1.1, 12_000]],
    ['interpreter', 'creative', [1024, 0.8, 0.95, 60, 1.1, 20_000]],
    ['validator', 'balanced', [256, 0.3, 0.8, 50, 1.1, 5000]],
    ['validator', 'creative', [256, 0.3, 0.8, 50, 1.1, 5000]],
    ['creative', 'creative', [128, 0.9, 0.95, 50, 1.1, 10_000]],
  ] as const)('gives the %s in %s mode its own', (role, mode, expected) => {
    const { sampling, timeoutMs } = parametersFor(role, mode, parametersWith());
    const { maxTokens, temperature, topP, topK, repetitionPenalty } = sampling;
    expect([maxTokens, temperature, topP, topK, repetitionPenalty, timeoutMs]).toEqual(expected);
  });

  it('reads each of them from its knob', () => {
    const parameters = parametersWith({
      'serving.interpreter.top_k.fast': 7,
      'serving.interpreter.repetition_penalty.fast': 1.5,
      'serving.validator.top_k': 9,
    });
    const sampling = (role: (typeof ROLES)[number]) => parametersFor(role, 'fast', parameters).sampling;
    expect(sampling('interpreter')).toMatchObject({ topK: 7, repetitionPenalty: 1.5 });
    expect(sampling('validator')).toMatchObject({ topK: 9, repetitionPenalty: 1.1 });
  });

  it('has every parameter for every role and mode', () => {
    for (const role of ROLES) {
      for (const mode of MODES) {
        const { sampling } = parametersFor(role, mode, parametersWith());
        expect(Object.values(sampling)).toEqual(Array(5).fill(expect.any(Number)));
      }
    }
  });
});
