import { describe, expect, it } from 'vitest';
import { readBrief, stancesIn, warningCodes } from '../testing.ts';

describe('English grammar', () => {
  it.each([
    // Negation reaches what it governs and no further.
    ['no violet', 'violet excluded'],
    ['nothing with tuberose in it', 'tuberose excluded'],
    ['a scent without patchouli', 'patchouli excluded'],
    ['anything but lavender', 'lavender excluded'],
    ['I hate iris', 'iris excluded'],
    ['I am not fond of coconut', 'coconut excluded'],
    ['please leave out the honey', 'honey excluded'],
    ['coconut, no thanks', 'coconut excluded'],
    ['patchouli-free, please, with iris', 'patchouli excluded, iris wanted'],
    ['sugar-free, airy lemon', 'sugar excluded, airy wanted, lemon wanted'],
    ['vetiver but no cumin', 'vetiver wanted, cumin excluded'],
    ['vetiver and fig, no cumin', 'vetiver wanted, fig wanted, cumin excluded'],
    // Lists.
    ['no rose, jasmine or lily', 'rose excluded, jasmine excluded, lily excluded'],
    ['neither oud nor leather', 'oud excluded, leather excluded'],
    ['no cumin and no clove, but plenty of ginger', 'cumin excluded, clove excluded, ginger wanted'],
    // Two negations.
    ["I wouldn't mind a bit of saffron", 'saffron welcome'],
    ['I have nothing against incense', 'incense welcome'],
    ['not averse to leather', 'leather welcome'],
    ["don't leave out the ginger", 'ginger required'],
    ["I can't live without neroli", 'neroli required'],
    ['never skip the bergamot', 'bergamot required'],
    ['neroli is a must', 'neroli required'],
    ['a citrus scent without fig would be a shame', 'citrus wanted, fig required'],
    ['no tea without peach', 'tea wanted, peach required'],
    // Limits and degrees.
    ['not too sweet', 'sweet limited'],
    ['not too much musk', 'musk limited'],
    ['peach, but not too much', 'peach limited'],
    ['go easy on the cinnamon', 'cinnamon limited'],
    ['less sugar, more lime', 'sugar limited, lime wanted'],
    ['a touch of mint', 'mint touched'],
    ['just a hint of plum over cedar', 'plum touched, cedar wanted'],
    ['lots of basil', 'basil wanted'],
    ['hardly any amber', 'amber lesser'],
    // Contrast.
    ['fig rather than plum', 'fig wanted, plum lesser'],
    ['more tea than coffee', 'tea wanted, coffee lesser'],
    ['I prefer pear over apple', 'pear wanted, apple lesser'],
    ['mimosa instead of lilac', 'mimosa wanted, lilac replaced'],
    ['replace the vanilla with tonka', 'vanilla replaced, tonka wanted'],
    ['not oud but guaiac wood', 'oud excluded, guaiac wood wanted'],
    ["it isn't about citrus, it is about moss", 'citrus excluded, moss wanted'],
  ])('%s: %s', (text, stances) => {
    expect(stancesIn(text)).toBe(stances);
  });

  it('turns stances into degrees', () => {
    const degree = (text: string): number => readBrief(text).notes_preference.woody;
    expect(degree('a woody scent')).toBeGreaterThanOrEqual(0.7);
    expect(degree('a very woody scent')).toBeGreaterThan(degree('a woody scent'));
    expect(degree('a scent, not too woody')).toBeLessThanOrEqual(0.5);
    expect(degree('a scent, not too woody')).toBeGreaterThan(0.2);
    expect(degree('a slightly woody scent')).toBeLessThanOrEqual(0.4);
    expect(degree('a rose scent, nothing woody')).toBeLessThanOrEqual(0.2);
    expect(degree('a rose scent')).toBeLessThanOrEqual(0.3);
  });

  it('does not take "sweet but not cloying" for a contradiction', () => {
    const brief = readBrief('A sweet scent that is not cloying');
    expect(brief.notes_preference.gourmand).toBeGreaterThanOrEqual(0.5);
    expect(warningCodes(brief)).toEqual([]);
  });
});
