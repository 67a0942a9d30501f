/** A window is counted in so many slots. */
export const SLOTS = 30;

/**
 * How many requests there were in the last window, never fewer than there truly were: the slot that has partly passed
 * out of the window counts in full. So no stretch of time as long as the window ever holds more than the limit, and
 * room opens again at most one slot later than it could.
 */
export interface SlidingWindow {
  /** Moves on to the time and tells the count. */
  countAt(nowMs: number): number;
  /** Counts one more, at the time that was last moved to. */
  add(): void;
  /** Milliseconds from that time until fewer than `limit` are counted. */
  waitFor(limit: number): number;
}

/** @param lengthMs milliseconds; a multiple of SLOTS */
export function slidingWindow(lengthMs: number): SlidingWindow {
  const slotMs = lengthMs / SLOTS;
  const counts = new Uint32Array(SLOTS + 1);
  let current = 0;
  let now = 0;
  let sum = 0;

  return {
    countAt(nowMs) {
      now = nowMs;
      const slot = Math.floor(nowMs / slotMs);
      if (slot - current > SLOTS) {
        counts.fill(0);
        sum = 0;
        current = slot;
      }
      while (current < slot) {
        current += 1;
        sum -= counts[current % counts.length] ?? 0;
        counts[current % counts.length] = 0;
      }
      return sum;
    },
    add() {
      counts[current % counts.length] = (counts[current % counts.length] ?? 0) + 1;
      sum += 1;
    },
    waitFor(limit) {
      let left = sum;
      let slot = current - SLOTS;
      while (left >= limit && slot <= current) {
        left -= counts[(slot + counts.length) % counts.length] ?? 0;
        slot += 1;
      }
      // The slot before `slot` passes out of the window when the slot that takes its place begins.
      return left === sum ? 0 : (slot + SLOTS) * slotMs - now;
    },
  };
}
