import { describe, expect, it } from 'vitest';
import { isDeeperThan } from './json-body.ts';

const deeper = (text: string, limit = 3): boolean => isDeeperThan(Buffer.from(text), limit);
const padded = (text: string): string => text + ' '.repeat(20);

describe('isDeeperThan', () => {
  it.each([
    ['[[[]]]', false],
    ['[[[[]]]]', true],
    ['{"a":{"b":[{}]}}', true],
    ['[[],[],[],[],[]]', false],
    ['[[["[[[[[{{{{"]]]', false],
    [String.raw`["\"[[[[[["]`, false],
    [String.raw`["\\",[[[0]]]]`, true],
    ['[[[[', true],
    [']]]][[[[[[', false],
  ])('%s: %s', (text, expected) => {
    expect(deeper(padded(text))).toBe(expected);
  });

  it('does not look at what is too short to be deep', () => {
    expect(deeper('[[[[]]', 3)).toBe(false);
  });
});
