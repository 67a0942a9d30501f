import type { Clock, Rng } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { Refusal } from './answer.ts';
import type { guardKnobs } from './knobs.ts';
import type { MaybePromise } from './level.ts';

/**
 * Stands before what may fail or be slow. After several failures in a row it lets it rest; when the rest is over, one
 * call goes through to try it, and its caller does not wait for it. Each failed try doubles the rest.
 */
export interface Guard {
  /** Does the work, or says why not. Only a mistake in the code is thrown on. */
  ask<Result>(work: () => MaybePromise<Result>): MaybePromise<Result | Refusal>;
  readonly state: GuardState;
}

export type GuardState =
  | { readonly kind: 'working'; readonly failures: number; readonly lastFailure: string | undefined }
  | { readonly kind: 'resting'; readonly until: number; readonly restMs: number; readonly why: string }
  | { readonly kind: 'trying'; readonly restMs: number; readonly why: string };

export interface GuardOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly knobs: KnobValues<typeof guardKnobs>;
  readonly timeoutMs: number;
}

const WORKING: GuardState = { kind: 'working', failures: 0, lastFailure: undefined };

export function createGuard({ clock, rng, knobs, timeoutMs }: GuardOptions): Guard {
  let state: GuardState = WORKING;

  const succeeded = (): void => {
    if (state !== WORKING) state = WORKING;
  };
  const rest = (restMs: number, why: string): void => {
    // Up to a quarter longer, so that processes that failed together do not try together.
    const spread = restMs * (1 + rng.next() / 4);
    state = { kind: 'resting', until: clock.monotonic() + spread, restMs, why };
  };
  const failed = (why: string): void => {
    if (state.kind === 'trying') return rest(Math.min(state.restMs * 2, knobs.rest_max_ms), why);
    if (state.kind === 'resting') return;
    const failures = state.failures + 1;
    if (failures >= knobs.failures) rest(knobs.rest_ms, why);
    else state = { kind: 'working', failures, lastFailure: why };
  };
  /** Settles the state by how the work ends; a failure is no failure of who asked. */
  const refusalOf = (error: unknown): 'failed' => {
    if (isMistake(error)) throw error;
    failed(reasonOf(error));
    return 'failed';
  };
  const awaited = async <Result>(working: Promise<Result>): Promise<Result | Refusal> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'slow'>((resolve) => {
      timer = setTimeout(() => {
        failed(`no answer within ${timeoutMs} ms`);
        resolve('slow');
      }, timeoutMs);
    });
    const ended = working.then(
      (result) => {
        if (timer !== undefined) succeeded();
        return result;
      },
      (error: unknown) => (timer === undefined ? 'failed' : refusalOf(error)),
    );
    try {
      return await Promise.race([ended, late]);
    } finally {
      clearTimeout(timer);
      timer = undefined;
    }
  };
  const attempt = <Result>(work: () => MaybePromise<Result>): MaybePromise<Result | Refusal> => {
    try {
      const result = work();
      if (result instanceof Promise) return awaited(result);
      succeeded();
      return result;
    } catch (error) {
      return refusalOf(error);
    }
  };

  return {
    ask(work) {
      if (state.kind === 'working') return attempt(work);
      if (state.kind === 'trying' || clock.monotonic() < state.until) return 'resting';
      state = { kind: 'trying', restMs: state.restMs, why: state.why };
      const tried = attempt(work);
      if (!(tried instanceof Promise)) return tried;
      tried.catch((error: unknown) => failed(reasonOf(error)));
      return 'resting';
    },
    get state() {
      return state;
    },
  };
}

/** A mistake in the code is never a reason to go on without a level. */
const isMistake = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError;

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
