import { expect, it } from 'vitest';
import { outputHolders } from './output-holders.ts';

it('the first record holds the output, and later ones name it', () => {
  const holders = outputHolders(1000);
  expect(holders.holderOf('origin', 'first')).toBeUndefined();
  expect(holders.holderOf('origin', 'second')).toBe('first');
  expect(holders.holderOf('other', 'third')).toBeUndefined();
  expect(holders.holderOf('origin', 'fourth')).toBe('first');
});

it('the record that holds an output is never further back than half of those that are kept', () => {
  const retention = 100;
  const holders = outputHolders(retention);
  let heldBy = -1;
  for (let record = 0; record < 1000; record++) {
    const holder = holders.holderOf('origin', String(record));
    if (holder === undefined) heldBy = record;
    else expect(Number(holder)).toBe(heldBy);
    expect(record - heldBy).toBeLessThanOrEqual(retention / 2);
  }
  expect(heldBy).toBeGreaterThan(0);
});

it('remembers no more than two generations of outputs', () => {
  const holders = outputHolders(8);
  const others = (): void => {
    for (let other = 0; other < 2; other++) holders.holderOf(`other-${other}`, 'x');
  };
  holders.holderOf('origin', 'first');
  others();
  expect(holders.holderOf('origin', 'again')).toBe('first');
  others();
  others();
  expect(holders.holderOf('origin', 'anew')).toBeUndefined();
});
