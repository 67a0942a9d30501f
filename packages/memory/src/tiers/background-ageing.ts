import type { Clock, Rng } from '@accord/kernel';

export interface BackgroundAgeing {
  /** Resolves when the change that is under way is made; no other is begun. */
  close(): Promise<void>;
}

export interface BackgroundAgeingOptions {
  /** Between the end of one round and the next; never, when it is 0. */
  readonly everyMs: number;
  /** Does all that is due, until it is told to stop. */
  readonly age: (signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  /** Processes that share a database come at different times. */
  readonly rng: Rng;
  readonly onFailure: (error: unknown) => void;
}

const SPREAD = 0.2;

/** Ages what is due every so often, beside what else the process does, and goes on after a round that failed. */
export function ageInBackground(options: BackgroundAgeingOptions): BackgroundAgeing {
  const { everyMs, age, clock, rng, onFailure } = options;
  const ending = new AbortController();
  let cancel: (() => void) | undefined;
  let round: Promise<void> = Promise.resolve();
  const wait = (): void => {
    if (everyMs <= 0 || ending.signal.aborted) return;
    const delay = everyMs * (1 + SPREAD * (rng.next() - 0.5));
    cancel = clock.after(delay, () => void (round = run()), { background: true });
  };
  const run = async (): Promise<void> => {
    try {
      await age(ending.signal);
    } catch (error) {
      onFailure(error);
    }
    wait();
  };
  wait();
  return {
    async close() {
      ending.abort();
      cancel?.();
      await round;
    },
  };
}
