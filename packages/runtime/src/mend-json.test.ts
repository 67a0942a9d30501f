import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Mended, mendedObjects } from './mend-json.ts';

const mend = (text: string): Mended[] => [...mendedObjects(text)];

describe('mendedObjects', () => {
  it.each([
    ['a fence', '```json\n{"a": 1}\n```', { a: 1 }, ['text_around_dropped']],
    ['a fence without a language', '```\n{"a": 1}\n```', { a: 1 }, ['text_around_dropped']],
    [
      'words around it',
      'Sure! Here is the brief:\n{"a": [1, 2]}\nLet me know.',
      { a: [1, 2] },
      ['text_around_dropped'],
    ],
    ['a comma too many in an object', '{"a": 1, }', { a: 1 }, ['comma_dropped']],
    ['a comma too many in a list', '{"a": [1, 2,\n]}', { a: [1, 2] }, ['comma_dropped']],
    ['commas too many at every depth', '{"a": [{"b": 1,},],}', { a: [{ b: 1 }] }, ['comma_dropped']],
    [
      'a raw line break in a string',
      '{"a": "one\ntwo\tthree"}',
      { a: 'one\ntwo\tthree' },
      ['line_break_escaped'],
    ],
    [
      'a fence, words and a comma',
      '다음과 같습니다.\n```json\n{"hints": ["비 온 뒤의 돌", "마른 나무",]}\n```\n감사합니다.',
      { hints: ['비 온 뒤의 돌', '마른 나무'] },
      ['text_around_dropped', 'comma_dropped'],
    ],
    ['a cut after a value', '{"a": 1, "b": [1, 2], ', { a: 1, b: [1, 2] }, ['end_closed']],
    ['a cut in a string', '{"a": ["one", "two", "thr', { a: ['one', 'two'] }, ['end_closed']],
    ['a cut in a number', '{"a": 1, "b": 2', { a: 1 }, ['end_closed']],
    ['a cut in a nested object', '{"q": [{"f": 1, "v": 2}, {"f": 3', { q: [{ f: 1, v: 2 }] }, ['end_closed']],
    ['brackets and commas in a string', '{"a": "},] {\\"", }', { a: '},] {"' }, ['comma_dropped']],
    ['nothing wrong', '{"a": {"b": []}}', { a: { b: [] } }, []],
  ])('reads an answer with %s', (_, answer, value, repairs) => {
    expect(mend(answer)).toEqual([{ value, repairs }]);
  });

  it('yields each object of an answer that has several, and the schema decides', () => {
    expect(mend('Not {"x": 1} but {"a": 2}.').map(({ value }) => value)).toEqual([{ x: 1 }, { a: 2 }]);
  });

  it('looks at four objects and no more', () => {
    expect(mend('{} {} {} {} {} {"a": 1}')).toHaveLength(4);
  });

  it.each([
    '',
    'I would love to.',
    '고요한 나무 향',
    '```json',
    '[1, 2]',
    '{',
    '{"a"',
    '{"a": ',
    '{a: 1}',
    "{'a': 1}",
    '{"a": 1]',
    '{"a": 1 "b": 2}',
    '{"a": tru}',
  ])('finds nothing in %j', (answer) => {
    expect(mend(answer)).toEqual([]);
  });

  it('gives back whatever is JSON, and whatever is put around it', () => {
    const words = fc.string().filter((text) => !/[{}]/.test(text));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), words, words, (value, before, after) => {
        const written = JSON.stringify(value, undefined, 1);
        expect(mend(before + written + after)[0]?.value).toEqual(JSON.parse(written));
      }),
    );
  });

  it('closes any beginning of an object so that nothing in it is invented', () => {
    const value = { a: 'x, y', b: [1, { c: null }], d: { e: [], f: 'é"' }, g: true };
    const written = JSON.stringify(value);
    for (let cut = 1; cut < written.length; cut += 1) {
      for (const { value: read } of mend(written.slice(0, cut))) {
        const unclosed = JSON.stringify(read).replace(/[\]}]+$/, '');
        expect([written, unclosed]).toEqual([expect.stringMatching(/^{/), written.slice(0, unclosed.length)]);
      }
    }
  });

  it('takes time in proportion to the text', () => {
    const answer = `{"a": [${'[{"b": "x",},'.repeat(20_000)}`;
    expect(mend(answer)).toHaveLength(1);
  });
});
