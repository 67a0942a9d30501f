import { AccordError } from '@accord/kernel';

/** What the other side asked for with Retry-After, in milliseconds; 0 when it asked for nothing. */
export function retryAfterMsOf(error: unknown): number {
  return error instanceof AccordError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
}

/** Whole seconds for Retry-After, at least one: less would invite the caller back at once. */
export function retryAfterSeconds(milliseconds: number, mostSeconds = Number.POSITIVE_INFINITY): number {
  return Math.min(mostSeconds, Math.max(1, Math.ceil(milliseconds / 1000)));
}
