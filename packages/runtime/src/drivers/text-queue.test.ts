import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextQueue } from './text-queue.ts';

const BATCH = 4;
const keys = ['a', 'b', 'c'];

describe('the queue of texts', () => {
  it('finds what waits, counts it, and loses only what was dropped or written', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...keys) },
      fc.constantFrom('take', 'written', 'giveBack', 'drop'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const queue = createTextQueue({ batch_limit: BATCH });
        let waiting: { id: string; text: string }[] = [];
        let taken: typeof waiting = [];
        for (const [index, one] of steps.entries()) {
          if (one === 'take') {
            if (taken.length > 0) continue;
            const size = queue.take()?.size ?? 0;
            expect(size > 0).toBe(waiting.length > 0);
            expect(size).toBeLessThanOrEqual(BATCH);
            taken = waiting.splice(0, size);
          } else if (one === 'written' || one === 'giveBack') {
            if (taken.length === 0) continue;
            queue[one]();
            if (one === 'giveBack') waiting = [...taken, ...waiting];
            taken = [];
          } else if (one === 'drop') {
            expect(queue.dropOldest()).toBe(waiting.shift() !== undefined);
          } else {
            const entry = { id: one, text: `${one} ${index}` };
            queue.add(entry.id, entry.text);
            waiting.push(entry);
          }
          const all = [...taken, ...waiting];
          expect(queue.size).toBe(all.length);
          for (const key of keys) expect(queue.find(key)).toBe(all.findLast(({ id }) => id === key)?.text);
        }
      }),
    );
  });

  it('says when a batch has been filled', () => {
    const queue = createTextQueue({ batch_limit: BATCH });
    const full = Array.from({ length: BATCH + 1 }, (_, index) => {
      queue.add(String(index), '');
      return queue.isFull;
    });
    expect(full).toEqual([false, false, false, true, true]);
  });
});
