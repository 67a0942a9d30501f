import { describe, expect, it } from 'vitest';
import { readBrief, warningCodes } from '../testing.ts';

describe('a note nobody knows', () => {
  it.each([
    ['A rose scent with a note of veltrashine', '"veltrashine"'],
    ['add zorvanel and rose', '"zorvanel"'],
    ['a hint of quilmorrow over rose', '"quilmorrow"'],
    ['a rose scent without brundelith', '"brundelith"'],
    ['조르반트 향에 장미', "'조르반트'"],
    ['장미와 조르반트라는 원료를 넣어 주세요', "'조르반트'"],
  ])('is named in a warning: %s', (text, name) => {
    const { warnings, notes } = readBrief(text);
    expect(warnings).toEqual([{ code: 'unknown_note', message: expect.stringContaining(name) }]);
    expect(notes.required).toEqual(['rose']);
  });

  it('is quoted as it was written', () => {
    expect(readBrief('A rose scent with a note of VeltraShine').warnings[0]?.message).toContain(
      '"VeltraShine"',
    );
  });

  it.each([
    'a rose with something nice',
    'A scent of childhood, and rose',
    '그 남자 향',
    '봄 향',
    '익숙한 향',
    '친구가 준 향',
  ])('is not seen in %s', (text) => {
    expect(warningCodes(readBrief(text))).not.toContain('unknown_note');
  });
});
