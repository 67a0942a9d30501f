import { type ManualClock, manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchHandler, BatchResult, ItemOutcome } from './batch.ts';
import { type Batcher, createBatcher } from './batcher.ts';
import { batchKnobs } from './batch-knobs.ts';
import { type Deferred, deferred, endOf, knobsWith } from './testing.ts';

type Values = NonNullable<Parameters<typeof knobsWith<typeof batchKnobs>>[1]>;
type Handle = BatchHandler<number, string>['handle'];

const doubled = (items: readonly number[]): ItemOutcome<string>[] =>
  items.map((item) => ({ kind: 'ok', value: String(item * 2) }));

interface Bench {
  readonly clock: ManualClock;
  readonly batcher: Batcher<number, string>;
  /** The items of each call of the handler. */
  readonly batches: number[][];
  readonly reports: [BatchResult, number, number, number][];
  submit(item: number, signal?: AbortSignal): Promise<unknown>;
}

function bench(
  values: Values = {},
  handle: Handle = async (items) => doubled(items),
  onFailure: BatchHandler<number, string>['onFailure'] = () => 'fail',
): Bench {
  const clock = manualClock();
  const batches: number[][] = [];
  const reports: Bench['reports'] = [];
  const batcher = createBatcher<number, string>({
    clock,
    knobs: knobsWith(batchKnobs, values),
    handle: (items, signal) => {
      batches.push([...items]);
      return handle(items, signal);
    },
    onFailure,
    onBatch: (...report) => void reports.push(report),
  });
  return {
    clock,
    batcher,
    batches,
    reports,
    submit: (item, signal) => endOf(batcher.submit(item, signal && (() => signal))),
  };
}

/** Handles each batch when the test says so. */
function byHand(): {
  handle: Handle;
  calls: (Deferred<void> & { items: readonly number[]; signal: () => AbortSignal })[];
} {
  const calls: ReturnType<typeof byHand>['calls'] = [];
  const handle: Handle = async (items, signal) => {
    const call = { ...deferred(), items, signal };
    calls.push(call);
    await call.promise;
    return doubled(items);
  };
  return { handle, calls };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('gathering', () => {
  it('sends a batch at once when it is full', async () => {
    const { batcher, batches, submit, clock } = bench({ size_initial: 5 });
    const results = range(5).map((item) => submit(item));
    expect(batches).toEqual([[0, 1, 2, 3, 4]]);
    await expect(Promise.all(results)).resolves.toEqual(['0', '2', '4', '6', '8']);
    expect([batcher.state().waiting, clock.timers()]).toEqual([0, 0]);
  });

  it('sends what there is when the first item has waited for the window', async () => {
    const { batches, submit, clock } = bench({ window_ms: 5 });
    const first = submit(1);
    await clock.elapse(3);
    const second = submit(2);
    await clock.elapse(1);
    expect(batches).toEqual([]);
    await clock.elapse(1);
    expect(batches).toEqual([[1, 2]]);
    await expect(Promise.all([first, second])).resolves.toEqual(['2', '4']);
  });

  it('lets items gather further while all places for batches are taken', async () => {
    const { handle, calls } = byHand();
    const { batches, submit, clock } = bench(
      { size_initial: 10, concurrent_batches: 1, window_ms: 5 },
      handle,
    );
    void submit(0);
    await clock.elapse(5);
    for (const item of range(12)) void submit(item);
    await clock.elapse(100);
    expect(batches.map((one) => one.length)).toEqual([1]);
    calls[0]?.resolve();
    await clock.elapse(0);
    expect(batches.map((one) => one.length)).toEqual([1, 12]);
    calls[1]?.resolve();
  });

  it('is bounded', async () => {
    const { handle } = byHand();
    const { submit, batcher } = bench({ waiting_limit: 3, window_ms: 1000 }, handle);
    for (const item of range(3)) void submit(item);
    await expect(submit(3)).resolves.toMatchObject({ code: 'QUEUE_FULL', retryAfterSeconds: 1 });
    expect(batcher.state()).toMatchObject({ waiting: 3, batchesInFlight: 0 });
  });
});

describe('the size', () => {
  it('grows by five with each success up to 100, and halves with each failure down to 5', async () => {
    let failing = false;
    const { batcher, submit, clock } = bench({ window_ms: 0 }, async (items) => {
      if (failing) throw new Error('down');
      return doubled(items);
    });
    const sizes = async (batches: number): Promise<number[]> => {
      const seen: number[] = [];
      for (let batch = 0; batch < batches; batch++) {
        void submit(batch);
        await clock.elapse(0);
        seen.push(batcher.state().size);
      }
      return seen;
    };
    expect(await sizes(3)).toEqual([15, 20, 25]);
    expect((await sizes(17)).at(-1)).toBe(100);
    failing = true;
    expect(await sizes(6)).toEqual([50, 25, 12, 6, 5, 5]);
  });

  it('is not moved by single items that fail, nor by the halves of a failed batch', async () => {
    const poisoned: Handle = async (items) => {
      if (items.includes(3)) throw new Error('poisoned');
      return doubled(items);
    };
    const { batcher, submit, clock, reports } = bench(
      { size_initial: 20, window_ms: 5 },
      poisoned,
      () => 'split',
    );
    const results = range(8).map((item) => submit(item));
    await clock.elapse(5);
    await Promise.all(results);
    expect(batcher.state().size).toBe(10);
    expect(reports.map(([result, items]) => [result, items])).toEqual([['failed', 8]]);

    const picky = bench({ size_initial: 20 }, async (items) =>
      items.map(() => ({ kind: 'failed', error: new Error('not this one') })),
    );
    const refused = picky.submit(1);
    await picky.clock.elapse(5);
    await expect(refused).resolves.toMatchObject({ message: 'not this one' });
    expect(picky.batcher.state().size).toBe(25);
  });
});

describe('a batch that fails as a whole', () => {
  const poisoned: Handle = async (items) => {
    if (items.some((item) => item < 0)) throw new Error('poisoned');
    return doubled(items);
  };

  it('fails all of its items when the handler sees no use in splitting', async () => {
    const { submit, clock, batches } = bench({}, poisoned);
    const results = [1, -1, 2].map((item) => submit(item));
    await clock.elapse(5);
    for (const result of results) await expect(result).resolves.toMatchObject({ message: 'poisoned' });
    expect(batches).toHaveLength(1);
  });

  it('fails the guilty alone when it may be split', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -3, max: 20 }), { minLength: 1, maxLength: 40 }),
        async (items) => {
          const { submit, clock, batches } = bench(
            { size_initial: 40, size_max: 40 },
            poisoned,
            () => 'split',
          );
          const results = items.map((item) => submit(item));
          await clock.elapse(5);
          const outcomes = await Promise.all(results);
          for (const [index, item] of items.entries()) {
            if (item < 0) expect(outcomes[index]).toMatchObject({ message: 'poisoned' });
            else expect(outcomes[index]).toBe(String(item * 2));
          }
          expect(batches.length).toBeLessThanOrEqual(2 * items.length - 1);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('fails its items when the handler tells too few outcomes, or cannot judge the failure', async () => {
    const short = bench({}, async () => []);
    const one = short.submit(1);
    await short.clock.elapse(5);
    await expect(one).resolves.toBeInstanceOf(TypeError);

    const confused = bench({}, poisoned, () => {
      throw new TypeError('confused');
    });
    const both = [confused.submit(1), confused.submit(-1)];
    await confused.clock.elapse(5);
    for (const each of both) await expect(each).resolves.toMatchObject({ message: 'confused' });
  });

  it('takes a handler that throws before it returns a promise the same way', async () => {
    const { submit, clock, batcher } = bench({}, () => {
      throw new Error('at once');
    });
    const result = submit(1);
    await clock.elapse(5);
    await expect(result).resolves.toMatchObject({ message: 'at once' });
    expect(batcher.state().batchesInFlight).toBe(0);
  });
});

describe('an item', () => {
  it('is taken out of the line when it is aborted', async () => {
    const { submit, clock, batches, batcher } = bench();
    const caller = new AbortController();
    const [gone, stays] = [submit(1, caller.signal), submit(2)];
    caller.abort();
    expect(batcher.state().waiting).toBe(1);
    await expect(gone).resolves.toMatchObject({ code: 'CALL_CANCELLED' });
    await clock.elapse(10);
    await expect(stays).resolves.toBe('4');
    expect(batches).toEqual([[2]]);
    await expect(submit(3, caller.signal)).resolves.toMatchObject({ code: 'CALL_CANCELLED' });
    const timeout = AbortSignal.abort(new DOMException('The time is up', 'TimeoutError'));
    await expect(submit(3, timeout)).resolves.toMatchObject({ code: 'DEADLINE_PASSED' });
  });

  it('is given up while it is handled, and the others are not', async () => {
    const { handle, calls } = byHand();
    const { submit, clock } = bench({}, handle);
    const caller = new AbortController();
    const [gone, stays] = [submit(1, caller.signal), submit(2)];
    await clock.elapse(5);
    caller.abort();
    await expect(gone).resolves.toMatchObject({ code: 'CALL_CANCELLED' });
    expect(calls[0]?.signal().aborted).toBe(false);
    calls[0]?.resolve();
    await expect(stays).resolves.toBe('4');
  });

  it('is not handed in again when it was given up during a repair', async () => {
    const { handle, calls } = byHand();
    const { submit, clock, batches } = bench({}, handle, () => 'split');
    const caller = new AbortController();
    const items = [submit(1), submit(2, caller.signal), submit(3)];
    await clock.elapse(5);
    calls[0]?.reject(new Error('poisoned'));
    await clock.elapse(0);
    calls[1]?.reject(new Error('poisoned'));
    await clock.elapse(0);
    caller.abort();
    calls[2]?.resolve();
    await clock.elapse(0);
    calls[3]?.resolve();
    await expect(Promise.all([items[0], items[2]])).resolves.toEqual(['2', '6']);
    expect(batches).toEqual([[1, 2, 3], [1, 2], [1], [3]]);
  });

  it('takes the batch with it when it was the last that was waited for', async () => {
    const { handle, calls } = byHand();
    const { submit, clock, reports, batcher } = bench({}, handle);
    const callers = [new AbortController(), new AbortController()];
    const items = callers.map(({ signal }, index) => submit(index, signal));
    await clock.elapse(5);
    const signal = calls[0]?.signal();
    callers[0]?.abort();
    expect(signal?.aborted).toBe(false);
    callers[1]?.abort();
    expect(signal?.aborted).toBe(true);
    calls[0]?.reject(signal?.reason);
    await Promise.all(items);
    await clock.elapse(0);
    expect(reports.map(([result]) => result)).toEqual(['abandoned']);
    expect(batcher.state()).toEqual({ waiting: 0, batchesInFlight: 0, size: 10 });
  });
});

describe('closing', () => {
  it('sends what waits, takes no more, and resolves when all is settled', async () => {
    const { handle, calls } = byHand();
    const { submit, batcher, batches, clock } = bench({ window_ms: 1000 }, handle);
    const result = submit(1);
    const ended: string[] = [];
    const closing = batcher.close().then(() => ended.push('closed'));
    expect(batches).toEqual([[1]]);
    await expect(submit(2)).resolves.toMatchObject({ code: 'SHUTTING_DOWN' });
    await clock.elapse(1);
    expect(ended).toEqual([]);
    calls[0]?.resolve();
    await expect(result).resolves.toBe('2');
    await Promise.all([closing, batcher.close()]);
    await bench().batcher.close();
  });
});

describe('any course of items', () => {
  it('gives each item one outcome, its own, and keeps to the bounds', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.constant('submit' as const) },
      { weight: 2, arbitrary: fc.record({ passMs: fc.integer({ min: 1, max: 12 }) }) },
      { weight: 1, arbitrary: fc.record({ abort: fc.nat(40) }) },
      { weight: 1, arbitrary: fc.boolean().map((failing) => ({ failing })) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 100 }),
        fc.constantFrom('split', 'fail'),
        async (steps, then) => {
          let failing = false;
          let atOnce = 0;
          const most = { atOnce: 0, items: 0 };
          const one: Bench = bench(
            { size_initial: 4, size_min: 2, size_max: 8, waiting_limit: 10, concurrent_batches: 2 },
            async (items) => {
              atOnce += 1;
              most.atOnce = Math.max(most.atOnce, atOnce);
              most.items = Math.max(most.items, items.length);
              await new Promise<void>((resolve) => void one.clock.after(7, resolve));
              atOnce -= 1;
              if (failing) throw new Error('down');
              return doubled(items);
            },
            () => then,
          );
          const callers: AbortController[] = [];
          const ends: unknown[][] = [];
          for (const action of steps) {
            if (action === 'submit') {
              const caller = new AbortController();
              const end: unknown[] = [];
              const item = callers.push(caller) - 1;
              ends.push(end);
              void one.submit(item, caller.signal).then((result) => end.push(result));
            } else if ('passMs' in action) await one.clock.elapse(action.passMs);
            else if ('abort' in action) callers[action.abort]?.abort();
            else failing = action.failing;
            expect(one.batcher.state().waiting).toBeLessThanOrEqual(10);
          }
          const closing = one.batcher.close();
          await one.clock.elapse(1000);
          await closing;
          for (const [item, end] of ends.entries()) {
            expect(end).toHaveLength(1);
            if (typeof end[0] === 'string') expect(end[0]).toBe(String(item * 2));
            else expect(end[0]).toBeInstanceOf(Error);
          }
          expect(one.clock.timers()).toBe(0);
          expect(most.atOnce).toBeLessThanOrEqual(2);
          expect(most.items).toBeLessThanOrEqual(8);
        },
      ),
      { numRuns: 60 },
    );
  });
});
