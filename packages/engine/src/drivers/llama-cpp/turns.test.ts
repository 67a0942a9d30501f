import { describe, expect, it } from 'vitest';
import { openTurns } from './turns.ts';

const never = new AbortController().signal;

const open = (options: { seats?: string[]; maxWaiting?: number; maxWaitMs?: number } = {}) =>
  openTurns({ name: 'local', seats: ['a'], maxWaiting: 2, maxWaitMs: 60_000, ...options });

describe('openTurns', () => {
  it('gives each call a seat of its own and the first that is free to the first that waits', async () => {
    const turns = open({ seats: ['a', 'b'] });
    const [first, second] = [await turns.take(never), await turns.take(never)];
    expect([first.seat, second.seat].sort()).toEqual(['a', 'b']);
    const order: string[] = [];
    const waiting = ['third', 'fourth'].map(async (name) => {
      const turn = await turns.take(never);
      order.push(`${name} on ${turn.seat}`);
      turn.end();
    });
    expect([turns.free, turns.waiting]).toEqual([0, 2]);
    second.end();
    await Promise.all(waiting);
    expect(order).toEqual([`third on ${second.seat}`, `fourth on ${second.seat}`]);
    first.end();
    expect(turns.free).toBe(2);
  });

  it('gives a seat back once, however often its turn is ended', async () => {
    const turns = open();
    const turn = await turns.take(never);
    turn.end();
    turn.end();
    expect(turns.free).toBe(1);
  });

  it('refuses at once when enough calls wait', async () => {
    const turns = open({ maxWaiting: 0, maxWaitMs: 1500 });
    const turn = await turns.take(never);
    await expect(turns.take(never)).rejects.toMatchObject({
      code: 'ENGINE_OVERLOADED',
      retryAfterSeconds: 2,
    });
    turn.end();
  });

  it('refuses a call that has waited long enough, and forgets it', async () => {
    const turns = open({ maxWaitMs: 1 });
    const turn = await turns.take(never);
    await expect(turns.take(never)).rejects.toMatchObject({ code: 'ENGINE_OVERLOADED' });
    expect(turns.waiting).toBe(0);
    turn.end();
    expect(turns.free).toBe(1);
  });

  it('lets a waiting call leave', async () => {
    const turns = open();
    const turn = await turns.take(never);
    const controller = new AbortController();
    const waiting = turns.take(controller.signal);
    controller.abort(new DOMException('The time is up', 'TimeoutError'));
    await expect(waiting).rejects.toMatchObject({ code: 'ENGINE_TIMEOUT' });
    await expect(turns.take(AbortSignal.abort())).rejects.toMatchObject({ code: 'ENGINE_CANCELLED' });
    expect(turns.waiting).toBe(0);
    turn.end();
    expect(turns.free).toBe(1);
  });

  it('tells when all turns have ended', async () => {
    const turns = open();
    await turns.ended();
    const turn = await turns.take(never);
    let ended = false;
    const watch = async (): Promise<void> => {
      await turns.ended();
      ended = true;
    };
    const watching = watch();
    await Promise.resolve();
    expect(ended).toBe(false);
    turn.end();
    await watching;
    expect(ended).toBe(true);
  });
});
