import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late the event loop is. */
export interface LagSampler {
  /** Mean lag in milliseconds since the last reading; undefined when nothing was measured since. */
  read(): number | undefined;
  close(): void;
}

const RESOLUTION_MS = 10;

/**
 * Measures the lag with Node's own histogram, outside of JavaScript. Its samples are the times between two ticks of a timer,
 * so the timer's interval is taken off. The mean, because one long pause of the collector is no reason to refuse anyone,
 * while under overload every tick is late.
 */
export function eventLoopLag(): LagSampler {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    read() {
      if (delays.count === 0) return undefined;
      const lagMs = Math.max(0, delays.mean / 1e6 - RESOLUTION_MS);
      delays.reset();
      return lagMs;
    },
    close: () => void delays.disable(),
  };
}
