import { manualClock } from '@accord/kernel/testing';
import { describeCacheLevel } from '../testing.ts';
import { memoryCache } from './memory.ts';

/** The time to live of its own is set aside: what is judged here is what every level must do. */
const KNOBS = { max_bytes: 4 * 2 ** 20, ttl_s: 86_400 };

describeCacheLevel('memory', { name: 'memory', capabilities: [] }, () => {
  const clock = manualClock();
  return {
    now: clock.now,
    advance: clock.advance,
    open: () => memoryCache({ clock, knobs: KNOBS }),
    corrupted: [],
    tooLong: 5_000_000,
    remove: () => undefined,
  };
});
