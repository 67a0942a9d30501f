import { AccordError } from '@accord/kernel';
import { cacheErrors } from './errors.ts';

export function unavailable(detail: string, cause?: unknown): AccordError {
  return new AccordError(cacheErrors.CACHE_LEVEL_UNAVAILABLE, { detail, cause });
}

/** What a database refuses is that the store cannot be used; a fault of the program stays what it is. */
export function triedStore<Result>(store: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof AccordError) throw cause;
    throw unavailable(`${store}: ${reasonOf(cause)}`, cause);
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const isUnavailable = (error: unknown): boolean =>
  error instanceof AccordError && error.kind === cacheErrors.CACHE_LEVEL_UNAVAILABLE;
