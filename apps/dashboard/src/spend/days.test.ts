import type { SpendLine } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { dayBefore, daysOf } from './days.ts';

const line = (name: string, cost_usd: string): SpendLine => ({
  name,
  label: null,
  tenant: null,
  cost_usd,
  calls: 1,
  cached_calls: 0,
  estimated_calls: 0,
  tokens: { input: 0, cached_input: 0, output: 0 },
});

it('goes back over months and years', () => {
  expect(dayBefore('2026-03-01', 1)).toBe('2026-02-28');
  expect(dayBefore('2026-01-01', 29)).toBe('2025-12-03');
});

describe('daysOf', () => {
  it('fills the days without spend, and measures by the dearest', () => {
    const days = daysOf([line('2026-11-23', '0.5'), line('2026-11-25', '2')], '2026-11-22', '2026-11-25');
    expect(days.map(({ day, share }) => [day, share])).toEqual([
      ['2026-11-22', 0],
      ['2026-11-23', 0.25],
      ['2026-11-24', 0],
      ['2026-11-25', 1],
    ]);
  });
  it('is flat where nothing was spent', () => {
    expect(daysOf([], '2026-11-24', '2026-11-25').map(({ share }) => share)).toEqual([0, 0]);
  });
});
