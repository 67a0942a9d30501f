import { AccordError } from '@accord/kernel';
import type { z } from 'zod';
import type { DomainRoute } from './domain.ts';
import { runtimeErrors } from './errors.ts';

/** A name from outside is repeated in a message only up to here. */
const LONGEST_QUOTED_NAME = 100;

type BodyRoute<Body> = Pick<DomainRoute<Body>, 'body' | 'refusalOf'>;

/**
 * Reads what a person or client sent to a route. The first fault is the one that is told.
 *
 * @throws REQUEST_INVALID, REQUEST_UNKNOWN_FIELD, or the code that the route's domain has for the fault
 */
export function parseBody<Body>(route: BodyRoute<Body>, raw: unknown): Body {
  const parsed = route.body.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw refusal(route, parsed.error.issues[0]);
}

function refusal<Body>(route: BodyRoute<Body>, issue: z.core.$ZodIssue | undefined): AccordError {
  if (issue === undefined) return new AccordError(runtimeErrors.REQUEST_INVALID);
  if (issue.code === 'unrecognized_keys') return unknownField(issue.path, issue.keys[0] ?? '');
  const field = issue.path.join('.');
  const kind = route.refusalOf?.(issue) ?? runtimeErrors.REQUEST_INVALID;
  return new AccordError(kind, {
    detail: `${field === '' ? 'the body' : field}: ${issue.message}`,
    ...(field !== '' && { field }),
  });
}

function unknownField(path: readonly PropertyKey[], key: string): AccordError {
  const field = [...path, key].join('.').slice(0, LONGEST_QUOTED_NAME);
  return new AccordError(runtimeErrors.REQUEST_UNKNOWN_FIELD, {
    detail: `${field} is not a field of this request`,
    field,
  });
}
