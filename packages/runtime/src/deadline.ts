/** A limit on one engine call: the caller going away, or time running out. */
export interface Deadline {
  /** Made on first use, so that a call which answers at once costs no timer. */
  readonly signal: () => AbortSignal;
  readonly clear: () => void;
}

/** Reason of the abort when time ran out; a caller's abort keeps the caller's reason. */
export function requestDeadline(askCaller: (() => AbortSignal) | undefined, timeoutMs: number): Deadline {
  let controller: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  let release: (() => void) | undefined;

  return {
    signal: () => {
      if (controller !== undefined) return controller.signal;
      const made = new AbortController();
      controller = made;
      timer = setTimeout(() => made.abort(new DOMException('The time is up', 'TimeoutError')), timeoutMs);
      const caller = askCaller?.();
      if (caller !== undefined) release = follow(caller, made);
      return made.signal;
    },
    clear: () => {
      clearTimeout(timer);
      release?.();
    },
  };
}

/** Aborts `follower` with the leader's reason, now or later. Returns how to stop following. */
function follow(leader: AbortSignal, follower: AbortController): () => void {
  const forward = (): void => follower.abort(leader.reason);
  if (leader.aborted) forward();
  leader.addEventListener('abort', forward, { once: true });
  return () => leader.removeEventListener('abort', forward);
}
