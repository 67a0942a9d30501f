import { describe, expect, it } from 'vitest';
import { en } from '../text/en.ts';
import { ko } from '../text/ko.ts';
import { ratioOf, ratioText } from './ratio.ts';

describe('a ratio', () => {
  it('is of what was given over what is kept', () => {
    expect(ratioText(ratioOf(10, 4), en)).toBe('2.50×');
    expect(ratioText(ratioOf(10, 40), ko)).toBe('0.25배');
  });

  it('is a dash where nothing is kept', () => {
    expect(ratioText(ratioOf(0, 0), en)).toBe('–');
  });
});
