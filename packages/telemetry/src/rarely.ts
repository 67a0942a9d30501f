import type { Clock } from '@accord/kernel';

/**
 * Lets something be said once in a while, at once when it was long unsaid. `say` is told how often it was not said since
 * the last time.
 */
export function rarely(
  clock: Pick<Clock, 'monotonic'>,
  everyMs: number,
): (say: (unsaid: number) => void) => void {
  let next = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (say) => {
    const now = clock.monotonic();
    if (now < next) {
      unsaid += 1;
      return;
    }
    next = now + everyMs;
    const missed = unsaid;
    unsaid = 0;
    say(missed);
  };
}
