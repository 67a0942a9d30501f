import { AccordError } from '@accord/kernel';
import type { MetricRegistry } from '@accord/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serverErrors } from './errors.ts';

/** Shorter bodies are not counted: as many as there may be connections come to little. */
const COUNTED_BYTES = 16_384;
const RETRY_AFTER_S = 1;

/**
 * Holds what all requests send at once, and what is kept of it until they are answered, to a number of bytes. Each is
 * counted before it is read: at the length it declares, or the most that its route takes.
 */
export function limitBodies(app: FastifyInstance, limitBytes: number, metrics: MetricRegistry): void {
  let inFlight = 0;
  metrics.gauge(
    { name: 'accord_http_body_bytes', help: 'Bytes of long request bodies in flight' },
    () => inFlight,
  );
  app.addHook('onRequest', (request, reply, done) => {
    const bytes = mostBytesOf(request);
    if (bytes < COUNTED_BYTES) return done();
    if (inFlight + bytes > limitBytes) {
      return done(new AccordError(serverErrors.SERVER_BODIES_FULL, { retryAfterSeconds: RETRY_AFTER_S }));
    }
    inFlight += bytes;
    reply.raw.once('close', () => (inFlight -= bytes));
    done();
  });
}

/** One that declares more than its route takes is refused before it is read. */
function mostBytesOf({ headers, routeOptions }: FastifyRequest): number {
  const declared = headers['content-length'];
  if (declared === undefined) return headers['transfer-encoding'] === undefined ? 0 : routeOptions.bodyLimit;
  const bytes = Number(declared);
  return bytes > routeOptions.bodyLimit ? 0 : bytes;
}
