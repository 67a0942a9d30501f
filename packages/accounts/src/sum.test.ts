import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSum } from './sum.ts';

it('a sum is that of the same numbers as bigint', () => {
  const amount = fc.maxSafeInteger();
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 50 }), (amounts) => {
      const sum = createSum();
      for (const one of amounts) sum.add(one);
      expect(sum.value()).toBe(amounts.reduce((total, one) => total + BigInt(one), 0n));
    }),
  );
});
