import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';

export const JSON_TYPE = 'application/json; charset=utf-8';

declare module 'fastify' {
  interface FastifyInstance {
    /** Replies of at least as many characters are compressed for who takes that; 0 compresses none. */
    readonly compressFrom: number;
  }
}

const gzipped = promisify(gzip);

/**
 * The text for a handler to return, compressed where it is long and the client takes that. Were it to return the reply
 * instead, the framework would set up listeners for the end of every response.
 */
export function asJson(reply: FastifyReply, text: string): string | Promise<Buffer> {
  reply
    .header('content-type', JSON_TYPE)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff');
  const { compressFrom } = reply.server;
  if (compressFrom === 0 || text.length < compressFrom) return text;
  reply.header('vary', 'accept-encoding');
  if (!takesGzip(reply.request.headers['accept-encoding'])) return text;
  reply.header('content-encoding', 'gzip');
  return gzipped(text);
}

/** Whether the header (RFC 9110, section 12.5.3) names gzip, or everything, without a weight of 0. */
export function takesGzip(header: string | readonly string[] | undefined): boolean {
  if (header === undefined) return false;
  const weights = new Map(
    String(header)
      .toLowerCase()
      .split(',', MOST_CODINGS)
      .map((part) => {
        const [coding = '', ...parameters] = part.split(';').map((piece) => piece.trim());
        return [coding, !parameters.some((parameter) => REFUSED.test(parameter))] as const;
      }),
  );
  return weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? false;
}

const MOST_CODINGS = 20;
const REFUSED = /^q=0(\.0{0,3})?$/;
