import type { Family } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { readBrief } from '../testing.ts';
import type { FamilyReading } from './families.ts';
import { dominantFamily } from './style.ts';

const reading = (family: Family, value: number, start?: number): FamilyReading => {
  const span = start === undefined ? undefined : { start, end: start + 1 };
  return { family, value, spans: span === undefined ? [] : [span], whole: span, contradicted: false };
};

describe('dominantFamily', () => {
  it('is the highest, with the words that led to it', () => {
    expect(dominantFamily([reading('citrus', 0.7, 0), reading('woody', 0.9, 8)])).toEqual({
      family: 'woody',
      spoken: { value: 'woody', spans: [{ start: 8, end: 9 }] },
    });
  });

  it('is the first named on a tie', () => {
    expect(dominantFamily([reading('citrus', 0.9, 8), reading('woody', 0.9, 3)]).family).toBe('woody');
  });

  it('is fresh when nothing is said', () => {
    expect(dominantFamily([reading('citrus', 0.1), reading('fresh', 0.1)])).toEqual({
      family: 'fresh',
      spoken: undefined,
    });
  });

  it('is fresh when all that is said is a refusal', () => {
    expect(dominantFamily([reading('citrus', 0.1), reading('woody', 0, 3)]).family).toBe('fresh');
  });
});

describe('the style of a brief', () => {
  it.each([
    ['A smoky woody scent with a touch of peach', 'woody'],
    ['A scent, nothing woody, with lemon', 'citrus'],
    ['아주 파우더리한 향에 라임을 살짝', 'powdery'],
    ['musk and lemon', 'musk'],
    ['lemon and musk', 'citrus'],
  ])('%s is %s', (text, style) => {
    expect(readBrief(text)).toMatchObject({ style, inferred: expect.not.arrayContaining(['style']) });
  });

  it('is inferred when nothing is said of any family', () => {
    expect(readBrief('A scent for autumn')).toMatchObject({
      style: 'fresh',
      inferred: expect.arrayContaining(['style']),
    });
  });
});
