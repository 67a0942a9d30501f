import type { FastifyReply } from 'fastify';

export const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * The text for a handler to return. Were it to return the reply instead, the framework would set up listeners for
 * the end of every response.
 */
export function asJson(reply: FastifyReply, text: string): string {
  reply
    .header('content-type', JSON_TYPE)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff');
  return text;
}
