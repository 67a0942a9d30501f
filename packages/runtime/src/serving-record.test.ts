import { nanoUsd } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { type FinishedRun, servingRecord } from './serving-record.ts';

const knobs = {
  reserve_ms: 50,
  half_tokens_min_ms: 500,
  history_ms: 60_000,
  measured_min: 20,
  prediction_ms: 100,
  error_share: 0.1,
};
const run: FinishedRun = { outcome: 'as_planned', tookMs: 100, costNanoUsd: nanoUsd(1000), outputTokens: 40 };

function record() {
  const clock = manualClock();
  const serving = servingRecord(clock, knobs);
  const finish = (count: number, over: Partial<FinishedRun> = {}): void => {
    for (let done = 0; done < count; done++) serving.finished('t', 'creative', { ...run, ...over });
  };
  return { clock, serving, finish };
}

describe('servingRecord', () => {
  it('predicts nothing from too little', () => {
    const { serving, finish } = record();
    finish(19);
    expect(serving.predict('t', 'creative')).toEqual({ p95Ms: undefined, costNanoUsd: 1000 });
  });

  it('predicts each plan of each task by its own runs', () => {
    const { serving, finish } = record();
    finish(20);
    expect(serving.predict('t', 'creative').p95Ms).toBeCloseTo(100, -1);
    expect(serving.predict('t', 'fast').p95Ms).toBeUndefined();
    expect(serving.predict('other', 'creative')).toEqual({ p95Ms: undefined, costNanoUsd: undefined });
  });

  it('keeps a prediction for a moment, then looks again', () => {
    const { clock, serving, finish } = record();
    finish(20);
    const first = serving.predict('t', 'creative');
    finish(200, { tookMs: 5000 });
    expect(serving.predict('t', 'creative')).toBe(first);
    clock.advance(100);
    expect(serving.predict('t', 'creative').p95Ms).toBeGreaterThan(4500);
  });

  it('spends the error budget only by enough runs, and gets it back as they are forgotten', () => {
    const { clock, serving, finish } = record();
    finish(19, { outcome: 'fell_short' });
    expect(serving.errorBudget('t', 'creative').spent).toBe(false);
    finish(1);
    expect(serving.errorBudget('t', 'creative')).toEqual({
      failedShare: 0.95,
      allowedShare: 0.1,
      spent: true,
    });
    clock.advance(60_000);
    expect(serving.errorBudget('t', 'creative').spent).toBe(false);
  });

  it('reports means over all runs since the start', () => {
    const { serving, finish } = record();
    finish(1, { costNanoUsd: nanoUsd(3000), outputTokens: 80 });
    finish(1);
    expect(serving.report('t', 'creative')).toMatchObject({
      requests: 2,
      meanCostNanoUsd: 2000,
      meanOutputTokens: 60,
    });
    expect(serving.report('t', 'fast')).toEqual({
      requests: 0,
      p50Ms: undefined,
      p95Ms: undefined,
      meanCostNanoUsd: undefined,
      meanOutputTokens: undefined,
    });
  });
});
