import type { Problem } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import { serverErrors } from './errors.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The page that explains a code. */
const explanationOf = (code: string): string => `/docs#${code}`;

/** Faults that the HTTP framework finds before a handler runs, by its own codes. */
const FRAMEWORK_FAULTS: ReadonlyMap<string, AccordError> = new Map([
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', new AccordError(serverErrors.REQUEST_MEDIA_TYPE)],
  ['FST_ERR_CTP_INVALID_CONTENT_TYPE', new AccordError(serverErrors.REQUEST_MEDIA_TYPE)],
  ['FST_ERR_CTP_BODY_TOO_LARGE', new AccordError(serverErrors.REQUEST_TOO_LARGE)],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', malformed('The body is empty')],
  ['FST_ERR_CTP_INVALID_JSON_BODY', malformed('The body is not valid JSON')],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', malformed('The body is not as long as Content-Length says')],
  ['FST_ERR_MAX_PARAM_LENGTH', new AccordError(serverErrors.ROUTE_NOT_FOUND)],
  ['FST_ERR_BAD_URL', malformed('The path is not a valid URL')],
]);

function malformed(detail: string): AccordError {
  return new AccordError(serverErrors.REQUEST_MALFORMED, { detail });
}

/** Any error as one that has a code. What has none is a fault of ours, and says nothing of itself outside. */
export function accordErrorFrom(error: unknown): AccordError {
  if (error instanceof AccordError) return error;
  if (!(error instanceof Error)) return new AccordError(serverErrors.INTERNAL, { cause: error });
  const { code, statusCode } = error as Error & { readonly code?: string; readonly statusCode?: number };
  const known = FRAMEWORK_FAULTS.get(code ?? '');
  if (known !== undefined) return known;
  const isClientFault = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  return isClientFault ? malformed(error.message) : new AccordError(serverErrors.INTERNAL, { cause: error });
}

/** @param instance id of the request */
export function problemOf(error: AccordError, instance: string): Problem {
  const { code, status, title, remedy } = error.kind;
  return {
    type: explanationOf(code),
    title,
    status,
    detail: status === 500 ? remedy : error.message,
    instance,
    code,
    ...(error.field !== undefined && { field: error.field }),
  };
}
