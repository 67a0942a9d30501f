import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves on, and runs what falls due on the way, each at its own time. */
  advance(milliseconds: number): void;
  /** Moves on like `advance`, and lets promises settle before each timer and at the end. */
  elapse(milliseconds: number): Promise<void>;
  /** How many timers are set. */
  timers(): number;
}

interface Due {
  readonly at: number;
  readonly work: () => void;
}

export function manualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let elapsed = 0;
  const set = new Set<Due>();

  const nextBy = (limit: number): Due | undefined => {
    let next: Due | undefined;
    for (const due of set) if (due.at <= limit && (next === undefined || due.at < next.at)) next = due;
    return next;
  };
  const run = (due: Due): void => {
    set.delete(due);
    elapsed = Math.max(elapsed, due.at);
    due.work();
  };

  return {
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    after: (delayMs, work) => {
      const due = { at: elapsed + Math.max(0, delayMs), work };
      set.add(due);
      return () => void set.delete(due);
    },
    advance: (milliseconds) => {
      const end = elapsed + milliseconds;
      for (let due = nextBy(end); due !== undefined; due = nextBy(end)) run(due);
      elapsed = end;
    },
    elapse: async (milliseconds) => {
      const end = elapsed + milliseconds;
      await nextTurn();
      for (let due = nextBy(end); due !== undefined; due = nextBy(end)) {
        run(due);
        await nextTurn();
      }
      elapsed = end;
    },
    timers: () => set.size,
  };
}
