import { briefSchema } from '@accord/contract';
import { resolveKnobs } from '@accord/knobs';
import { describe, expect, it } from 'vitest';
import { briefKnobs } from '../knobs.ts';
import { briefFrom } from './interpretation.ts';
import { createInterpreter } from './interpreter.ts';
import { briefSimilarity } from './similarity.ts';

const interpreter = createInterpreter(resolveKnobs([briefKnobs], []).of(briefKnobs));
const read = (text: string) => briefFrom(text, interpreter(text).output);

describe('briefs of similar wishes', () => {
  it.each([
    ['A light citrus scent for summer', 'a light citrus scent, for summer'],
    ['가을에 어울리는 우디 향', '가을에 어울리는 우디 향이요'],
  ])('are the same: %s / %s', (one, other) => {
    expect(briefSimilarity.same(read(one), read(other))).toBe(true);
  });

  it.each([
    ['A light citrus scent for summer', 'A light citrus scent for winter'],
    ['A rose scent with vanilla', 'A rose scent without vanilla'],
    ['A strong woody scent', 'A light woody scent'],
    ['바닐라를 넣은 장미 향', '바닐라를 뺀 장미 향'],
    ['A woody scent', '우디 향'],
  ])('are not: %s / %s', (one, other) => {
    expect(briefSimilarity.same(read(one), read(other))).toBe(false);
  });

  it('carry over without what points into the text of the other wish', () => {
    const brief = read('A woody scent without zorblax and with rose');
    const carried = briefSimilarity.transfer(brief);
    expect(briefSchema.parse(carried)).toEqual(carried);
    expect(carried.evidence).toEqual([]);
    expect(carried.warnings.every(({ spans }) => spans === undefined)).toBe(true);
    expect(carried.notes).toEqual(brief.notes);
  });
});
