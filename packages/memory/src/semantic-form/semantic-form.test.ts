import { describe, expect, it } from 'vitest';
import { checkFacts, passes } from './fact-check.ts';
import { factsOf } from './facts.ts';
import { createShortening } from './shorten.ts';

const shorten = createShortening();

/** Each loses, invents or moves one thing; the checker must see it. */
const PLANTED: readonly (readonly [what: string, original: string, planted: string])[] = [
  ['a number', 'The fee is 1,200 USD and is due at once.', 'The fee is 1,300 USD and is due at once.'],
  ['a unit', 'Take 30 mg after the meal.', 'Take 30 g after the meal.'],
  ['a sign', 'The margin was -4.5%.', 'The margin was 4.5%.'],
  ['a number in words', 'Send three copies of it.', 'Send copies of it.'],
  ['swapped numbers', 'She has 12 cats and 5 dogs.', 'She has 5 dogs and 12 cats.'],
  ['a date', 'It ends on 2026-11-25.', 'It ends on 2026-11-26.'],
  ['a month', 'It ends on March 3, 2027.', 'It ends on May 3, 2027.'],
  ['a weekday', 'We meet on Friday.', 'We meet.'],
  ['a name', 'The letter went to Alice Chen.', 'The letter went to Alice.'],
  ['an opening name', 'Tokyo was chosen.', 'It was chosen.'],
  ['a negation', 'The deposit is not refundable.', 'The deposit is refundable.'],
  ['a contraction', "They won't renew the lease.", 'They will renew the lease.'],
  ['an exception', 'It is open to all, except children.', 'It is open to all.'],
  ['an invented negation', 'The deposit is refundable.', 'The deposit is not refundable.'],
  ['a link', 'Read https://example.org/a first.', 'Read it first.'],
  ['an address', 'Write to kim@example.org about it.', 'Write about it.'],
  ['숫자', '위약금은 30만원입니다.', '위약금은 30원입니다.'],
  ['말로 쓴 수', '사과 세 개를 샀다.', '사과를 샀다.'],
  ['날짜', '계약은 2026년 3월 5일에 끝난다.', '계약은 2026년 3월 6일에 끝난다.'],
  ['요일', '회의는 금요일에 열린다.', '회의는 열린다.'],
  ['이름', '서류는 김민수는 받았다.', '서류는 받았다.'],
  ['직함 앞의 이름', '서류를 박지영 교수에게 보냈다.', '서류를 교수에게 보냈다.'],
  ['부정 어미', '보증금은 환불되지 않습니다.', '보증금은 환불됩니다.'],
  ['짧은 부정', '나는 고기를 안 먹는다.', '나는 고기를 먹는다.'],
  ['없음', '추가 비용이 없습니다.', '추가 비용이 있습니다.'],
  ['금지', '실내 흡연은 금지입니다.', '실내 흡연은 됩니다.'],
  ['주소', '자세한 내용은 https://example.org/ko 에 있다.', '자세한 내용이 있다.'],
];

describe('the fact checker', () => {
  it.each(PLANTED)('sees %s', (_, original, planted) => {
    expect(passes(checkFacts(original, original))).toBe(true);
    expect(passes(checkFacts(original, planted))).toBe(false);
  });

  it('lets pass what only says less of what is no fact', () => {
    const check = checkFacts('It is rather pleasant there. Alice paid 30 USD.', 'Alice paid 30 USD.');
    expect(check).toEqual({ lost: [], invented: [], reordered: false });
  });

  it('reads a text of many marks in linear time, and to the end', () => {
    const facts = factsOf(`${'a.'.repeat(50_000)} ${'1,'.repeat(50_000)} ends 77`);
    expect(facts).toContainEqual({ kind: 'number', value: '77' });
  });
});

const LETTER = `The apartment is on the fifth floor and looks over the river. It is a pleasant and quiet place to live in.
Most of the rooms get a lot of light. The rooms were painted recently and everything feels fresh. The rent is 1,450 EUR a month.
It is close to shops that are nice to visit. There are many trees around, which is lovely in summer. Pets are not allowed.
People who live around are friendly and calm. The light in the rooms is best in the evening. Write to Maria Lopez by March 3, 2027.`;

describe('the semantic form', () => {
  it('is much shorter, and has every fact', async () => {
    const short = (await shorten(LETTER)) ?? '';
    expect(short.length).toBeLessThan(LETTER.length * 0.7);
    for (const said of ['fifth', '1,450 EUR', 'not allowed', 'Maria Lopez', 'March 3, 2027'])
      expect(short).toContain(said);
    expect(short).not.toContain('lovely in summer');
  });

  it('is none where every sentence bears a fact', async () => {
    expect(await shorten('Alice owes 30 USD. Bob does not.')).toBeUndefined();
  });

  it('is what an engine wrote where that has all facts, and extracted where it has not', async () => {
    const good = 'On the fifth floor. Rent 1,450 EUR a month.';
    const text =
      'It is on the fifth floor, over the river. It is lovely to be there at any hour. Rent is 1,450 EUR a month.';
    expect(await createShortening(() => good)(text)).toBe(good);
    const bad = await createShortening(() => good.replace('1,450', '1,540'))(text);
    expect(bad).toContain('1,450 EUR');
  });
});
