import { describe, expect, it } from 'vitest';
import { readBrief, stancesIn } from '../testing.ts';

describe('Korean grammar', () => {
  it.each([
    // Negation.
    ['제비꽃은 빼 주세요', '제비꽃 excluded'],
    ['라벤더 없이', '라벤더 excluded'],
    ['가죽 향은 별로예요', '가죽 excluded'],
    ['코코넛은 넣지 마세요', '코코넛 excluded'],
    ['달지 않은 무화과', '달다 excluded, 무화과 wanted'],
    ['달지안은 무화과', '달다 excluded, 무화과 wanted'],
    ['안 단 자몽 향', '달다 excluded, 자몽 wanted'],
    ['전혀 달지 않은 향', '달다 excluded'],
    ['시트러스한 건 좋지만 레몬은 싫어요', '시트러스 wanted, 레몬 excluded'],
    // Lists.
    ['장미랑 백합은 빼고 프리지아로', '장미 excluded, 백합 excluded, 프리지아 wanted'],
    ['백합, 튜베로즈, 재스민은 제외해 주세요', '백합 excluded, 튜베로즈 excluded, 자스민 excluded'],
    // Two negations.
    ['인센스도 마다하지 않아요', '인센스 welcome'],
    ['머스크도 싫지 않아요', '머스크 welcome'],
    ['바닐라도 나쁘지 않네요', '바닐라 welcome'],
    ['네롤리는 빼면 안 돼요', '네롤리 required'],
    ['생강이 없으면 섭섭해요', '생강 required'],
    ['베르가못은 빠지면 안 됩니다', '베르가못 required'],
    ['민트는 빼지 말아 주세요', '민트 required'],
    ['바닐라는 없어도 돼요', '바닐라 void'],
    // Limits and degrees.
    ['너무 달지 않게', '달다 limited'],
    ['계피는 너무 강하지 않게', '계피 limited, 강하다 limited'],
    ['그다지 달지 않은 향', '달다 limited'],
    ['덜 달게', '달다 limited'],
    ['바닐라는 줄여 주세요', '바닐라 limited'],
    ['복숭아를 살짝', '복숭아 touched'],
    ['살짝 매콤하게', '매콤하다 touched'],
    ['후추 한 방울', '후추 touched'],
    ['사과를 듬뿍', '사과 wanted'],
    // Contrast.
    ['코코넛 말고 라임', '코코넛 excluded, 라임 wanted'],
    ['장미가 아니라 작약', '장미 excluded, 작약 wanted'],
    ['커피 대신 홍차', '커피 replaced, 홍차 wanted'],
    ['꽃보다는 이끼', '꽃 lesser, 이끼 wanted'],
    ['예전엔 바닐라를 좋아했는데 이제는 녹차가 좋아요', '바닐라 void, 녹차 wanted'],
    // Both languages.
    ['rose는 빼고 lemon은 살짝', 'rose excluded, lemon touched'],
    ['no 장미, 대신 iris', '장미 excluded, iris wanted'],
    ['너무 sweet하지 않게', 'sweet limited'],
    ['우디하지만 not smoky', '우디 wanted, smoke excluded'],
    ['citrus 말고 fig', 'citrus excluded, fig wanted'],
  ])('%s: %s', (text, stances) => {
    expect(stancesIn(text)).toBe(stances);
  });

  it('turns stances into degrees', () => {
    const degree = (text: string): number => readBrief(text).notes_preference.gourmand;
    expect(degree('달콤한 향')).toBeGreaterThanOrEqual(0.7);
    expect(degree('너무 달콤하지 않은 향')).toBeLessThanOrEqual(0.5);
    expect(degree('너무 달콤하지 않은 향')).toBeGreaterThan(0.2);
    expect(degree('살짝 달콤한 향')).toBeLessThanOrEqual(0.4);
    expect(degree('달콤하지 않은 장미 향')).toBeLessThanOrEqual(0.2);
    expect(degree('장미 향')).toBeLessThanOrEqual(0.3);
  });
});
