/** At once where it can be, as SQLite and the memory answer; later where it must be. */
export type MaybePromise<T> = T | Promise<T>;

export function whenReady<T, U>(
  value: MaybePromise<T>,
  then: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(then) : then(value);
}
