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
  ['a digit of an identifier', 'Use nk_dot_f64 here.', 'Use nk_dot_f32 here.'],
  ['a changed address', 'Read https://example.org/a first.', 'Read https://example.org/b first.'],
  ['a changed year', 'It was sold in March 2027.', 'It was sold in March 2028.'],
  ['a changed weekday', 'We meet on Friday.', 'We meet on Monday.'],
  ['a changed currency', 'It costs $30.', 'It costs €30.'],
  ['a bound', 'It takes at least 30 days.', 'It takes at most 30 days.'],
  ['a dropped bound', 'It takes more than 30 days.', 'It takes 30 days.'],
  ['a bound of signs', 'Keep x <= 30 here.', 'Keep x >= 30 here.'],
  ['한도', '회비는 30만원 이상이다.', '회비는 30만원 이하이다.'],
  ['swapped names', 'Alice owes Bob money.', 'Bob owes Alice money.'],
  ['names swapped when said again', 'Ann met Bob. Later Bob paid Ann.', 'Ann met Bob. Later Ann paid Bob.'],
  ['a name for a number', 'Alice has 3 cats. Bob has 5 dogs.', 'Alice Bob has 3 cats. 5 dogs.'],
  [
    'a moved negation',
    'The deposit is not paid back and the fee is.',
    'The deposit is paid back and the fee is not.',
  ],
  ['a negation of something else', 'The deposit is not refundable.', 'The fee is not refundable.'],
  ['a negation that says something else', 'Pets are not allowed.', 'Pets are not welcome.'],
  ['an emphasised negation', 'It is _not_ safe.', 'It is safe.'],
  [
    'a negation moved between sentences',
    'Ann will not pay. Bob will pay.',
    'Ann will pay. Bob will not pay.',
  ],
  ['a condition that says no', 'Pay at once unless Dana objects.', 'Pay at once. Dana objects.'],
  ['옮긴 부정', '보증금은 환불되지 않고 수수료는 환불된다.', '보증금은 환불되고 수수료는 환불되지 않는다.'],
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

  it('reads a number as one only where it is one, and a month only where it is one', () => {
    const kinds = (text: string) => factsOf(text).map(({ kind, value }) => `${kind} ${value}`);
    expect(kinds('it may use base64, v2 and utf-8 in may')).toEqual([
      'name base64',
      'number 2',
      'number 8',
      'date may',
    ]);
    expect(kinds('range 10-20, by -3 or 5 of 30 kg')).toEqual([
      'number 10',
      'number 20',
      'number -3',
      'number 5',
      'number 30kg',
    ]);
  });

  it('takes no verb that opens a sentence for a name, but what may be one', () => {
    const names = (text: string) => factsOf(text).map(({ value }) => value);
    expect(names("Returns it. Creating it. You'll see. Everyone came.")).toEqual([]);
    expect(names('Tokyo was chosen. Will came. Boeing flew.')).toEqual(['Tokyo', 'Will', 'Boeing']);
  });

  it('takes a line that goes on in the next one for one sentence, and lines of a list or of code for several', () => {
    const wrapped = 'The version numbers of all of the libraries\nare not guaranteed.';
    expect(factsOf(wrapped)).toEqual([{ kind: 'negation', value: 'libraries not guaranteed' }]);
    expect(factsOf('the first\nis not it')).toContainEqual({ kind: 'negation', value: 'not' });
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

/** What someone who reads the form must still be able to tell. */
const TOLD: readonly (readonly [text: string, form: string])[] = [
  [
    'Each password must have at least 12 characters, as is well known to everybody.',
    'password must at least 12 characters',
  ],
  ['The deposit is not refundable and the fee is refundable.', 'deposit not refundable'],
  [
    'If the tenant leaves before May 1, 2027, the landlord must return 80% of the rent within 14 days, as is usual here.',
    'If tenant leaves before May 1, 2027 must return 80% rent within 14 days',
  ],
  [
    'Each of them runs a connection pool with a maximum size of 20, which is rather a lot for them.',
    'runs size 20',
  ],
  ['이 아파트는 5층에 있고 강이 아주 아름답게 내려다보인다.', '아파트는 5층에 내려다보인다'],
  [
    '| Name | Cold start | Warm |\n| --- | --- | --- |\n| `first-engine` | quite slow | 30 ms |\n| `other_engine` | | 7 ms |',
    'Name | Cold start | Warm\nfirst-engine | | 30 ms\nother_engine | | 7 ms',
  ],
  [
    'So:\n```\nfast mode of it    0.59s   (200364 results)\nslow mode of it    0.76s   (200364 results)\n```\nThat is all of it.',
    'So:\nfast mode 0.59s 200364 results\nslow mode 0.76s 200364 results',
  ],
  [
    'So:\n```js\nconst timeout = 5000; // this is what is meant by it\n```\nThat is all that there is to it.',
    'So:\ntimeout 5000',
  ],
];

describe('the semantic form', () => {
  it('is much shorter, and has every fact', async () => {
    const short = (await shorten(LETTER)) ?? '';
    expect(short.length).toBeLessThan(LETTER.length * 0.7);
    for (const said of ['fifth', '1,450 EUR', 'not allowed', 'Maria Lopez', 'March 3, 2027'])
      expect(short).toContain(said);
    expect(short).not.toContain('lovely in summer');
  });

  it.each(TOLD)('says of %j what it says', async (text, form) => {
    expect(await shorten(text)).toBe(form);
  });

  it('has only words of the text, in their order', async () => {
    const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
    for (const text of [LETTER, ...TOLD.map(([one]) => one)]) {
      let at = 0;
      const left = words((await shorten(text)) ?? '');
      for (const word of words(text)) if (word === left[at]) at += 1;
      expect(left.slice(at)).toEqual([]);
    }
  });

  it('does not make one sentence of two that differ in what is no fact', async () => {
    const text = 'It was red, and it had 3 wheels at the time. It was blue, and it had 3 wheels at the time.';
    const form = (await shorten(text)) ?? text;
    expect(factsOf(form)).toEqual(factsOf(text));
  });

  it('outlines a little of what bears no fact where there is hardly a fact', async () => {
    const text = `Alice came. ${'The weather was pleasant and the garden looked lovely in the evening light. '.repeat(3)}
The guests enjoyed the dinner, and some of them danced. The music lasted longer than the candles.`;
    const form = (await shorten(text)) ?? '';
    expect(form).toContain('Alice');
    expect(form).toMatch(/garden|music|guests/u);
    expect(form.length).toBeLessThan(text.length * 0.3);
  });

  it.each(['not ', 'a_1', 'f1 ', '않 ', '“a” ', '`](', '(1 ', '| 1 '])(
    'bears a text of nothing but %j',
    async (mark) => {
      const text = mark.repeat(90_000 / mark.length);
      const form = (await shorten(text)) ?? text;
      expect(factsOf(form)).toEqual(factsOf(text));
    },
  );

  it('is none of a text that is too long to be read in one go', async () => {
    expect(await shorten(LETTER.repeat(400))).toBeUndefined();
  });

  it('is none where nothing can go', async () => {
    expect(await shorten('Alice owes 30 USD. Bob owes 3 USD.')).toBeUndefined();
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
