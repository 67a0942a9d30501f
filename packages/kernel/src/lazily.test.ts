import { describe, expect, it } from 'vitest';
import { lazily } from './lazily.ts';

describe('lazily', () => {
  it('opens once for all who ask, and nothing before', async () => {
    let count = 0;
    const lazy = lazily(async () => ++count);

    expect([await lazy.opened(), count]).toEqual([undefined, 0]);
    expect(await Promise.all([lazy.get(), lazy.get()])).toEqual([1, 1]);
    expect([await lazy.opened(), await lazy.get(), count]).toEqual([1, 1, 1]);
  });

  it('tries a failure anew', async () => {
    let count = 0;
    const lazy = lazily(async () => {
      count += 1;
      if (count === 1) throw new Error('not yet');
      return count;
    });

    await expect(lazy.get()).rejects.toThrow('not yet');
    expect(await lazy.opened()).toBeUndefined();
    expect(await lazy.get()).toBe(2);
  });
});
