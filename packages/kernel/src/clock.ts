/** The only source of time. Injected, so that every run can be repeated. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. May step when the machine's clock is set. */
  now(): number;
  /** Milliseconds with a fraction, never going back; only differences mean anything. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
