import type { Accord } from '@accord/host';
import {
  cacheClearRequestSchema,
  cacheInvalidateRequestSchema,
  cacheRemovedSchema,
  cacheStatsSchema,
  cacheWarmReplySchema,
  cacheWarmRequestSchema,
} from '@accord/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ADMIN } from './access.ts';
import { checked } from './checked.ts';
import { tenantOf } from './door.ts';
import { asJson } from './json-reply.ts';
import { refuseOtherMethods, serveGet } from './methods.ts';
import type { Operation } from './operations.ts';

/** What an operator does with the cache. */
export const CACHE_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/cache/stats',
    access: 'admin',
    operationId: 'readCacheStats',
    summary: 'Read what the cache has answered and saved, over all processes and restarts',
    reply: { description: 'The statistics', mediaType: 'application/json', schema: cacheStatsSchema },
    problems: [],
  },
  posting('/api/cache/clear', 'clearCache', 'Remove everything, of one tenant or of all', {
    body: cacheClearRequestSchema,
    example: {},
    reply: cacheRemovedSchema,
  }),
  posting('/api/cache/invalidate', 'invalidateCache', 'Remove what a name, a tag or a pattern names', {
    body: cacheInvalidateRequestSchema,
    example: { pattern: 'fragrance.brief:*' },
    reply: cacheRemovedSchema,
  }),
  posting('/api/cache/warm', 'warmCache', 'Compute requests ahead of time, or the most popular ones', {
    body: cacheWarmRequestSchema,
    example: { requests: [{ path: '/api/briefs', body: { text: 'Rose' } }] },
    reply: cacheWarmReplySchema,
  }),
];

interface Posting {
  readonly body: z.ZodType;
  readonly example: unknown;
  readonly reply: z.ZodType;
}

function posting(
  path: string,
  operationId: string,
  summary: string,
  { body, example, reply }: Posting,
): Operation {
  return {
    method: 'POST',
    path,
    access: 'admin',
    operationId,
    summary,
    body: { schema: body, example },
    reply: { description: 'What was done', mediaType: 'application/json', schema: reply },
    problems: [400, 413, 415],
  };
}

export function serveCache(app: FastifyInstance, { cache }: Accord): void {
  const readStats = async (_: FastifyRequest, reply: FastifyReply): Promise<string> =>
    asJson(reply, JSON.stringify(await cache.stats()));
  serveGet(app, '/api/cache/stats', readStats, ADMIN);
  servePost(app, '/api/cache/clear', cacheClearRequestSchema, (body) => cache.clear(body));
  servePost(app, '/api/cache/invalidate', cacheInvalidateRequestSchema, (body) => cache.invalidate(body));
  servePost(app, '/api/cache/warm', cacheWarmRequestSchema, (body, tenant) => cache.warm(body, tenant));
}

function servePost<Body>(
  app: FastifyInstance,
  path: string,
  schema: z.ZodType<Body>,
  handle: (body: Body, tenant: string) => Promise<unknown>,
): void {
  app.post(path, ADMIN, async (request, reply: FastifyReply) => {
    const body = checked(schema, request.body, 'the body');
    return asJson(reply, JSON.stringify(await handle(body, tenantOf(request))));
  });
  refuseOtherMethods(app, path, ['POST']);
}
