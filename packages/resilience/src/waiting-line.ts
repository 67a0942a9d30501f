/** A place in a line. It can be left from anywhere in it. */
export interface Place<Waiter> {
  readonly waiter: Waiter;
  before: Place<Waiter> | undefined;
  behind: Place<Waiter> | undefined;
}

/** First come, first served, with leaving from the middle: every operation takes the same time at any length. */
export interface WaitingLine<Waiter> {
  join(waiter: Waiter): Place<Waiter>;
  /** Only for a place that is in this line. */
  leave(place: Place<Waiter>): void;
  first(): Place<Waiter> | undefined;
  length(): number;
}

export function createWaitingLine<Waiter>(): WaitingLine<Waiter> {
  let first: Place<Waiter> | undefined;
  let last: Place<Waiter> | undefined;
  let length = 0;
  return {
    join(waiter) {
      const place: Place<Waiter> = { waiter, before: last, behind: undefined };
      if (last === undefined) first = place;
      else last.behind = place;
      last = place;
      length += 1;
      return place;
    },
    leave(place) {
      if (place.before === undefined) first = place.behind;
      else place.before.behind = place.behind;
      if (place.behind === undefined) last = place.before;
      else place.behind.before = place.before;
      place.before = undefined;
      place.behind = undefined;
      length -= 1;
    },
    first: () => first,
    length: () => length,
  };
}
