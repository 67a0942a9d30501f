import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@accord/kernel';

/** Keeps a long computation from holding up the event loop. */
export interface Pace {
  /** Whether the slice of time is used up. */
  isDue(): boolean;
  /** Lets everything that waits have its turn, and begins another slice. */
  rest(): Promise<void>;
}

export function createPace(clock: Clock, sliceMs: number): Pace {
  let until = clock.monotonic() + sliceMs;
  return {
    isDue: () => clock.monotonic() >= until,
    async rest() {
      await setImmediate();
      until = clock.monotonic() + sliceMs;
    },
  };
}
