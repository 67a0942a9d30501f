import { describe, expect, it } from 'vitest';
import { builtInPairs } from '../../eval/pairs.ts';
import { guard, readForGuards, REFUSAL_CODES, type RefusalCode } from './guard.ts';

const between = (asked: string, kept: string): ReturnType<typeof guard> =>
  guard(readForGuards(asked), readForGuards(kept));

/** The words that a refusal points at, of either text. */
function wordsOf(asked: string, kept: string): { code: string | undefined; asked: string[]; kept: string[] } {
  const refusal = between(asked, kept);
  return {
    code: refusal?.code,
    asked: (refusal?.asked ?? []).map(({ start, end }) => asked.slice(start, end)),
    kept: (refusal?.kept ?? []).map(({ start, end }) => kept.slice(start, end)),
  };
}

describe('guard', () => {
  it.each<[RefusalCode, string, string]>([
    ['language', 'What is a tram?', '트램이 뭐야?'],
    ['quoted', 'Who said "well done"?', 'Who said "well cooked"?'],
    ['number', 'Add 3 drops', 'Add 5 drops'],
    ['number', '물을 3컵 넣어줘', '물을 5컵 넣어줘'],
    ['number', 'Is 1.5 litres enough?', 'Is 15 litres enough?'],
    ['date', 'What is on today?', 'What is on tomorrow?'],
    ['date', '오늘 일정 알려줘', '내일 일정 알려줘'],
    ['name', 'Where does Anna live?', 'Where does Bertha live?'],
    ['negation', 'Which trams stop here?', "Which trams don't stop here?"],
    ['negation', '왜 문이 열려요?', '왜 문이 안 열려요?'],
    ['negation', '설탕이 있는 차', '설탕이 없는 차'],
    ['antonym', 'How do I enable sounds?', 'How do I disable sounds?'],
    ['antonym', '소리를 켜는 방법', '소리를 끄는 방법'],
    ['quantifier', 'Do all birds fly?', 'Do some birds fly?'],
    ['question', 'When does the tram leave?', 'Where does the tram leave?'],
    ['question', '트램은 언제 와요?', '트램은 왜 와요?'],
    ['question', '소리를 끄는 방법', '소리를 꺼 주세요'],
    ['modality', 'Can I park here?', 'Should I park here?'],
    ['modality', '여기 주차해도 되나요?', '여기 주차해야 하나요?'],
    ['tense', 'Who was the mayor?', 'Who is the mayor?'],
    ['comparison', 'What is the best tram?', 'What is the worst tram?'],
    ['person', 'How old am I?', 'How old are you?'],
    ['content', 'How do I paint a door?', 'How do I paint a wall?'],
    ['content', '문을 칠하는 방법', '벽을 칠하는 방법'],
    ['order', 'Trams from Linz to Graz', 'Trams from Graz to Linz'],
    ['order', '집에서 역까지 가는 길', '역에서 집까지 가는 길'],
    ['order', '철수가 영희를 도와줬어?', '영희가 철수를 도와줬어?'],
  ])('refuses for %s: %s / %s', (code, asked, kept) => {
    expect(between(asked, kept)?.code).toBe(code);
    expect(between(kept, asked)?.code).toBe(code);
  });

  it.each([
    ['How do I paint a door?', 'how can i paint the door'],
    ["What's the height of the tower?", 'What is the height of the tower?'],
    ['Is 1 km far?', 'Is 1,000 metres far?'],
    ['Add three eggs', 'Add 3 eggs'],
    ['Wait 90 minutes', 'Wait for 1.5 hours'],
    ['Is the tram cheap?', 'Is the tram inexpensive?'],
    ['Was the bridge built by Romans or Greeks?', 'Was the bridge built by Greeks or Romans?'],
    ['In Rust, how do I sort a list?', 'How do I sort a list in Rust?'],
    ['문을 칠하려면 어떻게 해야 하나요?', '문 칠하는 방법 알려주세요'],
    ['세 명이 탈 수 있나요?', '3명이 탈 수 있나요?'],
    ['만 원으로 살 수 있나요', '10,000원으로 살 수 있나요?'],
    ['회원 가입 방법', '회원가입은 어떻게 하나요?'],
    ['JSON을 읽는 법', 'JSON은 어떻게 읽어요?'],
  ])('has nothing against %s / %s', (asked, kept) => {
    expect(wordsOf(asked, kept)).toEqual({ code: undefined, asked: [], kept: [] });
  });

  it('points at the words that led to it, in the text as it was given', () => {
    expect(wordsOf('Trams  to “Graz”', 'Trams  to “Linz”').code).toBe('quoted');
    expect(wordsOf('Do I\u200b need 25\u00a0pounds?', 'Do I need 30 pounds?')).toEqual({
      code: 'number',
      asked: ['25\u00a0pounds'],
      kept: ['30 pounds'],
    });
    expect(wordsOf('소리를 켜 주세요', '소리를 꺼 주세요')).toEqual({
      code: 'antonym',
      asked: ['켜'],
      kept: ['꺼'],
    });
  });

  it.each([
    ['a Cyrillic letter', 'Log in to p\u0430ypal', 'Log in to paypal'],
    ['another picture', 'What does 🙂 mean?', 'What does 🙃 mean?'],
    ['another operator', 'What is 7 + 2?', 'What is 7 - 2?'],
    ['words without spaces', '서울에서부산까지', '부산에서서울까지'],
  ])('is not deceived by %s', (_, asked, kept) => {
    expect(between(asked, kept)).toBeDefined();
  });

  it('sees through what cannot be seen, and other forms of a letter', () => {
    expect(between('How do I\u200b paint\u00ad a door?', 'How do I paint a door?')).toBeUndefined();
    expect(between('Ｈｏｗ do I paint a door?', 'How do I paint a door?')).toBeUndefined();
  });

  it('holds nothing to be the same as a text with more words than it looks at, but that text', () => {
    const long = 'tram '.repeat(5000);
    expect(between(long, long)).toBeUndefined();
    expect(between(long, `${long} no`)?.code).toBe('too_long');
    expect(between(long, 'tram')?.code).toBe('too_long');
  });
});

describe('the suite of pairs', () => {
  const sets = builtInPairs();

  it('has at least 300 pairs, of every kind in either language', () => {
    expect(sets.map(({ name }) => name)).toEqual(['en-frozen', 'en', 'ko-frozen', 'ko']);
    expect(sets.flatMap(({ pairs }) => pairs).length).toBeGreaterThanOrEqual(300);
    for (const { pairs } of sets)
      expect(new Set(pairs.map(({ category }) => category)).size).toBeGreaterThanOrEqual(17);
  });

  it.each(sets)(
    '$name: no false hit, and two in five paraphrases are left to the similarity',
    ({ pairs }) => {
      const passes = pairs.filter(({ a, b }) => between(a, b) === undefined);
      expect(passes.filter(({ same }) => !same)).toEqual([]);
      const same = pairs.filter((pair) => pair.same).length;
      expect(passes.length / same).toBeGreaterThanOrEqual(0.4);
    },
  );

  it('is refused for every reason but length', () => {
    const codes = new Set(sets.flatMap(({ pairs }) => pairs.map(({ a, b }) => between(a, b)?.code)));
    expect(REFUSAL_CODES.filter((code) => !codes.has(code))).toEqual(['too_long']);
  });
});
