import { AccordError } from '@accord/kernel';
import { cacheErrors } from './errors.ts';

export function unavailable(detail: string, cause?: unknown): AccordError {
  return new AccordError(cacheErrors.CACHE_LEVEL_UNAVAILABLE, { detail, cause });
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const isUnavailable = (error: unknown): boolean =>
  error instanceof AccordError && error.kind === cacheErrors.CACHE_LEVEL_UNAVAILABLE;
