import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Account } from '@accord/accounts';
import { requestDirectives } from '@accord/cache';
import { AccordError } from '@accord/kernel';
import { PRIORITIES } from '@accord/resilience';
import type { Caller } from '@accord/runtime';
import { disconnectSignal } from './disconnect.ts';
import { serverErrors } from './errors.ts';

/** The longest time that a client may set, in milliseconds. */
const LONGEST_MS = 600_000;
const CLASSES: ReadonlySet<unknown> = new Set(PRIORITIES);

/**
 * On what conditions is asked, from what the client says in its headers. `X-Accord-Timeout-Ms` and `X-Accord-Priority` are Accord's own.
 *
 * @throws REQUEST_HEADER_INVALID
 */
export function callerOf(headers: IncomingHttpHeaders, response: ServerResponse, account: Account): Caller {
  const traceparent = headers['traceparent'];
  return {
    account,
    signal: disconnectSignal(response),
    cache: requestDirectives(headers['cache-control']),
    priority: priorityOf(headers['x-accord-priority']),
    withinMs: timeoutOf(headers['x-accord-timeout-ms']),
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
  };
}

function priorityOf(header: string | string[] | undefined): Caller['priority'] {
  if (header === undefined) return 'default';
  if (CLASSES.has(header)) return header as Caller['priority'];
  throw invalid('X-Accord-Priority', 'must be high, default or low');
}

function timeoutOf(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const milliseconds = Number(header);
  if (/^\d{1,6}$/.test(String(header)) && milliseconds >= 1 && milliseconds <= LONGEST_MS)
    return milliseconds;
  throw invalid('X-Accord-Timeout-Ms', `must be a whole number from 1 to ${LONGEST_MS}`);
}

const invalid = (name: string, rule: string): AccordError =>
  new AccordError(serverErrors.REQUEST_HEADER_INVALID, { detail: `${name} ${rule}`, field: name });
