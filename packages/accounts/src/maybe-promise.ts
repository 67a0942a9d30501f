/** There at once, or later. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Goes on at once where the value is there at once. */
export function whenReady<Value, Result>(
  value: MaybePromise<Value>,
  go: (value: Value) => Result,
): MaybePromise<Result> {
  return value instanceof Promise ? value.then(go) : go(value);
}
