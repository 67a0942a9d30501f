import { describe, expect, it } from 'vitest';
import { en } from '../text/en.ts';
import { bytes, dollars, duration } from './figures.ts';

it.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1000, '1 kB'],
  [1_540_000, '1.5 MB'],
  [7_000_000_000_000, '7,000 GB'],
])('%d bytes are %s', (count, shown) => {
  expect(bytes(count, en)).toBe(shown);
});

it.each([
  [12, '12 ms'],
  [59_000, '59.00 s'],
  [90_000, '1.5 min'],
  [7_200_000, '2 hr'],
  [129_600_000, '1.5 days'],
])('%d ms are %s', (ms, shown) => {
  expect(duration(ms, en)).toBe(shown);
});

describe('dollars', () => {
  it('drops only zeros that say nothing', () => {
    expect(['0', '0.000210000', '10', '10.50'].map(dollars)).toEqual(['$0', '$0.00021', '$10', '$10.5']);
  });
});
