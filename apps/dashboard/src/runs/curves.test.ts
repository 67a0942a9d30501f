import { describe, expect, it } from 'vitest';
import { courseOf, drawnCurves, isLogarithmic } from './curves.ts';

describe('drawnCurves', () => {
  it('puts them in their order, without counts of rollbacks, what always holds, and what has no value', () => {
    const curve = (name: string, ...values: (number | null)[]) => ({ name, values });
    const drawn = drawnCurves([
      curve('novel', 1),
      curve('kl', 0.01),
      curve('rollbacks', 0, 1),
      curve('violation', 0, 0),
      curve('entropy', null, null),
      curve('reward', null, 20),
    ]);
    expect(drawn.map(({ name }) => name)).toEqual(['reward', 'kl', 'novel']);
    expect(drawnCurves([curve('violation', 3, 0)])).toHaveLength(1);
  });
});

describe('courseOf', () => {
  it('leaves out what is missing', () => {
    expect(courseOf([null, 4, 9, -1, null])).toEqual({ first: 4, last: -1, least: -1, most: 9 });
    expect(courseOf([null])).toBeUndefined();
  });
});

describe('isLogarithmic', () => {
  it('is for positive values that differ by orders', () => {
    expect(isLogarithmic([200, 3, 0.01])).toBe(true);
    expect(isLogarithmic([200, 3])).toBe(false);
    expect(isLogarithmic([200, 0])).toBe(false);
    expect(isLogarithmic([null])).toBe(false);
  });
});
