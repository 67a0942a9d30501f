import type { Priority } from '@accord/resilience';

/** What a caller may ask of the cache, in the words of HTTP (RFC 9111, section 5.2.1). */
export interface CacheDirectives {
  /** Do not keep the answer. */
  readonly noStore: boolean;
  /** Do not answer from what is kept; the answer that is made anew may be kept. */
  readonly noCache: boolean;
}

/** Who asks, and under what conditions. Whoever takes a request makes it; a domain hands it on as it is. */
export interface Caller {
  /** Nothing that one tenant causes is ever seen by another. */
  readonly tenant: string;
  /** Aborted when the caller goes away. Made only when asked for; most answers come before anything would. */
  readonly signal: (() => AbortSignal) | undefined;
  readonly cache: CacheDirectives;
  /** Milliseconds within which the answer is wanted; the deadline of the mode where the caller says nothing. */
  /** Who goes first when not all can be served at once. */
  readonly priority: Priority;
  readonly withinMs: number | undefined;
  /** W3C trace context that the request came with. */
  readonly traceparent: string | undefined;
}

const NO_DIRECTIVES: CacheDirectives = { noStore: false, noCache: false };

/** The tenant of a house that asks nobody for a key. */
export const LOCAL_TENANT = 'local';

/** A caller on this machine who states no conditions, such as the command line. */
export const localCaller: Caller = {
  tenant: LOCAL_TENANT,
  signal: undefined,
  cache: NO_DIRECTIVES,
  priority: 'default',
  withinMs: undefined,
  traceparent: undefined,
};
