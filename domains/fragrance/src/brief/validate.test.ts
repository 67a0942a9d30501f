import type { Brief } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { readBrief } from '../testing.ts';
import { validateBrief } from './validate.ts';

const doubtsOf = (text: string): string[] =>
  validateBrief(readBrief(text)).map(({ code, message }) => `${code}: ${message}`);

describe('validateBrief', () => {
  it.each([
    ['A fresh and oriental perfume for summer', /summer freshness/],
    ['상쾌하고 오리엔탈한 여름 향수', /여름/],
    ['A strong musk body spray', /body spray/],
    ['A sheer and quiet perfume, aquatic and oriental', /erase each other/],
  ])('doubts %s', (text, message) => {
    expect(doubtsOf(text)).toEqual([expect.stringMatching(message)]);
    expect(doubtsOf(text)[0]).toMatch(/^unusual_pairing: /);
  });

  it.each([
    'A fresh and oriental perfume for summer and winter',
    'A fresh perfume for summer',
    'A musk body spray',
    'A strong musk perfume',
    'A quiet rose perfume',
    'The train is late again',
  ])('has nothing to say of %s', (text) => {
    expect(doubtsOf(text)).toEqual([]);
  });

  it('doubts nothing in a brief that is off topic', () => {
    const brief: Brief = {
      ...readBrief('A fresh and oriental perfume for summer'),
      warnings: [{ code: 'off_topic', message: 'Not about a scent.' }],
    };
    expect(validateBrief(brief)).toEqual([]);
  });
});
