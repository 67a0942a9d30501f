import { type KnobSet, type KnobValues, resolveKnobs } from '@accord/knobs';

/** The defaults of a set, with some values of its own. */
export function knobsWith<Set extends KnobSet>(
  set: Set,
  values: Partial<KnobValues<Set>> = {},
): KnobValues<Set> {
  return { ...resolveKnobs([set], []).of(set), ...values };
}

/** A promise that its test settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T = void>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** A call that fails. */
export const failingWith =
  (reason: unknown): (() => Promise<never>) =>
  async () => {
    throw reason;
  };

/** The error of a promise, or its value. */
export async function endOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}
