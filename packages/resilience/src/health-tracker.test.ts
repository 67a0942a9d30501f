import { createRng } from '@accord/kernel';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHealthTracker, type HealthTracker, type TrackedHealth } from './health-tracker.ts';
import { healthTrackingKnobs } from './health-knobs.ts';
import { knobsWith } from './testing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Bench {
  readonly clock: ManualClock;
  readonly tracker: HealthTracker;
  readonly changes: TrackedHealth['kind'][];
  readonly probes: number[];
  readonly errors: unknown[];
}

function bench(probe: (signal: AbortSignal) => Promise<unknown>, seed = 5): Bench {
  const clock = manualClock();
  const one = { changes: [] as TrackedHealth['kind'][], probes: [] as number[], errors: [] as unknown[] };
  const tracker = createHealthTracker({
    name: 'local/qwen',
    clock,
    rng: createRng(seed),
    knobs: knobsWith(healthTrackingKnobs),
    probe: (signal) => {
      one.probes.push(clock.monotonic());
      return probe(signal);
    },
    onProbe: (_name, error) => void one.errors.push(error),
    onChange: (_name, to) => void one.changes.push(to.kind),
  });
  return { clock, tracker, ...one };
}

const well = async (): Promise<void> => {};
const ill = async (): Promise<never> => {
  throw new Error('down');
};
const reportMany = (tracker: HealthTracker, ok: boolean, times: number): void => {
  for (let time = 0; time < times; time++) tracker.report(ok);
};

describe('a tracker', () => {
  it('goes down at the fifth failure in a row, and up after three good probes', async () => {
    const { tracker, clock, changes, probes } = bench(well);
    reportMany(tracker, false, 4);
    expect(tracker.state()).toEqual({ kind: 'up', calls: 4, failures: 4 });
    tracker.report(false);
    expect(tracker.state()).toEqual({ kind: 'down', successes: 0, required: 3, relapses: 0 });
    reportMany(tracker, true, 10);
    await clock.elapse(3 * 10_000 - 1);
    expect(tracker.state().kind).toBe('down');
    await clock.elapse(60_001);
    expect(changes).toEqual(['down', 'up']);
    expect(probes.length).toBeGreaterThanOrEqual(3);
    tracker.close();
    expect(clock.timers()).toBe(0);
  });

  it('probes every 10 to 30 s, at random', async () => {
    const { tracker, clock, probes } = bench(ill);
    await clock.elapse(HOUR);
    const gaps = probes.slice(1).map((at, index) => at - (probes[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(30_000);
    expect(new Set(gaps).size).toBeGreaterThan(gaps.length / 2);
    tracker.close();
  });

  it('finds out by itself that an idle model is down', async () => {
    const { tracker, clock } = bench(ill);
    await clock.elapse(5 * 30_000);
    expect(tracker.state().kind).toBe('down');
    tracker.close();
  });

  it('does not probe a model that is up and in use', async () => {
    const { tracker, clock, probes } = bench(well);
    for (let second = 0; second < 600; second += 5) {
      tracker.report(true);
      await clock.elapse(5000);
    }
    expect(probes).toEqual([]);
    tracker.close();
  });

  it('counts a probe that hangs as failed, ends it, and probes on', async () => {
    const signals: AbortSignal[] = [];
    const { tracker, clock, errors } = bench((signal) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    await clock.elapse(6 * 35_000);
    expect(tracker.state().kind).toBe('down');
    expect(errors.length).toBeGreaterThanOrEqual(5);
    expect(errors[0]).toMatchObject({ code: 'DEADLINE_PASSED' });
    expect(signals[0]?.aborted).toBe(true);
    tracker.close();
  });

  it('tells what a probe threw, so that a bug in it is seen', async () => {
    const { tracker, clock, errors } = bench(() => {
      throw new TypeError('a bug');
    });
    await clock.elapse(30_000);
    expect(errors[0]).toBeInstanceOf(TypeError);
    tracker.close();
  });

  it('ends the probe that is out when it is closed', async () => {
    let signal: AbortSignal | undefined;
    const one = bench((given) => {
      signal = given;
      return new Promise(() => {});
    });
    const { tracker, clock, errors } = one;
    await clock.elapse(10_000);
    for (let wait = 0; one.probes.length === 0 && wait < 30; wait++) await clock.elapse(1000);
    tracker.close();
    await clock.elapse(MINUTE);
    expect([signal?.aborted, clock.timers(), errors.length]).toEqual([true, 0, 0]);
  });
});

/** Calls while the model is up, one a second, each with what the model makes of its n-th call. */
async function hourWith(one: Bench, outcomeOf: (call: number) => boolean): Promise<void> {
  let call = 0;
  for (let second = 0; second < 3600; second++) {
    if (one.tracker.state().kind === 'up') one.tracker.report(outcomeOf(call++));
    await one.clock.elapse(1000);
  }
  one.tracker.close();
}

describe('flapping', () => {
  it('does not happen under a model that fails every other call, probes included', async () => {
    let calls = 0;
    const everyOther = (): boolean => calls++ % 2 === 0;
    const one = bench(() => (everyOther() ? well() : ill()));
    await hourWith(one, everyOther);
    expect(one.changes).toEqual(['down']);
  });

  // Down lasts 3, 6, 12, 24, then 48 probes of 10 s or more: at most 11 times down in an hour, at random intervals fewer.
  it('is bounded under a model that answers every probe and fails every other call', async () => {
    const one = bench(well);
    await hourWith(one, (call) => call % 2 === 0);
    expect(one.changes.length).toBeGreaterThan(2);
    expect(one.changes.length).toBeLessThanOrEqual(22);
    expect(one.changes.filter((to) => to === 'down').length).toBeLessThanOrEqual(8);
  });

  it('is bounded under a model that fails at random, whatever its probes say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (seed, failureShare, probeShare) => {
          const chance = createRng(seed);
          const one = bench(() => (chance.next() < probeShare ? well() : ill()), seed);
          await hourWith(one, () => chance.next() >= failureShare);
          expect(one.changes.length).toBeLessThanOrEqual(22);
        },
      ),
      { numRuns: 4 },
    );
  });

  it('forgets relapses after a long time up', async () => {
    const { tracker, clock } = bench(well);
    const fall = async (): Promise<TrackedHealth> => {
      reportMany(tracker, false, 5);
      const state = tracker.state();
      for (let minute = 0; tracker.state().kind === 'down' && minute < 60; minute++)
        await clock.elapse(MINUTE);
      return state;
    };
    expect(await fall()).toMatchObject({ required: 3, relapses: 0 });
    expect(await fall()).toMatchObject({ required: 6, relapses: 1 });
    expect(await fall()).toMatchObject({ required: 12, relapses: 2 });
    await clock.elapse(10 * MINUTE);
    expect(await fall()).toMatchObject({ required: 3, relapses: 0 });
    tracker.close();
  });
});
