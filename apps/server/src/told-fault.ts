import type { Accord } from '@accord/host';
import type { AccordError } from '@accord/kernel';
import type { FastifyRequest } from 'fastify';
import { serverErrors } from './errors.ts';
import { accordErrorFrom } from './problem.ts';

/** The route as it was declared, not as it was asked for. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unmatched';

/** What a fault came of: a request, by its id, and the route it took. */
export interface Occasion {
  readonly id: string;
  readonly method: string;
  readonly route: string;
}

export const occasionOf = (request: FastifyRequest): Occasion => ({
  id: request.id,
  method: request.method,
  route: routeOf(request),
});

/**
 * Any fault as an error with a code. A bug of the program alerts, and is logged with its cause; what a model server or a
 * disk did wrong is a line of the log; what the client did wrong is for the client.
 */
export function toldFault(
  { bugs, logger }: Pick<Accord, 'bugs' | 'logger'>,
  fault: unknown,
  { id, method, route }: Occasion,
): AccordError {
  const error = accordErrorFrom(fault);
  const { status } = error.kind;
  if (error.kind === serverErrors.INTERNAL) bugs.report(fault, { where: `${method} ${route}`, id });
  else if (status === 500) logger.error({ id, code: error.code, err: fault }, 'failed');
  else if (status > 500) logger.warn({ id, code: error.code, detail: error.message }, 'failed');
  return error;
}
