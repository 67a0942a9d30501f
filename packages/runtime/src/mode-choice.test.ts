import { MODES } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { MODE_RECOMMENDATIONS, type ModeMeasures, recommendMode } from './mode-choice.ts';

const MEASURED: ModeMeasures = {
  fast: { p95Ms: 3000, costUsd: 0.001 },
  balanced: { p95Ms: 12_000, costUsd: 0.003 },
  creative: { p95Ms: 25_000, costUsd: 0.007 },
};

describe('recommendMode', () => {
  /** The table of the operations guide, row by row. */
  it.each([
    ['autocomplete', 'fast'],
    ['ecommerce_recommendation', 'balanced'],
    ['high_end_design', 'creative'],
    ['batch_processing', 'fast'],
    ['chatbot', 'fast'],
    ['brand_storytelling', 'creative'],
  ] as const)('%s is served by %s', (useCase, mode) => {
    expect(recommendMode(useCase)).toEqual({ useCase, mode, reason: expect.stringMatching(/\w{4}/) });
  });

  it('knows each use case once and uses every mode', () => {
    const names = MODE_RECOMMENDATIONS.map(({ useCase }) => useCase);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(MODE_RECOMMENDATIONS.map(({ mode }) => mode))).toEqual(new Set(MODES));
  });

  it.each([
    [{ latencyMs: 30_000 }, 'creative', /waiting is accepted$/],
    [
      { latencyMs: 15_000 },
      'balanced',
      /creative takes 25000 ms at p95 where 15000 ms are allowed, so balanced/,
    ],
    [{ costUsd: 0.002 }, 'fast', /creative costs \$0\.0070.*balanced costs \$0\.0030.*so fast/],
    [{ latencyMs: 1000 }, 'fast', /fast takes 3000 ms.*no cheaper mode/],
  ] as const)('gives way to needs: %j', (needs, mode, reason) => {
    expect(recommendMode('high_end_design', needs, MEASURED)).toMatchObject({
      mode,
      reason: expect.stringMatching(reason),
    });
  });

  it('does not judge a mode of which nothing was measured', () => {
    const unknown: ModeMeasures = { fast: undefined, balanced: undefined, creative: undefined };
    expect(recommendMode('high_end_design', { latencyMs: 1 }, unknown).mode).toBe('creative');
    expect(recommendMode('high_end_design', { latencyMs: 1 }).mode).toBe('creative');
  });
});
