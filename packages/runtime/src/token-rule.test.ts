import { describe, expect, it } from 'vitest';
import { proposeMaxTokens } from './token-rule.ts';

describe('proposeMaxTokens', () => {
  it('adds a fifth to the average', () => {
    expect(proposeMaxTokens([200, 300])).toEqual({
      maxNewTokens: 300,
      average: 250,
      answers: 2,
      cutShare: 0,
    });
  });

  it('says what it would cut', () => {
    expect(proposeMaxTokens([100, 100, 100, 500])).toMatchObject({ maxNewTokens: 240, cutShare: 0.25 });
  });

  it.each([
    [[1, 2], 64],
    [[9000], 4096],
    [[101], 121],
  ])('keeps to the bounds of the knob: %j', (tokens, proposal) => {
    expect(proposeMaxTokens(tokens)?.maxNewTokens).toBe(proposal);
  });

  it('proposes nothing from nothing', () => {
    expect(proposeMaxTokens([])).toBeUndefined();
  });
});
