import { createRng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { describe, expect, it } from 'vitest';
import { ageInBackground } from './background-ageing.ts';

const turn = async () => new Promise<void>((resolve) => void setImmediate(resolve));

function started(age: (signal: AbortSignal) => Promise<void>, everyMs = 1000) {
  const clock = manualClock();
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  return { clock, failures, ageing: ageInBackground({ everyMs, age, clock, rng: createRng(1), onFailure }) };
}

describe('ageing by itself', () => {
  it('goes round after round, never two at once, and goes on after one that failed', async () => {
    let rounds = 0;
    let finish = (): void => undefined;
    const { clock, failures, ageing } = started(async () => {
      rounds += 1;
      if (rounds === 1) throw new Error('the disk is full');
      await new Promise<void>((resolve) => (finish = resolve));
    });
    clock.advance(1100);
    await turn();
    expect([rounds, failures.length]).toEqual([1, 1]);
    clock.advance(1100);
    clock.advance(10_000);
    await turn();
    expect(rounds).toBe(2);
    finish();
    await turn();
    clock.advance(1100);
    expect(rounds).toBe(3);
    finish();
    await ageing.close();
  });

  it('is told to stop, and waited for, when the store is closed', async () => {
    let ended = false;
    const { clock, ageing } = started(
      async (signal) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            ended = true;
            resolve();
          });
        }),
    );
    clock.advance(1100);
    await ageing.close();
    expect(ended).toBe(true);
  });

  it('never goes when it is turned off', () => {
    let rounds = 0;
    const { clock } = started(async () => void (rounds += 1), 0);
    clock.advance(1e9);
    expect(rounds).toBe(0);
  });
});
