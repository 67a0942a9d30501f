/** Upper bounds of the classes grow by this factor: a quantile is at most 5 % off its value. */
const GROWTH = 1.1;
const SMALLEST_MS = 0.01;
/** The last class begins at about 46 minutes. */
const CLASSES = 200;

export interface LatencyWindow {
  record(ms: number): void;
  /** Undefined while nothing is remembered. */
  quantile(q: number): number | undefined;
  /** How much is remembered: each record counts 1 when it is new and half as much with each window that passed. */
  weight(): number;
}

/**
 * Latencies of late, in a histogram whose counts are halved after each window: what was measured an hour ago fades,
 * and what is measured now shows at once. Constant in memory and in time.
 */
export function latencyWindow(windowMs: number, monotonic: () => number): LatencyWindow {
  const counts = new Float64Array(CLASSES);
  let total = 0;
  let windowEnd = monotonic() + windowMs;

  const fade = (): void => {
    const now = monotonic();
    if (now < windowEnd) return;
    const passed = 1 + Math.floor((now - windowEnd) / windowMs);
    const share = 0.5 ** passed;
    for (let index = 0; index < CLASSES; index++) counts[index] = (counts[index] ?? 0) * share;
    total *= share;
    windowEnd += passed * windowMs;
  };

  return {
    record(ms) {
      fade();
      const index = classOf(ms);
      counts[index] = (counts[index] ?? 0) + 1;
      total += 1;
    },
    quantile(q) {
      fade();
      if (total < 0.5) return undefined;
      let seen = 0;
      for (let index = 0; index < CLASSES; index++) {
        seen += counts[index] ?? 0;
        if (seen >= q * total) return middleOf(index);
      }
      return middleOf(CLASSES - 1);
    },
    weight() {
      fade();
      return total;
    },
  };
}

const LOG_GROWTH = Math.log(GROWTH);

function classOf(ms: number): number {
  const index = Math.ceil(Math.log(Math.max(ms, SMALLEST_MS) / SMALLEST_MS) / LOG_GROWTH);
  return Math.min(CLASSES - 1, index);
}

/** The middle of a class, by ratio. */
const middleOf = (index: number): number => SMALLEST_MS * GROWTH ** (index - 0.5);
