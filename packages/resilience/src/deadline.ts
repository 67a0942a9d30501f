import type { Clock } from '@accord/kernel';
import { onAbort, ranOutOfTime } from './cancellation.ts';

/**
 * A total limit on one piece of work: time running out, or the caller going away. It is a value that is handed down;
 * each step may narrow it, none can widen it.
 */
export interface Deadline {
  /** Milliseconds that are left, never below 0. Infinite where there is no limit. */
  remaining(): number;
  /**
   * Made on first use, so that work which ends at once costs neither a timer nor a listener. Aborted with a
   * `TimeoutError` when the time is up, with the caller's reason when the caller goes away, and at once when the
   * deadline was cleared before anyone asked: the work it was for is over.
   */
  signal(): AbortSignal;
  /**
   * Runs the work when the caller goes away, at once if that has happened or the deadline was cleared. For who sets a
   * timer of his own: it costs less than a signal. Returns how to stop listening.
   */
  onLeave(work: (reason: 'left' | 'late') => void): () => void;
  /** A deadline for a part of the work: this one, or `limitMs` from now, whichever comes first. */
  within(limitMs: number): Deadline;
  /** The work is over: releases timers and listeners, those of every part as well. Aborts nothing. */
  clear(): void;
}

export interface DeadlineOptions {
  readonly clock: Clock;
  /** Infinity for none. */
  readonly timeoutMs: number;
  /** The caller's own signal; asked for only when a signal is asked of the deadline. */
  readonly caller?: (() => AbortSignal) | undefined;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'armed'; readonly signal: AbortSignal; readonly disarm: () => void }
  | { readonly kind: 'cleared'; readonly signal: AbortSignal | undefined };

/** How a part hangs on to the whole: it tells what to clear, and gets back how to let go. */
type Attach = (part: Deadline) => (() => void) | 'cleared';

export function createDeadline({ clock, timeoutMs, caller }: DeadlineOptions): Deadline {
  return deadlineAt(clock, clock.monotonic() + timeoutMs, caller, () => () => {});
}

function deadlineAt(clock: Clock, at: number, caller: DeadlineOptions['caller'], attach: Attach): Deadline {
  let state: State = { kind: 'idle' };
  let parts: Set<Deadline> | undefined;
  let detach: (() => void) | undefined;

  const remaining = (): number => Math.max(0, at - clock.monotonic());

  /** Hangs on to the whole, once. False when that is over. */
  const attached = (): boolean => {
    if (detach !== undefined) return true;
    const release = attach(deadline);
    if (release === 'cleared') return false;
    detach = release;
    return true;
  };

  const attachPart: Attach = (part) => {
    if (state.kind === 'cleared' || !attached()) return 'cleared';
    parts ??= new Set();
    parts.add(part);
    return () => void parts?.delete(part);
  };

  const deadline: Deadline = {
    remaining,
    signal() {
      if (state.kind === 'idle' && attached()) state = { kind: 'armed', ...arm(clock, remaining(), caller) };
      else if (state.kind === 'idle') state = { kind: 'cleared', signal: undefined };
      return state.kind === 'armed' ? state.signal : (state.signal ?? overSignal());
    },
    onLeave(work) {
      if (state.kind === 'cleared' || !attached()) {
        work('left');
        return () => {};
      }
      const leader = caller?.();
      if (leader === undefined) return () => {};
      return onAbort(leader, () => work(ranOutOfTime(leader) ? 'late' : 'left'));
    },
    within: (limitMs) => deadlineAt(clock, Math.min(at, clock.monotonic() + limitMs), caller, attachPart),
    clear() {
      if (state.kind === 'armed') state.disarm();
      if (state.kind !== 'cleared') {
        state = { kind: 'cleared', signal: state.kind === 'armed' ? state.signal : undefined };
      }
      detach?.();
      if (parts === undefined) return;
      for (const part of parts) part.clear();
    },
  };
  return deadline;
}

const overSignal = (): AbortSignal =>
  AbortSignal.abort(new DOMException('The request is over', 'AbortError'));

/** A signal that follows the clock and the caller, until it is aborted or disarmed. */
function arm(
  clock: Clock,
  leftMs: number,
  caller: DeadlineOptions['caller'],
): { readonly signal: AbortSignal; readonly disarm: () => void } {
  const controller = new AbortController();
  const leader = caller?.();
  let stopTimer: (() => void) | undefined;
  const follow = (): void => end(leader?.reason);
  const disarm = (): void => {
    stopTimer?.();
    leader?.removeEventListener('abort', follow);
  };
  const end = (reason: unknown): void => {
    disarm();
    controller.abort(reason);
  };
  const timeUp = (): void => end(new DOMException('The time is up', 'TimeoutError'));

  if (leader?.aborted) follow();
  else if (leftMs === 0) timeUp();
  else {
    leader?.addEventListener('abort', follow, { once: true });
    if (leftMs !== Number.POSITIVE_INFINITY) stopTimer = clock.after(leftMs, timeUp);
  }
  return { signal: controller.signal, disarm };
}
