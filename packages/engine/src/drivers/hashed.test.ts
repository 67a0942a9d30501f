import { describe, expect, it } from 'vitest';
import { describeEngine } from '../testing.ts';
import { HASHED_DIMENSIONS, HASHED_MODEL, hashedEngine } from './hashed.ts';

describeEngine('hashed', { capabilities: ['embed'], remote: false }, async () => {
  const engine = hashedEngine();
  return { engine, close: async () => engine.close() };
});

async function vectorOf(text: string): Promise<Float32Array> {
  const { vectors } = await hashedEngine().embed({
    texts: [text],
    signal: () => new AbortController().signal,
  });
  const [vector] = vectors;
  if (vector === undefined) throw new TypeError('one text has one vector');
  return vector;
}

async function similarity(one: string, other: string): Promise<number> {
  const [a, b] = [await vectorOf(one), await vectorOf(other)];
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

describe('hashedEngine', () => {
  it('gives a vector of length 1 and says which version made it', async () => {
    const vector = await vectorOf('How do I reset my password?');
    expect(vector).toHaveLength(HASHED_DIMENSIONS);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect(HASHED_MODEL).toBe('hashed-384-v1');
  });

  it.each(['', '   ', '?!…', '🙂'])('gives zeros for %j, which has no letter and no digit', async (text) => {
    expect([...(await vectorOf(text))].every((value) => value === 0)).toBe(true);
  });

  it.each([
    ['How do I reset my password?', 'how do i reset my password'],
    ['Ｒｅｓｅｔ ｍｙ ｐａｓｓｗｏｒｄ', 'reset my password'],
    ['비밀번호를 바꿔 줘', '비밀번호를 바꿔 줘'.normalize('NFD')],
  ])('does not tell %j from %j', async (one, other) => {
    expect(await similarity(one, other)).toBeCloseTo(1, 5);
  });

  it.each([
    [
      'How can I lose weight quickly?',
      'What is the quickest way to lose weight?',
      'What is the capital of France?',
    ],
    ['비밀번호를 변경하는 방법을 알려줘', '비밀번호 변경 방법 알려주세요', '내일 서울 날씨가 어때?'],
    ['숙소가 매우 깨끗했습니다', '숙소는 정말 깨끗해요', '버스가 늦게 도착했습니다'],
  ])('finds %j nearer to %j than to %j', async (text, near, far) => {
    expect(await similarity(text, near)).toBeGreaterThan(0.5);
    expect(await similarity(text, far)).toBeLessThan(0.3);
  });

  it('refuses a text that is too long, rather than embed its beginning', async () => {
    await expect(vectorOf('a'.repeat(65_537))).rejects.toMatchObject({ code: 'ENGINE_INPUT_TOO_LONG' });
    expect(Math.hypot(...(await vectorOf('가'.repeat(65_536))))).toBeCloseTo(1, 5);
  });
});
