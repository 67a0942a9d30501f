import { AccordError } from '@accord/kernel';
import { resilienceErrors } from './errors.ts';

/** Whether a signal was aborted by a deadline, not by a caller who went away. */
export function ranOutOfTime(signal: AbortSignal): boolean {
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
}

/** What work that waited is refused with when its signal is aborted. */
export function cancelledBy(signal: AbortSignal): AccordError {
  const kind = ranOutOfTime(signal) ? resilienceErrors.DEADLINE_PASSED : resilienceErrors.CALL_CANCELLED;
  return new AccordError(kind, { cause: signal.reason });
}

/** Runs `work` when the signal is aborted, now if it already is. Returns how to stop listening. */
export function onAbort(signal: AbortSignal, work: () => void): () => void {
  if (signal.aborted) {
    work();
    return () => {};
  }
  signal.addEventListener('abort', work, { once: true });
  return () => signal.removeEventListener('abort', work);
}
