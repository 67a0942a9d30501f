import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createDeparture } from './departure.ts';

describe('departure', () => {
  const log: string[] = [];
  const leaveFrom = (departure: () => Promise<void>) => async (name: string) => {
    await departure();
    log.push(name);
  };

  it('lets go what waits at the end of the turn, in order', async () => {
    log.length = 0;
    const leave = leaveFrom(createDeparture(10));
    const all = ['a', 'b', 'c'].map(leave);
    await Promise.resolve();
    expect(log).toEqual([]);
    await nextTurn();
    expect(log).toEqual(['a', 'b', 'c']);
    await Promise.all(all);
  });

  it('lets go as many as the limit at once, and the rest at the end of the turn', async () => {
    log.length = 0;
    const leave = leaveFrom(createDeparture(2));
    const all = ['a', 'b', 'c', 'd', 'e'].map(leave);
    await Promise.all(all.slice(0, 4));
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    await nextTurn();
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('goes on turn after turn', async () => {
    const departure = createDeparture(2);
    for (let turn = 0; turn < 5; turn++) await departure();
    await Promise.all([departure(), departure(), departure()]);
  });
});
