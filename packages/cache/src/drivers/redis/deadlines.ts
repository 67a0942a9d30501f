import type { Clock } from '@accord/kernel';

interface Watched {
  readonly since: number;
  readonly expire: () => void;
}

/**
 * The same time limit for everything that is begun, on one timer: a timer for each would cost more than what is sent.
 * Returns how to begin; what is begun returns how to end, which tells whether it was in time.
 */
export function deadlines(
  clock: Clock,
  limitMs: number,
  onLate: () => void,
): (expire: () => void) => () => boolean {
  // In the order in which they were begun, so the first is the oldest.
  const watched = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;

  const judge = (): void => {
    timer = undefined;
    const before = clock.monotonic() - limitMs;
    for (const one of watched) {
      if (one.since > before) return arm(one.since - before);
      watched.delete(one);
      onLate();
      one.expire();
    }
  };
  // When it was this process that stood still, the answers are there by now, and are read before they are judged.
  const arm = (ms: number): void => {
    timer = setTimeout(() => setImmediate(judge), ms).unref();
  };

  return (expire) => {
    const one: Watched = { since: clock.monotonic(), expire };
    watched.add(one);
    if (timer === undefined) arm(limitMs);
    return () => watched.delete(one);
  };
}
