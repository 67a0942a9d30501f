import type { Accord } from '@accord/host';
import { AccordError } from '@accord/kernel';
import { parseBody, runtimeErrors } from '@accord/runtime';
import {
  cacheClearRequestSchema,
  type CacheInvalidateRequest,
  cacheInvalidateRequestSchema,
  cacheSelectionSchemas,
  cacheRemovedSchema,
  cacheStatsSchema,
  cacheVerdictRequestSchema,
  cacheVerifySchema,
  cacheWarmReplySchema,
  cacheWarmRequestSchema,
  semanticCheckSchema,
} from '@accord/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ADMIN } from './access.ts';
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
  posting(
    '/api/cache/invalidate',
    'invalidateCache',
    'Remove what a name, a tag, a pattern or an event names',
    {
      body: cacheInvalidateRequestSchema,
      example: { pattern: 'fragrance.brief:*' },
      reply: cacheRemovedSchema,
    },
  ),
  posting('/api/cache/warm', 'warmCache', 'Compute requests ahead of time, or the most popular ones', {
    body: cacheWarmRequestSchema,
    optional: true,
    example: { requests: [{ path: '/api/briefs', body: { text: 'Rose' } }] },
    reply: cacheWarmReplySchema,
  }),
  {
    method: 'GET',
    path: '/api/cache/verify',
    access: 'admin',
    operationId: 'readCacheEvidence',
    summary: 'Read how often answers to similar questions are wrong at most, and what says so',
    reply: { description: 'The evidence', mediaType: 'application/json', schema: cacheVerifySchema },
    problems: [409, 503],
  },
  {
    ...posting(
      '/api/cache/verify',
      'judgeCacheCheck',
      'Say whether a kept answer was right for a similar question',
      {
        body: cacheVerdictRequestSchema,
        example: { id: 1, verdict: 'right' },
        reply: semanticCheckSchema,
      },
    ),
    problems: [400, 404, 409, 413, 415, 503],
  },
];

interface Posting {
  readonly body: z.ZodType;
  /** Whether the body may be left out. */
  readonly optional?: true;
  readonly example: unknown;
  readonly reply: z.ZodType;
}

function posting(
  path: string,
  operationId: string,
  summary: string,
  { body, optional, example, reply }: Posting,
): Operation {
  return {
    method: 'POST',
    path,
    access: 'admin',
    operationId,
    summary,
    body: { schema: body, example, ...(optional && { optional }) },
    reply: { description: 'What was done', mediaType: 'application/json', schema: reply },
    problems: [400, 413, 415],
  };
}

export function serveCache(app: FastifyInstance, { cache }: Accord): void {
  const readStats = async (_: FastifyRequest, reply: FastifyReply): Promise<string | Buffer> =>
    asJson(reply, JSON.stringify(await cache.stats()));
  serveGet(app, '/api/cache/stats', readStats, ADMIN);
  servePost(app, '/api/cache/clear', (body) =>
    cache.clear(parseBody({ body: cacheClearRequestSchema }, body)),
  );
  servePost(app, '/api/cache/invalidate', (body) => cache.invalidate(readSelection(body)));
  app.get('/api/cache/verify', ADMIN, async (_, reply) => asJson(reply, JSON.stringify(cache.verify())));
  handlePost(app, '/api/cache/verify', async (body) =>
    cache.judge(parseBody({ body: cacheVerdictRequestSchema }, body)),
  );
  refuseOtherMethods(app, '/api/cache/verify', ['GET', 'HEAD', 'POST']);
  servePost(app, '/api/cache/warm', (body, tenant) =>
    cache.warm(parseBody({ body: cacheWarmRequestSchema }, body ?? {}), tenant),
  );
}

function servePost(
  app: FastifyInstance,
  path: string,
  handle: (body: unknown, tenant: string) => Promise<unknown>,
): void {
  handlePost(app, path, handle);
  refuseOtherMethods(app, path, ['POST']);
}

function handlePost(
  app: FastifyInstance,
  path: string,
  handle: (body: unknown, tenant: string) => Promise<unknown>,
): void {
  app.post(path, ADMIN, async (request, reply) =>
    asJson(reply, JSON.stringify(await handle(request.body, tenantOf(request)))),
  );
}

const WAYS = ['name', 'tag', 'pattern', 'event'] as const;

/**
 * Read by the one schema that the given way has, so that what is wrong is said of its field and not of all ways at once.
 *
 * @throws REQUEST_INVALID, REQUEST_UNKNOWN_FIELD
 */
function readSelection(body: unknown): CacheInvalidateRequest {
  const given = WAYS.filter((way) => typeof body === 'object' && body !== null && Object.hasOwn(body, way));
  const [way, another] = given;
  if (way !== undefined && another === undefined)
    return parseBody<CacheInvalidateRequest>({ body: cacheSelectionSchemas[way] }, body);
  throw new AccordError(runtimeErrors.REQUEST_INVALID, {
    detail:
      way === undefined
        ? `the body: needs one of ${WAYS.join(', ')}`
        : `${given.join(', ')}: only one of them may be given`,
    ...(another !== undefined && { field: another }),
  });
}
