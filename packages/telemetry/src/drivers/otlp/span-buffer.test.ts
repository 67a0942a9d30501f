import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TracedTask } from '../../tracing.ts';
import { type SpanBuffer, spanBuffer, spansIn, type Waiting } from './span-buffer.ts';

const STEP = { step: 'plan', started_ms: 0, took_ms: 1, outcome: 'ok' } as const;
const waitingOf = (id: number, steps: number): Waiting => ({
  task: { id: String(id), steps: Array.from({ length: steps }, () => STEP) } as unknown as TracedTask,
  place: { traceId: String(id), parentId: undefined },
});
const idsOf = (taken: readonly Waiting[]): number[] => taken.map(({ task }) => Number(task.id));
const drain = (buffer: SpanBuffer): number[] => idsOf(buffer.take(Number.POSITIVE_INFINITY));

describe('a span buffer', () => {
  it('gives the oldest first, as many as fit and at least one', () => {
    const buffer = spanBuffer(100);
    for (const [id, steps] of [5, 1, 2, 0].entries()) buffer.add(waitingOf(id, steps));
    expect(buffer.size).toBe(12);
    expect(idsOf(buffer.take(3))).toEqual([0]);
    expect(idsOf(buffer.take(5))).toEqual([1, 2]);
    expect(buffer.size).toBe(1);
    expect(idsOf(buffer.take(5))).toEqual([3]);
    expect(buffer.take(5)).toEqual([]);
  });

  it('keeps within its limit, never loses count, and drops none but the oldest', () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), steps: fc.integer({ min: 0, max: 8 }) }),
      fc.record({ kind: fc.constant('take' as const), limit: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ kind: fc.constant('fail' as const), limit: fc.integer({ min: 1, max: 12 }) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const buffer = spanBuffer(20);
        let [added, taken, dropped] = [0, 0, 0];
        for (const [id, next] of actions.entries()) {
          if (next.kind === 'add') {
            dropped += buffer.add(waitingOf(id, next.steps));
            added += 1 + next.steps;
          } else {
            const batch = buffer.take(next.limit);
            if (next.kind === 'take') taken += spansIn(batch);
            else dropped += buffer.giveBack(batch);
          }
          expect(buffer.size).toBeLessThanOrEqual(20);
          expect(added - taken - dropped).toBe(buffer.size);
        }
        const left = drain(buffer);
        expect(left).toEqual(left.toSorted((a, b) => a - b));
      }),
    );
  });

  it('drops the oldest of what is given back when newer ones have filled it', () => {
    const buffer = spanBuffer(3);
    buffer.add(waitingOf(0, 0));
    buffer.add(waitingOf(1, 0));
    const taken = buffer.take(2);
    buffer.add(waitingOf(2, 0));
    buffer.add(waitingOf(3, 0));
    expect(buffer.giveBack(taken)).toBe(1);
    expect(drain(buffer)).toEqual([1, 2, 3]);
  });
});
