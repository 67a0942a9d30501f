/** A limit on one engine call: the caller going away, or time running out. */
export interface Deadline {
  /** Made on first use, so that a call which answers at once costs no timer. */
  readonly signal: () => AbortSignal;
  readonly clear: () => void;
}

/** Reason of the abort when time ran out; a caller's abort keeps the caller's reason. */
export function requestDeadline(caller: AbortSignal | undefined, timeoutMs: number): Deadline {
  let controller: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  let forward: (() => void) | undefined;

  return {
    signal: () => {
      if (controller !== undefined) return controller.signal;
      const made = new AbortController();
      controller = made;
      timer = setTimeout(() => made.abort(new DOMException('The time is up', 'TimeoutError')), timeoutMs);
      if (caller?.aborted) made.abort(caller.reason);
      forward = () => made.abort(caller?.reason);
      caller?.addEventListener('abort', forward, { once: true });
      return made.signal;
    },
    clear: () => {
      clearTimeout(timer);
      if (forward !== undefined) caller?.removeEventListener('abort', forward);
    },
  };
}
