export interface RetryBudget {
  /** A call was made: saves up a share of a retry. */
  deposit(): void;
  /** Takes one retry out, or says that there is none. */
  withdraw(): boolean;
  /** Retries that are left, with a fraction. */
  left(): number;
}

/**
 * A token bucket that calls fill and retries empty, so that over any stretch of time retries are at most `share` of the
 * calls plus `reserve`. When everything fails, retries then add that share to the load instead of multiplying it
 * (as Finagle's RetryBudget and gRPC's retry throttling do).
 */
export function createRetryBudget(share: number, reserve: number): RetryBudget {
  let tokens = reserve;
  return {
    deposit() {
      tokens = Math.min(reserve, tokens + share);
    },
    withdraw() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    left: () => tokens,
  };
}
