import { describe, expect, it } from 'vitest';
import { requestCost } from './cost.ts';

const PRICES = {
  compute_usd_per_hour: 0.72,
  network_usd_per_gb: 0.1,
  storage_usd_per_gb_month: 0.05,
};
const NOTHING = { llmUsd: 0, ms: 0, networkBytes: 0, storedBytes: 0 };

describe('requestCost', () => {
  it.each([
    ['llm', { llmUsd: 0.004 }, 0.004],
    ['compute', { ms: 5000 }, 0.001],
    ['network', { networkBytes: 5000 }, 5e-7],
    ['storage', { storedBytes: 4000 }, 2e-7],
  ])('counts %s by itself', (part, use, usd) => {
    const cost = requestCost({ ...NOTHING, ...use }, PRICES);
    expect(cost.total).toBeCloseTo(usd, 12);
    expect(cost).toMatchObject({ [part]: cost.total });
  });

  it('adds the parts up', () => {
    const use = { llmUsd: 0.004, ms: 5000, networkBytes: 5000, storedBytes: 4000 };
    expect(requestCost(use, PRICES).total).toBeCloseTo(0.0050007, 10);
    expect(requestCost(NOTHING, PRICES).total).toBe(0);
  });
});
