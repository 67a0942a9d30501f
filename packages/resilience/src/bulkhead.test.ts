import { AccordError } from '@accord/kernel';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bulkhead, createBulkhead } from './bulkhead.ts';
import { createDeadline } from './deadline.ts';
import { bulkheadKnobs, queueKnobs } from './bulkhead-knobs.ts';
import { PRIORITIES, type Priority, type QueueOutcome } from './priority-queue.ts';
import { type Deferred, deferred, endOf, failingWith, knobsWith } from './testing.ts';

const busy = { code: 'BUSY', status: 503, title: 'Busy', remedy: 'Wait.' };

interface Bench {
  readonly clock: ManualClock;
  readonly bulkhead: Bulkhead;
  readonly outcomes: QueueOutcome[];
  readonly request: (
    priority?: Priority,
    timeoutMs?: number,
  ) => { priority: Priority; deadline: ReturnType<typeof createDeadline> };
}

function bench(
  limit: number,
  queue: NonNullable<Parameters<typeof knobsWith<typeof queueKnobs>>[1]> = {},
): Bench {
  const clock = manualClock();
  const outcomes: QueueOutcome[] = [];
  const fixed = { limit_initial: limit, limit_min: limit, limit_max: limit };
  const bulkhead = createBulkhead({
    clock,
    knobs: knobsWith(bulkheadKnobs, fixed),
    queue: knobsWith(queueKnobs, queue),
    isOverload: (error) => error instanceof AccordError,
    onQueueOutcome: (outcome) => void outcomes.push(outcome),
  });
  return {
    clock,
    bulkhead,
    outcomes,
    request: (priority = 'default', timeoutMs = Number.POSITIVE_INFINITY) => ({
      priority,
      deadline: createDeadline({ clock, timeoutMs }),
    }),
  };
}

describe('a bulkhead', () => {
  it('runs as many calls at once as it may, and the others in their turn', async () => {
    const { bulkhead, request, clock } = bench(2);
    const calls: Deferred<string>[] = [];
    const run = (priority: Priority) =>
      bulkhead.run(() => {
        const call = deferred<string>();
        calls.push(call);
        return call.promise;
      }, request(priority));
    const results = [run('default'), run('default'), run('default'), run('high')];
    const settled = Promise.allSettled(results);
    expect(bulkhead.state()).toMatchObject({ inFlight: 2, limit: 2, waiting: { high: 1, default: 1 } });
    calls[0]?.resolve('first');
    await clock.elapse(0);
    expect(calls).toHaveLength(3);
    calls[2]?.resolve('the urgent one');
    calls[1]?.reject(new Error('second'));
    await clock.elapse(0);
    calls[3]?.resolve('third');
    expect(await settled).toEqual([
      { status: 'fulfilled', value: 'first' },
      { status: 'rejected', reason: new Error('second') },
      { status: 'fulfilled', value: 'third' },
      { status: 'fulfilled', value: 'the urgent one' },
    ]);
    expect(bulkhead.state()).toMatchObject({ inFlight: 0, waiting: { high: 0, default: 0, low: 0 } });
  });

  it('sets no timer and reads no signal while there is room', async () => {
    const { bulkhead, clock } = bench(2);
    const deadline = {
      ...createDeadline({ clock, timeoutMs: 1000 }),
      signal: (): AbortSignal => {
        throw new Error('asked');
      },
    };
    await expect(bulkhead.run(async () => 1, { priority: 'low', deadline })).resolves.toBe(1);
    expect(clock.timers()).toBe(0);
  });

  it('gives the place of a call back that throws before it returns a promise', async () => {
    const { bulkhead, request } = bench(1);
    const call = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(bulkhead.run(call, request())).rejects.toThrow('at once');
    expect(bulkhead.state().inFlight).toBe(0);
  });

  it('tells with Retry-After when the queue will have moved, from how long calls take', async () => {
    const { bulkhead, request, clock } = bench(2, { low_limit: 7 });
    const slow = () => new Promise<void>((resolve) => void clock.after(4000, resolve));
    const warm = [bulkhead.run(slow, request()), bulkhead.run(slow, request())];
    await clock.elapse(4000);
    await Promise.all(warm);
    const all = Array.from({ length: 9 }, () => bulkhead.run(slow, request('low')));
    // Two run, seven wait, and this one is the eighth: 8 calls at 2 in 4 s.
    await expect(bulkhead.run(slow, request('low'))).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      retryAfterSeconds: 16,
    });
    await clock.elapse(60_000);
    await Promise.all(all);
  });

  it('refuses who could not be done any more in the time that is left', async () => {
    const { clock, bulkhead, request } = bench(1);
    const first = deferred<string>();
    const measured = bulkhead.run(() => first.promise, request());
    clock.advance(400);
    first.resolve('took 400 ms');
    await measured;
    const second = deferred<string>();
    const running = bulkhead.run(() => second.promise, request());
    const late = endOf(bulkhead.run(async () => 'too late', request('default', 700)));
    const inTime = endOf(bulkhead.run(async () => 'in time', request('default', 2000)));
    await clock.elapse(200);
    second.resolve('');
    await running;
    expect(await late).toMatchObject({ code: 'QUEUE_EXPIRED' });
    expect(await inTime).toBe('in time');
  });

  it('lets a permit count once', async () => {
    const { bulkhead, request } = bench(2);
    const [permit, other] = [await bulkhead.enter(request()), await bulkhead.enter(request())];
    permit.succeeded();
    permit.failed(new Error('late'));
    expect(bulkhead.state().inFlight).toBe(1);
    other.failed(new Error('once'));
    expect(bulkhead.state().inFlight).toBe(0);
  });

  it('lets fewer calls run when the other side is overloaded', async () => {
    const clock = manualClock();
    const bulkhead = createBulkhead({
      clock,
      knobs: knobsWith(bulkheadKnobs),
      queue: knobsWith(queueKnobs),
      isOverload: (error) => error instanceof AccordError,
    });
    const deadline = createDeadline({ clock, timeoutMs: 1000 });
    const fail = (reason: Error) => endOf(bulkhead.run(failingWith(reason), { priority: 'high', deadline }));
    await fail(new Error('something else'));
    expect(bulkhead.state().limit).toBe(10);
    await fail(new AccordError(busy));
    expect(bulkhead.state().limit).toBe(8);
  });

  it('refuses all on close, and resolves when what runs has ended', async () => {
    const { bulkhead, request, clock } = bench(2);
    const call = deferred();
    const brief = deferred();
    const running = [
      bulkhead.run(() => call.promise, request()),
      bulkhead.run(() => brief.promise, request()),
    ];
    const waiting = bulkhead.run(() => call.promise, request());
    const ended: string[] = [];
    const closing = bulkhead.close().then(() => ended.push('closed'));
    await expect(waiting).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await expect(bulkhead.run(() => call.promise, request())).rejects.toMatchObject({
      code: 'SHUTTING_DOWN',
    });
    brief.resolve();
    await clock.elapse(10);
    expect(ended).toEqual([]);
    call.resolve();
    await Promise.all([...running, closing, bulkhead.close()]);
    await bench(1).bulkhead.close();
  });

  it('never runs more than the limit, and ends each call once, at ten times the load it can carry', async () => {
    const arrival = fc.record({
      gapMs: fc.integer({ min: 0, max: 10 }),
      tookMs: fc.integer({ min: 1, max: 200 }),
      priority: fc.constantFrom(...PRIORITIES),
      fails: fc.boolean(),
      timeoutMs: fc.integer({ min: 1, max: 3000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { minLength: 50, maxLength: 150 }), async (arrivals) => {
        const { bulkhead, clock, outcomes, request } = bench(2, {
          high_limit: 10,
          default_limit: 10,
          low_limit: 10,
        });
        let running = 0;
        let most = 0;
        let made = 0;
        const ends = arrivals.map(() => 0);
        for (const [index, { gapMs, tookMs, priority, fails, timeoutMs }] of arrivals.entries()) {
          const call = async (): Promise<void> => {
            made += 1;
            running += 1;
            most = Math.max(most, running);
            await new Promise<void>((resolve) => void clock.after(tookMs, resolve));
            running -= 1;
            if (fails) throw new Error('down');
          };
          const count = () => void (ends[index] = (ends[index] ?? 0) + 1);
          void bulkhead.run(call, request(priority, timeoutMs)).then(count, count);
          if (gapMs > 0) await clock.elapse(gapMs);
        }
        await clock.elapse(60_000);
        expect(ends).toEqual(arrivals.map(() => 1));
        expect(most).toBeLessThanOrEqual(2);
        const refused = outcomes.filter((outcome) => outcome !== 'served').length;
        expect(made + refused).toBe(arrivals.length);
        expect(bulkhead.state()).toMatchObject({ inFlight: 0, waiting: { high: 0, default: 0, low: 0 } });
      }),
      { numRuns: 15 },
    );
  });
});
