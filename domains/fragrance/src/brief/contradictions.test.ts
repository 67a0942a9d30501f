import { describe, expect, it } from 'vitest';
import { readBrief, warningCodes } from '../testing.ts';

describe('a wish that contradicts itself', () => {
  it.each([
    ['the same note', 'lilac but no lilac', /lilac/],
    ['the same note', '무화과를 넣고 무화과는 빼 주세요', /fig/],
    ['a family and a note of it', 'no florals, but lots of tuberose', /floral/],
    ['a family and a note of it', '꽃은 싫지만 작약은 꼭 넣어 주세요', /floral/],
    ['strength', 'a loud scent that is barely there', /strong/],
    ['strength', '진하고 은은한 향', /강하/],
    ['complexity', 'a simple scent, yet intricate and layered', /simple/],
    ['money', 'a tea scent, money no object but dirt cheap', /budget/],
    ['vegan', 'a vegan scent full of ambergris', /ambergris/],
    ['vegan', '비건 향수인데 꿀을 듬뿍', /honey/],
    ['naturals', 'all natural, with iso e super', /iso e super/],
    ['season', 'a scent for summer, not for summer', /summer/],
  ])('%s: %s', (_, text, message) => {
    expect(readBrief(text).warnings).toContainEqual({
      code: 'contradiction',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    'floral but no tuberose',
    'a warm and airy amber',
    'a strong rose with a faint vanilla',
    'a light scent that lasts all day',
    'a vegan scent without honey',
    'all natural, with citral',
    '꽃 향이지만 백합은 빼고',
    '달콤하지만 너무 달지는 않게',
  ])('is not %s', (text) => {
    expect(warningCodes(readBrief(text))).not.toContain('contradiction');
  });
});
