import { getEventListeners } from 'node:events';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeadline, type Deadline } from './deadline.ts';
import { queueKnobs } from './bulkhead-knobs.ts';
import {
  createPriorityQueue,
  PRIORITIES,
  type Priority,
  type PriorityQueue,
  type QueueOutcome,
} from './priority-queue.ts';
import { knobsWith } from './testing.ts';

type Values = NonNullable<Parameters<typeof knobsWith<typeof queueKnobs>>[1]>;

interface Bench {
  readonly clock: ManualClock;
  readonly queue: PriorityQueue;
  readonly outcomes: [QueueOutcome, Priority, number][];
  /** Waits, and tells `served` or the error. */
  wait(priority: Priority, deadline?: Deadline): Promise<unknown>;
}

function bench(values: Values = {}, servedPerSecond: () => number | undefined = () => undefined): Bench {
  const clock = manualClock();
  const outcomes: Bench['outcomes'] = [];
  const queue = createPriorityQueue({
    clock,
    knobs: knobsWith(queueKnobs, values),
    servedPerSecond,
    onOutcome: (...outcome) => void outcomes.push(outcome),
  });
  return {
    clock,
    queue,
    outcomes,
    wait: (priority, deadline = createDeadline({ clock, timeoutMs: Number.POSITIVE_INFINITY })) =>
      queue.wait({ priority, deadline }).then(
        () => 'served',
        (error: unknown) => error,
      ),
  };
}

describe('the order of service', () => {
  it('puts the urgent first, and keeps the order within a class', async () => {
    const { queue, wait } = bench();
    const served: string[] = [];
    const arrivals = ['low', 'default', 'high', 'default', 'high', 'low'] as const;
    const waits = arrivals.map(async (priority, index) => {
      await wait(priority);
      served.push(`${priority} ${index}`);
    });
    while (queue.serve());
    await Promise.all(waits);
    expect(served).toEqual(['high 2', 'high 4', 'default 1', 'default 3', 'low 0', 'low 5']);
    expect([queue.serve(), queue.size()]).toEqual([false, 0]);
  });

  it('puts who has waited for the lag of its class before what comes then', async () => {
    const { queue, clock, wait } = bench({ low_lag_ms: 15_000 });
    const low = wait('low');
    clock.advance(15_001);
    const high = wait('high');
    queue.serve();
    await expect(low).resolves.toBe('served');
    expect(queue.waiting()).toEqual({ high: 1, default: 0, low: 0 });
    queue.serve();
    await expect(high).resolves.toBe('served');
  });

  it('puts the more urgent first of two with the same rank', async () => {
    const { queue, clock, wait, outcomes } = bench({ default_lag_ms: 100, low_lag_ms: 300 });
    const waits = [wait('low')];
    clock.advance(200);
    waits.push(wait('default'));
    clock.advance(100);
    waits.push(wait('high'));
    while (queue.serve());
    await Promise.all(waits);
    expect(outcomes.map(([, priority]) => priority)).toEqual(['high', 'default', 'low']);
  });

  it('starves nobody under a flood of urgent requests', async () => {
    const { queue, clock, outcomes, wait } = bench();
    const waits = [wait('low'), wait('default')];
    for (let tick = 0; tick < 300; tick++) {
      waits.push(wait('high'), wait('high'));
      queue.serve();
      await clock.elapse(100);
    }
    queue.close();
    await Promise.all(waits);
    const waited = (priority: Priority) => outcomes.find(([, of]) => of === priority);
    expect(waited('default')?.[0]).toBe('served');
    expect(waited('low')?.[0]).toBe('served');
    expect(waited('low')?.[2]).toBeLessThanOrEqual(15_000 + 500 + 100);
  });
});

describe('an entry', () => {
  it.each([
    ['high', 500],
    ['default', 2000],
    ['low', 30_000],
  ] as const)('of class %s is refused after %d ms', async (priority, waitMs) => {
    const { queue, clock, wait, outcomes } = bench();
    const refused = wait(priority);
    clock.advance(waitMs - 1);
    expect(queue.size()).toBe(1);
    clock.advance(1);
    expect(queue.size()).toBe(0);
    await expect(refused).resolves.toMatchObject({ code: 'QUEUE_EXPIRED', retryAfterSeconds: 1 });
    expect(outcomes).toEqual([['expired', priority, waitMs]]);
  });

  it('is refused when its own deadline comes first', async () => {
    const { clock, wait } = bench();
    const refused = wait('low', createDeadline({ clock, timeoutMs: 70 }));
    clock.advance(70);
    await expect(refused).resolves.toMatchObject({ code: 'QUEUE_EXPIRED' });
    const late = createDeadline({ clock, timeoutMs: 0 });
    await expect(wait('low', late)).resolves.toMatchObject({ code: 'QUEUE_EXPIRED' });
  });

  it('leaves when its caller goes away', async () => {
    const { queue, clock, wait, outcomes } = bench();
    const caller = new AbortController();
    const deadline = createDeadline({ clock, timeoutMs: 10_000, caller: () => caller.signal });
    const waits = [wait('high'), wait('high', deadline), wait('high')];
    caller.abort();
    await expect(waits[1]).resolves.toMatchObject({ code: 'CALL_CANCELLED' });
    expect(outcomes).toEqual([['cancelled', 'high', 0]]);
    queue.serve();
    queue.serve();
    await expect(Promise.all([waits[0], waits[2]])).resolves.toEqual(['served', 'served']);
    await expect(wait('high', deadline)).resolves.toMatchObject({ code: 'CALL_CANCELLED' });
    expect(clock.timers()).toBe(0);
  });

  it('leaves nothing behind once it is served', async () => {
    const { queue, clock, wait } = bench();
    const deadline = createDeadline({ clock, timeoutMs: 10_000 });
    const served = wait('high', deadline);
    queue.serve();
    await served;
    expect(getEventListeners(deadline.signal(), 'abort')).toEqual([]);
    deadline.clear();
    expect(clock.timers()).toBe(0);
  });

  it('is refused at once when its class is full, and other classes are not', async () => {
    const { queue, wait } = bench({ low_limit: 2 }, () => 0.5);
    const waits = [wait('low'), wait('low')];
    await expect(wait('low')).resolves.toMatchObject({ code: 'QUEUE_FULL', retryAfterSeconds: 6 });
    waits.push(wait('high'));
    expect(queue.waiting()).toEqual({ high: 1, default: 0, low: 2 });
    queue.close();
    await Promise.all(waits);
  });

  it('is never told to stay away for longer than the ceiling', async () => {
    const { wait } = bench({ high_limit: 1, retry_after_max_s: 30 }, () => 0.001);
    void wait('high');
    await expect(wait('high')).resolves.toMatchObject({ retryAfterSeconds: 30 });
  });
});

describe('a closed queue', () => {
  it('refuses who waits and who comes', async () => {
    const { queue, clock, wait } = bench();
    const waits = PRIORITIES.map((priority) => wait(priority));
    queue.close();
    waits.push(wait('high'));
    for (const refused of waits) {
      await expect(refused).resolves.toMatchObject({ code: 'SHUTTING_DOWN', retryAfterSeconds: 1 });
    }
    expect([queue.size(), queue.serve(), clock.timers()]).toEqual([0, false, 0]);
  });
});

describe('any pattern of arrivals', () => {
  const limits = { high_limit: 5, default_limit: 4, low_limit: 3 };
  const waits = { high_wait_ms: 50, default_wait_ms: 200, low_wait_ms: 900 };
  const lags = { high: 0, default: 80, low: 400 };
  const values = { ...limits, ...waits, default_lag_ms: lags.default, low_lag_ms: lags.low };

  const priority = fc.constantFrom(...PRIORITIES);
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('arrive' as const), priority }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('hurry' as const),
        priority,
        timeoutMs: fc.integer({ min: 0, max: 100 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('serve' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(20) }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 120 }) }),
    },
  );

  interface Arrival {
    readonly priority: Priority;
    readonly since: number;
    readonly caller: AbortController;
    ends: string[];
  }

  const enter = (one: Bench, priority: Priority, timeoutMs: number): Arrival => {
    const caller = new AbortController();
    const since = one.clock.monotonic();
    const arrival: Arrival = { priority, since, caller, ends: [] };
    const deadline = createDeadline({ clock: one.clock, timeoutMs, caller: () => caller.signal });
    one.queue.wait({ priority, deadline }).then(
      () => arrival.ends.push('served'),
      (error: { code: string }) => arrival.ends.push(error.code),
    );
    return arrival;
  };

  it('gives each entry exactly one outcome, keeps to the bounds and to the order of ranks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
        const one = bench(values);
        const arrivals: Arrival[] = [];
        const rank = (arrival: Arrival) => arrival.since + lags[arrival.priority];
        for (const action of steps) {
          const before = arrivals.filter(({ ends }) => ends.length === 0);
          if (action.kind === 'arrive') arrivals.push(enter(one, action.priority, Number.POSITIVE_INFINITY));
          if (action.kind === 'hurry') arrivals.push(enter(one, action.priority, action.timeoutMs));
          if (action.kind === 'cancel') arrivals[action.which]?.caller.abort();
          if (action.kind === 'pass') await one.clock.elapse(action.ms);
          const served = action.kind === 'serve' && one.queue.serve();
          await one.clock.elapse(0);
          if (action.kind === 'serve') {
            const [lucky] = before.filter(({ ends }) => ends.length > 0);
            expect(served).toBe(before.length > 0);
            for (const other of before) expect(rank(lucky ?? other)).toBeLessThanOrEqual(rank(other));
          }
          const waiting = one.queue.waiting();
          for (const each of PRIORITIES) {
            expect(waiting[each]).toBeLessThanOrEqual(limits[`${each}_limit`]);
            const still = arrivals.filter(({ ends, priority }) => priority === each && ends.length === 0);
            expect(still).toHaveLength(waiting[each]);
            for (const { since } of still) {
              expect(one.clock.monotonic() - since).toBeLessThan(waits[`${each}_wait_ms`]);
            }
          }
        }
        one.queue.close();
        await one.clock.elapse(10_000);
        expect(arrivals.map(({ ends }) => ends.length)).toEqual(arrivals.map(() => 1));
        expect(one.outcomes).toHaveLength(arrivals.length);
      }),
      { numRuns: 60 },
    );
  });

  it('starves nobody while the queue is served, however the others come', async () => {
    const tick = fc.array(priority, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(tick, { minLength: 30, maxLength: 60 }),
        priority,
        async (ticks, observed) => {
          const one = bench(values);
          const watched = enter(one, observed, Number.POSITIVE_INFINITY);
          for (const comers of ticks) {
            for (const comer of comers) enter(one, comer, Number.POSITIVE_INFINITY);
            one.queue.serve();
            await one.clock.elapse(20);
          }
          expect(watched.ends).toEqual(['served']);
          one.queue.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});
