import { describe, expect, it } from 'vitest';
import { readBrief } from '../testing.ts';

describe('the language of a text', () => {
  it.each([
    ['en', 'Dew on a fern'],
    ['en', 'I want a scent like 한강 at night'],
    ['en', 'Something with 유자 and tea for my sister'],
    ['en', ''],
    ['en', '!!! 123'],
    ['en', 'ورد'],
    ['ko', '고사리에 맺힌 이슬'],
    ['ko', 'woody하고 musky한 향을 원해요'],
    ['ko', 'I like tea. 은은한 차 향으로 부탁해요.'],
    ['ko', 'Chypre, 이끼 느낌으로 해 주세요'],
    ['ko', '장미'],
    ['ko', 'ㅇㅇ 시트러스 ㄱㄱ'],
  ])('is %s for %j', (language, text) => {
    expect(readBrief(text).language).toBe(language);
  });

  it('is what the request says when it says so', () => {
    expect(readBrief('Dew on a fern', 'ko').language).toBe('ko');
    expect(readBrief('고사리에 맺힌 이슬', 'en').language).toBe('en');
  });
});
