/** When outcomes add up to a fault. */
export interface OutcomeLimits {
  /** Failures that are too many: in a row, or in the window when their share is reached as well. */
  readonly failures: number;
  /** Share of failures among the outcomes of the window, 0 to 1. */
  readonly failureShare: number;
  /** How many of the latest outcomes are looked at. */
  readonly calls: number;
  /** Milliseconds after which an outcome no longer counts. */
  readonly ageMs: number;
}

export interface OutcomeCounts {
  readonly calls: number;
  readonly failures: number;
  readonly failuresInARow: number;
}

/** The latest outcomes of calls to one thing. */
export interface OutcomeWindow {
  /** @param now reading of the monotonic clock */
  record(ok: boolean, now: number): void;
  counts(now: number): OutcomeCounts;
  /** Whether the failures are too many. */
  tripped(now: number): boolean;
  clear(): void;
}

/**
 * Keeps a ring of the latest outcomes. Counting failures in a row alone would never see a model that fails every other
 * call, and a window of time alone would see nothing where calls are rare; so the window is of calls, with an age.
 * Recording costs the same whatever the size; counting is linear in it and done after failures only.
 */
export function createOutcomeWindow(limits: OutcomeLimits): OutcomeWindow {
  const times = new Float64Array(limits.calls);
  const failed = new Uint8Array(limits.calls);
  let recorded = 0;
  let failuresInARow = 0;

  const counts = (now: number): OutcomeCounts => {
    let calls = 0;
    let failures = 0;
    for (let index = Math.min(recorded, limits.calls) - 1; index >= 0; index--) {
      if (now - (times[index] ?? 0) > limits.ageMs) continue;
      calls += 1;
      failures += failed[index] ?? 0;
    }
    return { calls, failures, failuresInARow };
  };

  return {
    record(ok, now) {
      const index = recorded % limits.calls;
      times[index] = now;
      failed[index] = ok ? 0 : 1;
      recorded += 1;
      failuresInARow = ok ? 0 : failuresInARow + 1;
    },
    counts,
    tripped(now) {
      if (failuresInARow >= limits.failures) return true;
      const { calls, failures } = counts(now);
      return failures >= limits.failures && failures / calls >= limits.failureShare;
    },
    clear() {
      recorded = 0;
      failuresInARow = 0;
    },
  };
}
