import { AccordError, createRng } from '@accord/kernel';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BreakerChange, type CircuitBreaker, createBreaker } from './circuit-breaker.ts';
import { breakerKnobs } from './breaker-knobs.ts';
import { deferred, endOf, failingWith, knobsWith } from './testing.ts';

const kind = { code: 'UPSTREAM_DOWN', status: 503, title: 'Down', remedy: 'Wait.' };
const down = (retryAfterSeconds?: number) =>
  new AccordError(kind, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
const mistake = new TypeError('a mistake');

interface Bench {
  readonly breaker: CircuitBreaker;
  readonly clock: ManualClock;
  readonly changes: BreakerChange[];
  succeed(): Promise<unknown>;
  fail(error?: unknown): Promise<unknown>;
}

function bench(values: Parameters<typeof knobsWith<typeof breakerKnobs>>[1] = {}): Bench {
  const clock = manualClock();
  const changes: BreakerChange[] = [];
  const breaker = createBreaker({
    name: 'local/qwen',
    clock,
    rng: createRng(7),
    knobs: knobsWith(breakerKnobs, values),
    isFailure: (error) => error instanceof AccordError,
    onChange: (change) => void changes.push(change),
  });
  return {
    breaker,
    clock,
    changes,
    succeed: () => breaker.run(async () => 'ok'),
    fail: (reason = down()) => endOf(breaker.run(failingWith(reason))),
  };
}

const repeat = async (times: number, work: () => Promise<unknown>): Promise<void> => {
  for (let time = 0; time < times; time++) await work();
};
const openMsOf = ({ breaker }: Bench): number => {
  const state = breaker.state();
  if (state.kind !== 'open') throw new Error(`expected open, not ${state.kind}`);
  return state.retryInMs;
};

describe('a closed breaker', () => {
  it('hands results and errors through', async () => {
    const { succeed, fail } = bench();
    const error = down();
    await expect(succeed()).resolves.toBe('ok');
    await expect(fail(error)).resolves.toBe(error);
  });

  it('opens at the fifth failure in a row, and not before', async () => {
    const { breaker, fail, succeed, changes } = bench({ window_calls: 1000 });
    await repeat(100, succeed);
    await repeat(4, fail);
    await succeed();
    await repeat(4, fail);
    expect(breaker.state()).toMatchObject({ kind: 'closed', failuresInARow: 4 });
    await fail();
    expect(breaker.state()).toMatchObject({ kind: 'open', openings: 1 });
    expect(changes).toEqual([{ name: 'local/qwen', from: 'closed', to: 'open' }]);
  });

  it('opens on a model that fails every other call, however rare the calls are', async () => {
    const { breaker, clock, succeed, fail } = bench({ window_ms: 3_600_000 });
    let calls = 0;
    for (; breaker.state().kind === 'closed' && calls < 100; calls++) {
      await (calls % 2 === 0 ? succeed() : fail());
      clock.advance(60_000);
    }
    expect(calls).toBe(10);
  });

  it('stays closed when failures are few among the calls', async () => {
    const { breaker, succeed, fail } = bench();
    await repeat(50, async () => {
      await repeat(2, succeed);
      await fail();
    });
    expect(breaker.state().kind).toBe('closed');
  });

  it('forgets old outcomes', async () => {
    const { breaker, clock, succeed, fail } = bench({ window_ms: 10_000 });
    await repeat(4, fail);
    await succeed();
    clock.advance(10_001);
    await fail();
    expect(breaker.state()).toMatchObject({ kind: 'closed', calls: 1, failures: 1 });
  });

  it('counts what is no failure neither for nor against', async () => {
    const { breaker, fail } = bench();
    await repeat(20, () => fail(mistake));
    expect(breaker.state()).toMatchObject({ kind: 'closed', calls: 0 });
    await repeat(4, fail);
    await fail(mistake);
    await fail();
    expect(breaker.state().kind).toBe('open');
  });

  it('takes a call that throws before it returns a promise for a failure', async () => {
    const { breaker } = bench({ failures: 1 });
    const call = (): Promise<never> => {
      throw down();
    };
    await expect(breaker.run(call)).rejects.toThrow('Down');
    expect(breaker.state().kind).toBe('open');
  });
});

describe('an open breaker', () => {
  it('refuses with the time until it is tried again', async () => {
    const one = bench();
    await repeat(5, one.fail);
    const openMs = openMsOf(one);
    expect(openMs).toBeGreaterThanOrEqual(2500);
    expect(openMs).toBeLessThanOrEqual(5000);
    await expect(one.succeed()).rejects.toMatchObject({
      code: 'BREAKER_OPEN',
      retryAfterSeconds: Math.ceil(openMs / 1000),
    });
    one.clock.advance(openMs);
    await expect(one.succeed()).resolves.toBe('ok');
  });

  it('never tries before Retry-After is over, and does not wait for ever', async () => {
    const one = bench({ retry_after_max_ms: 300_000 });
    await repeat(4, one.fail);
    await one.fail(down(120));
    expect(openMsOf(one)).toBe(120_000);
    one.clock.advance(120_000);
    await one.fail(down(86_400));
    expect(openMsOf(one)).toBe(300_000);
  });

  it('waits twice as long with each opening, up to the ceiling, until it was closed for a while', async () => {
    const one = bench({ open_min_ms: 1000, open_max_ms: 8000, stable_ms: 60_000 });
    const opened: number[] = [];
    await repeat(5, one.fail);
    for (let opening = 1; opening <= 6; opening++) {
      opened.push(openMsOf(one));
      one.clock.advance(openMsOf(one));
      await one.succeed();
      await repeat(5, one.fail);
    }
    for (const [index, ms] of opened.entries()) {
      const backoff = Math.min(8000, 1000 * 2 ** index);
      expect(ms).toBeGreaterThanOrEqual(backoff / 2);
      expect(ms).toBeLessThanOrEqual(backoff);
    }
    one.clock.advance(openMsOf(one));
    await one.succeed();
    one.clock.advance(60_000);
    await repeat(5, one.fail);
    expect(one.breaker.state()).toMatchObject({ openings: 1 });
  });

  it('is not moved by calls that began before it opened', async () => {
    const { breaker, clock, fail } = bench();
    const [first, second] = [deferred<string>(), deferred<string>()];
    const firstCall = breaker.run(() => first.promise);
    const secondCall = breaker.run(() => second.promise);
    await repeat(5, fail);
    first.resolve('late');
    await expect(firstCall).resolves.toBe('late');
    expect(breaker.state().kind).toBe('open');
    clock.advance(5000);
    const probe = breaker.admit();
    second.reject(down());
    await expect(secondCall).rejects.toThrow('Down');
    expect(breaker.state()).toMatchObject({ kind: 'half-open', probing: true });
    probe.failed(down());
    expect(breaker.state()).toMatchObject({ kind: 'open', openings: 2 });
  });
});

describe('a half-open breaker', () => {
  const halfOpen = async (values = {}): Promise<Bench> => {
    const one = bench(values);
    await repeat(5, one.fail);
    one.clock.advance(openMsOf(one));
    return one;
  };

  it('lets exactly one call through', async () => {
    const { breaker, succeed, changes } = await halfOpen();
    const probe = deferred<string>();
    const calls = Array.from({ length: 10 }, () => breaker.run(() => probe.promise));
    expect(breaker.state()).toMatchObject({ kind: 'half-open', probing: true });
    const settled = Promise.allSettled(calls);
    await expect(succeed()).rejects.toMatchObject({ code: 'BREAKER_OPEN', retryAfterSeconds: 1 });
    probe.resolve('well');
    const outcomes = await settled;
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', ...Array(9).fill('rejected')]);
    expect(changes.map(({ to }) => to)).toEqual(['open', 'half-open', 'closed']);
    await expect(succeed()).resolves.toBe('ok');
  });

  it('opens again when the probe fails', async () => {
    const { breaker, fail } = await halfOpen();
    await fail();
    expect(breaker.state()).toMatchObject({ kind: 'open', openings: 2 });
  });

  it.each(['gives up', 'makes a mistake'])('frees the place of a probe that %s', async (how) => {
    const { breaker, succeed, fail } = await halfOpen();
    if (how === 'gives up') breaker.admit().abandoned();
    else await fail(mistake);
    expect(breaker.state()).toMatchObject({ kind: 'half-open', probing: false });
    await expect(succeed()).resolves.toBe('ok');
    expect(breaker.state().kind).toBe('closed');
  });

  it('gives the place of a lost probe to another, and ignores the lost one', async () => {
    const { breaker, clock } = await halfOpen({ probe_limit_ms: 10_000 });
    const lost = breaker.admit();
    clock.advance(9999);
    expect(() => breaker.admit()).toThrow(expect.objectContaining({ code: 'BREAKER_OPEN' }));
    clock.advance(1);
    const second = breaker.admit();
    lost.succeeded();
    expect(breaker.state()).toMatchObject({ kind: 'half-open', probing: true });
    second.succeeded();
    expect(breaker.state().kind).toBe('closed');
  });
});

describe('a permit', () => {
  it('counts once', () => {
    const { breaker } = bench();
    const permit = breaker.admit();
    for (let time = 0; time < 10; time++) permit.failed(down());
    permit.succeeded();
    expect(breaker.state()).toEqual({ kind: 'closed', calls: 1, failures: 1, failuresInARow: 1 });
  });
});

describe('any course of calls', () => {
  it('keeps at most one probe out, and never stays shut for longer than the ceiling', () => {
    const step = fc.oneof(
      fc.constant('start' as const),
      fc.record({
        end: fc.constantFrom('succeeded' as const, 'failed' as const, 'abandoned' as const),
        which: fc.nat(9),
      }),
      fc.integer({ min: 1, max: 70_000 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { breaker, clock } = bench();
        const running: ReturnType<CircuitBreaker['admit']>[] = [];
        let sinceHalfOpen = 0;
        for (const one of steps) {
          if (one === 'start') {
            try {
              running.push(breaker.admit());
              if (breaker.state().kind === 'half-open') expect(++sinceHalfOpen).toBe(1);
            } catch (error) {
              expect(error).toMatchObject({ code: 'BREAKER_OPEN' });
            }
          } else if (typeof one === 'number') {
            // Shorter than the time after which a probe is given up for lost.
            clock.advance(one / 100);
          } else {
            const permit = running.splice(one.which, 1)[0];
            if (one.end === 'failed') permit?.failed(down());
            else permit?.[one.end]();
          }
          const state = breaker.state();
          if (state.kind !== 'half-open' || !state.probing) sinceHalfOpen = 0;
          if (state.kind === 'open') expect(state.retryInMs).toBeLessThanOrEqual(60_000);
        }
      }),
    );
  });
});
