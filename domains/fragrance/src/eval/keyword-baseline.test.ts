import { briefSchema } from '@accord/contract';
import { describe, expect, it } from 'vitest';
import { keywordBaseline } from './keyword-baseline.ts';

describe('the keyword baseline', () => {
  it.each(['a woody scent with rose', '은은한 장미 향', 'the bus was late', ''])(
    'makes a brief of %j',
    (text) => {
      expect(briefSchema.safeParse(keywordBaseline(text)).success).toBe(true);
    },
  );

  it('finds words and knows no grammar', () => {
    const { notes, notes_preference: preference, language } = keywordBaseline('장미는 빼고, nothing powdery');
    expect(language).toBe('ko');
    expect(notes).toEqual({ required: expect.arrayContaining(['rose']), excluded: [] });
    expect(preference.powdery).toBeGreaterThanOrEqual(0.7);
  });
});
