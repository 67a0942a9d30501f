import { AccordError } from '@accord/kernel';
import type { MetricRegistry } from '@accord/telemetry';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { serverErrors } from './errors.ts';

/** Shorter bodies are not counted: as many as there may be connections come to little. */
const COUNTED_BYTES = 16_384;
const RETRY_AFTER_S = 1;

/** Room in memory for the bodies of requests. */
export interface BodyRoom {
  /**
   * Takes room for one body until its reply is over.
   *
   * @param most that its route takes, in bytes
   * @throws SERVER_BODIES_FULL
   */
  take(headers: IncomingHttpHeaders, most: number, response: ServerResponse): void;
}

/**
 * Holds what all requests send at once, and what is kept of it until they are answered, to a number of bytes. Each is
 * counted before it is read: at the length it declares, or the most that its route takes.
 */
export function createBodyRoom(limitBytes: number, metrics: MetricRegistry): BodyRoom {
  let inFlight = 0;
  metrics.gauge(
    { name: 'accord_http_body_bytes', help: 'Bytes of long request bodies in flight' },
    () => inFlight,
  );
  return {
    take(headers, most, response) {
      const bytes = mostBytesOf(headers, most);
      if (bytes < COUNTED_BYTES) return;
      if (inFlight + bytes > limitBytes) {
        throw new AccordError(serverErrors.SERVER_BODIES_FULL, { retryAfterSeconds: RETRY_AFTER_S });
      }
      inFlight += bytes;
      response.once('close', () => (inFlight -= bytes));
    },
  };
}

/** Takes room for the bodies of all routes of the framework. */
export function limitBodies(app: FastifyInstance, room: BodyRoom): void {
  app.addHook('onRequest', ({ headers, routeOptions }, { raw }, done) => {
    try {
      room.take(headers, routeOptions.bodyLimit, raw);
    } catch (error) {
      return done(error as Error);
    }
    done();
  });
}

/** One that declares more than its route takes is refused before it is read. */
function mostBytesOf(headers: IncomingHttpHeaders, most: number): number {
  const declared = headers['content-length'];
  if (declared === undefined) return headers['transfer-encoding'] === undefined ? 0 : most;
  const bytes = Number(declared);
  return bytes > most ? 0 : bytes;
}
