import { AccordError, createRng } from '@accord/kernel';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeadline, type Deadline } from './deadline.ts';
import { retryKnobs } from './retry-knobs.ts';
import { createRetry, type Retry, type RetryDecision } from './retry.ts';
import { createRetryBudget } from './retry-budget.ts';
import { knobsWith } from './testing.ts';

const kind = { code: 'UPSTREAM_BUSY', status: 503, title: 'Busy', remedy: 'Wait.' };
const busy = (retryAfterSeconds: number) => new AccordError(kind, { retryAfterSeconds });

interface Bench {
  readonly clock: ManualClock;
  readonly retry: Retry;
  readonly decisions: RetryDecision[];
  run(
    failures: number,
    options?: { error?: unknown; safe?: boolean; deadline?: Deadline },
  ): { result: Promise<unknown>; calls: number[] };
}

function bench(values: Parameters<typeof knobsWith<typeof retryKnobs>>[1] = {}): Bench {
  const clock = manualClock();
  const retry = createRetry({ clock, rng: createRng(3), knobs: knobsWith(retryKnobs, values) });
  const decisions: RetryDecision[] = [];
  return {
    clock,
    retry,
    decisions,
    run(failures, { error = new Error('down'), safe = true, deadline } = {}) {
      const calls: number[] = [];
      const result = retry
        .run(
          async (attempt) => {
            calls.push(clock.monotonic());
            if (attempt <= failures) throw error;
            return attempt;
          },
          {
            deadline: deadline ?? createDeadline({ clock, timeoutMs: 60_000 }),
            isSafe: () => safe,
            onDecision: (decision) => void decisions.push(decision),
          },
        )
        .catch((thrown: unknown) => thrown);
      return { result, calls };
    },
  };
}

describe('retry', () => {
  it('calls once when the call goes well, and sets no timer', async () => {
    const { run, clock } = bench();
    const { result, calls } = run(0);
    expect(await result).toBe(1);
    expect([calls.length, clock.timers()]).toEqual([1, 0]);
  });

  it('calls again after a jittered, growing delay', async () => {
    const { run, clock, decisions } = bench({ attempts: 4, delay_min_ms: 100, delay_max_ms: 300 });
    const deadline = createDeadline({ clock, timeoutMs: 60_000 });
    const { result, calls } = run(3, { deadline });
    await clock.elapse(700);
    expect(await result).toBe(4);
    deadline.clear();
    const gaps = calls.slice(1).map((at, index) => at - (calls[index] ?? 0));
    for (const [index, limit] of [100, 200, 300].entries()) expect(gaps[index]).toBeLessThanOrEqual(limit);
    expect(new Set(gaps).size).toBe(3);
    expect(decisions.map((one) => one.kind)).toEqual(['retry', 'retry', 'retry']);
    expect(clock.timers()).toBe(0);
  });

  it.each([
    ['unsafe', { safe: false }, {}],
    ['attempts', {}, { attempts: 1 }],
  ] as const)('gives up because of %s with what was thrown', async (reason, options, values) => {
    const { run, decisions } = bench(values);
    const error = new Error('as it was');
    const { result, calls } = run(9, { ...options, error });
    expect(await result).toBe(error);
    expect([calls.length, decisions]).toEqual([1, [{ kind: 'give-up', reason }]]);
  });

  it('waits for Retry-After in full', async () => {
    const { run, clock } = bench();
    const { result, calls } = run(1, { error: busy(7) });
    await clock.elapse(7000);
    expect(calls).toHaveLength(1);
    await clock.elapse(200);
    expect(await result).toBe(2);
    expect(calls[1]).toBeGreaterThan(7000);
  });

  it('does not start to wait when the deadline comes first', async () => {
    const { run, clock, decisions } = bench();
    const error = busy(7);
    const deadline = createDeadline({ clock, timeoutMs: 7000 });
    expect(await run(1, { error, deadline }).result).toBe(error);
    expect(decisions).toEqual([{ kind: 'give-up', reason: 'deadline' }]);
    expect(clock.timers()).toBe(0);
  });

  it.each([
    ['before', true],
    ['while', false],
  ])('ends when the caller goes away %s it waits', async (_when, before) => {
    const { run, clock } = bench();
    const caller = new AbortController();
    const deadline = createDeadline({ clock, timeoutMs: 60_000, caller: () => caller.signal });
    if (before) caller.abort();
    const { result, calls } = run(1, { error: busy(7), deadline });
    await clock.elapse(10);
    caller.abort();
    expect(await result).toMatchObject({ code: 'CALL_CANCELLED' });
    deadline.clear();
    expect([calls.length, clock.timers()]).toEqual([1, 0]);
  });

  it('shares one budget among all calls', async () => {
    const { run, clock, decisions, retry } = bench({ budget_reserve: 2, budget_share: 0.1, attempts: 2 });
    for (let call = 0; call < 20; call++) {
      run(9);
      await clock.elapse(1000);
    }
    const retries = decisions.filter((one) => one.kind === 'retry').length;
    expect(retries).toBe(3);
    expect(decisions.filter((one) => one.kind === 'give-up' && one.reason === 'budget')).toHaveLength(17);
    expect(retry.budgetLeft()).toBeLessThan(1);
  });
});

describe('the budget', () => {
  it('never gives more than the share of the calls and the reserve', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), fc.integer({ min: 0, max: 10 }), (steps, tenths) => {
        const share = tenths / 10;
        const budget = createRetryBudget(share, 3);
        let calls = 0;
        let retries = 0;
        for (const isCall of steps) {
          if (isCall) {
            budget.deposit();
            calls += 1;
          } else if (budget.withdraw()) retries += 1;
        }
        expect(retries).toBeLessThanOrEqual(share * calls + 3 + 1e-9);
        expect(budget.left()).toBeLessThanOrEqual(3);
      }),
    );
  });
});
