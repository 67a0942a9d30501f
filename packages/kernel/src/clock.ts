/** The only source of time. Injected, so that every run can be repeated. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. May step when the machine's clock is set. */
  now(): number;
  /** Milliseconds with a fraction, never going back; only differences mean anything. */
  monotonic(): number;
  /**
   * Runs `work` once, `delayMs` milliseconds from now, and returns how to call it off. A fraction is rounded up.
   *
   * @throws RangeError for a delay that a timer cannot hold, above 2^31 − 1 ms
   */
  after(delayMs: number, work: () => void, timing?: Timing): () => void;
}

export interface Timing {
  /** Set for upkeep that nobody waits for: it does not keep the process alive. */
  readonly background?: boolean;
}

const LONGEST_DELAY_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, work, timing) => {
    if (!(delayMs <= LONGEST_DELAY_MS)) throw new RangeError(`no timer holds ${delayMs} ms`);
    const timer = setTimeout(work, Math.ceil(delayMs));
    if (timing?.background) timer.unref();
    return () => clearTimeout(timer);
  },
};
