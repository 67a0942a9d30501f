import type { Accord } from '@accord/host';
import { AccordError } from '@accord/kernel';
import { runtimeErrors } from '@accord/runtime';
import {
  cacheClearRequestSchema,
  cacheInvalidateRequestSchema,
  cacheRemovedSchema,
  cacheStatsSchema,
  cacheVerdictRequestSchema,
  cacheVerifySchema,
  cacheWarmReplySchema,
  cacheWarmRequestSchema,
  semanticCheckSchema,
} from '@accord/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import { asJson } from './json-reply.ts';
import { refuseOtherMethods, serveGet } from './methods.ts';
import type { Operation } from './operations.ts';

/** What an operator does with the cache. */
export const CACHE_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/cache/stats',
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
  {
    method: 'GET',
    path: '/api/cache/verify',
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
    operationId,
    summary,
    body: { schema: body, example },
    reply: { description: 'What was done', mediaType: 'application/json', schema: reply },
    problems: [400, 413, 415],
  };
}

export function serveCache(app: FastifyInstance, { cache }: Accord): void {
  serveGet(app, '/api/cache/stats', async (_, reply) => asJson(reply, JSON.stringify(await cache.stats())));
  servePost(app, '/api/cache/clear', cacheClearRequestSchema, (body) => cache.clear(body));
  servePost(app, '/api/cache/invalidate', cacheInvalidateRequestSchema, (body) => cache.invalidate(body));
  app.get('/api/cache/verify', async (_, reply) => asJson(reply, JSON.stringify(cache.verify())));
  handlePost(app, '/api/cache/verify', cacheVerdictRequestSchema, async (body) => cache.judge(body));
  refuseOtherMethods(app, '/api/cache/verify', ['GET', 'HEAD', 'POST']);
  servePost(app, '/api/cache/warm', cacheWarmRequestSchema, (body) => cache.warm(body));
}

function servePost<Body>(
  app: FastifyInstance,
  path: string,
  schema: z.ZodType<Body>,
  handle: (body: Body) => Promise<unknown>,
): void {
  handlePost(app, path, schema, handle);
  refuseOtherMethods(app, path, ['POST']);
}

function handlePost<Body>(
  app: FastifyInstance,
  path: string,
  schema: z.ZodType<Body>,
  handle: (body: Body) => Promise<unknown>,
): void {
  app.post(path, async (request, reply: FastifyReply) => {
    const parsed = schema.safeParse(request.body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = issue?.path.join('.') ?? '';
      throw new AccordError(runtimeErrors.REQUEST_INVALID, {
        detail: `${field || 'the body'}: ${issue?.message ?? 'is not what it must be'}`,
        ...(field !== '' && { field }),
      });
    }
    return asJson(reply, JSON.stringify(await handle(parsed.data)));
  });
}
