import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '@accord/kernel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { createMetricRegistry } from './metrics.ts';
import { type ProcessWatch, watchProcess } from './process-pauses.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const WAIT = { timeout: 10_000, interval: 50 };

interface Line {
  readonly message: string;
  readonly cause?: string;
  readonly pause_ms?: number;
}

describe('watchProcess', () => {
  let watch: ProcessWatch;
  const open = (knobs: { readonly memory_limit_mb?: number; readonly pause_warn_ms?: number } = {}) => {
    const lines: Line[] = [];
    const logger = createLogger(
      { level: 'warn' },
      { write: (line: string) => void lines.push(JSON.parse(line) as Line) },
    );
    const metrics = createMetricRegistry();
    watch = watchProcess({
      knobs: { memory_limit_mb: 0, pause_warn_ms: 10_000, ...knobs },
      metrics,
      logger,
      clock: systemClock,
    });
    return { lines, metrics };
  };
  const block = (ms: number): void => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };
  afterEach(() => watch.close());

  it('sees a task that blocks the event loop, counts it and warns of it once', async () => {
    const { lines, metrics } = open({ pause_warn_ms: 100 });
    block(300);
    await vi.waitFor(() => expect(watch.report().eventLoop.longestMs).toBeGreaterThan(200), WAIT);
    expect(watch.health()).toMatchObject({
      status: 'HEALTHY',
      detail: expect.stringMatching(/\d{3,} ms of the event loop/),
    });
    const loop = () => lines.filter(({ cause }) => cause === 'event_loop');
    expect(loop()).toHaveLength(1);
    expect(loop()[0]?.pause_ms).toBeGreaterThan(200);
    block(300);
    const counted = async () =>
      Number(/pause_seconds_count\{cause="event_loop"\} (\d+)/.exec(await metrics.print())?.[1]);
    await vi.waitFor(async () => expect(await counted()).toBeGreaterThan(1), WAIT);
    expect(loop()).toHaveLength(1);
  });

  it('counts the pauses of the garbage collector', async () => {
    open();
    collectGarbage();
    await vi.waitFor(() => expect(watch.report().gc.pauses).toBeGreaterThan(0), WAIT);
    const { totalMs, longestMs } = watch.report().gc;
    expect(longestMs).toBeGreaterThan(0);
    expect(totalMs).toBeGreaterThanOrEqual(longestMs);
  });

  it('measures the memory against its limit', async () => {
    const { metrics } = open({ memory_limit_mb: 1_000_000 });
    const { memory } = watch.report();
    expect(memory.limitBytes).toBe(1_000_000 * 2 ** 20);
    expect(memory.residentBytes).toBeGreaterThan(memory.heapUsedBytes / 2);
    expect(memory.share).toBeCloseTo(memory.residentBytes / memory.limitBytes, 9);
    expect(watch.health().status).toBe('HEALTHY');
    expect(await metrics.print()).toContain('accord_process_memory_limit_bytes 1048576000000');
  });

  it('is DEGRADED and warns when the memory is nearly used up', async () => {
    const { lines } = open({ memory_limit_mb: 10 });
    expect(watch.health()).toMatchObject({
      status: 'DEGRADED',
      detail: expect.stringMatching(/of 10 MiB memory/),
    });
    await vi.waitFor(
      () => expect(lines.map(({ message }) => message)).toEqual(['memory is nearly used up']),
      WAIT,
    );
  });

  it('takes what the machine has where no limit is set', () => {
    open();
    const { limitBytes } = watch.report().memory;
    expect(limitBytes).toBeGreaterThan(2 ** 27);
    expect(Number.isFinite(limitBytes)).toBe(true);
  });

  it('measures nothing more once it is closed', async () => {
    open({ pause_warn_ms: 100 });
    watch.close();
    const before = watch.report();
    block(300);
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { eventLoop, gc } = watch.report();
    expect({ eventLoop, gc }).toEqual({ eventLoop: before.eventLoop, gc: before.gc });
  });
});
