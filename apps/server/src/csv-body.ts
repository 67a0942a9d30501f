import { isUtf8 } from 'node:buffer';
import { AccordError } from '@accord/kernel';
import type { FastifyInstance } from 'fastify';
import { serverErrors } from './errors.ts';

/** Reads tables as text, for the routes of this scope alone: elsewhere they are no JSON, and refused as such. */
export function acceptCsvBodies(scope: FastifyInstance): void {
  scope.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_, body: Buffer, done) => {
    if (isUtf8(body)) return done(null, { csv: body.toString('utf8') });
    done(new AccordError(serverErrors.REQUEST_TABLE_ENCODING));
  });
}
