import { type Account, localAccount } from '@accord/accounts';
import type { RequestDirectives } from '@accord/cache';
import type { Priority } from '@accord/resilience';

/** Who asks, and under what conditions. Whoever takes a request makes it; a domain hands it on as it is. */
export interface Caller {
  /** Who pays. Nothing that one tenant causes is ever seen by another. */
  readonly account: Account;
  /** Aborted when the caller goes away. Made only when asked for; most answers come before anything would. */
  readonly signal: (() => AbortSignal) | undefined;
  /** What the caller demands of the cache. */
  readonly cache: RequestDirectives;
  /** Who goes first when not all can be served at once. */
  readonly priority: Priority;
  /** Milliseconds within which the answer is wanted; the deadline of the mode where the caller says nothing. */
  readonly withinMs: number | undefined;
  /** W3C trace context that the request came with. */
  readonly traceparent: string | undefined;
}

const NO_DIRECTIVES: RequestDirectives = { noStore: false, noCache: false };

/** A caller on this machine who states no conditions, such as the command line. */
export const localCaller: Caller = {
  account: localAccount,
  signal: undefined,
  cache: NO_DIRECTIVES,
  priority: 'default',
  withinMs: undefined,
  traceparent: undefined,
};
