import {
  forgottenSchema,
  keyRequestSchema,
  memoryAgeRequestSchema,
  memoryAgeSchema,
  memoryHistorySchema,
  memoryFoundSchema,
  memorySearchRequestSchema,
  memoryStatsSchema,
  memoryVerifySchema,
  recalledSchema,
  recallRequestSchema,
  rememberedSchema,
  rememberRequestSchema,
} from '@accord/contract';
import type { Accord } from '@accord/host';
import { parseBody } from '@accord/runtime';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { ADMIN } from './access.ts';
import { tenantOf } from './door.ts';
import { asJson } from './json-reply.ts';
import { refuseOtherMethods, serveGet } from './methods.ts';
import type { Operation } from './operations.ts';

const ROOT = '/api/v1/memory';
const JSON_REPLY = { mediaType: 'application/json' } as const;
const EXAMPLE = { class: 'chat', key: 'customer-7/address', text: 'Lives in Busan since May.' };

/** What agents remember, each tenant for itself. */
export const MEMORY_OPERATIONS: readonly Operation[] = [
  {
    method: 'POST',
    path: `${ROOT}/store`,
    operationId: 'remember',
    summary: 'Remember a text or JSON; a later record of a key supersedes an earlier',
    body: { schema: rememberRequestSchema, example: EXAMPLE },
    reply: { description: 'Where it is', ...JSON_REPLY, schema: rememberedSchema },
    problems: [400, 503],
  },
  {
    method: 'POST',
    path: `${ROOT}/recall`,
    operationId: 'recall',
    summary: 'Recall what holds under a key, now or at a moment',
    body: { schema: recallRequestSchema, example: { class: EXAMPLE.class, key: EXAMPLE.key } },
    reply: { description: 'The record with its content', ...JSON_REPLY, schema: recalledSchema },
    problems: [400, 404, 503],
  },
  {
    method: 'POST',
    path: `${ROOT}/history`,
    operationId: 'readMemoryHistory',
    summary: 'Read every version under a key, without contents',
    body: { schema: keyRequestSchema, example: { class: EXAMPLE.class, key: EXAMPLE.key } },
    reply: { description: 'The versions', ...JSON_REPLY, schema: memoryHistorySchema },
    problems: [400, 503],
  },
  {
    method: 'POST',
    path: `${ROOT}/forget`,
    operationId: 'forget',
    summary:
      'Forget a version, or all of a key; the keys of contents that nothing else refers to are destroyed',
    body: { schema: recallRequestSchema, example: { class: EXAMPLE.class, key: EXAMPLE.key } },
    reply: { description: 'How much was forgotten', ...JSON_REPLY, schema: forgottenSchema },
    problems: [400, 503],
  },
  {
    method: 'POST',
    path: `${ROOT}/search`,
    operationId: 'searchMemory',
    summary: 'Find what is about something, by class, time and metadata',
    body: { schema: memorySearchRequestSchema, example: { text: 'where does customer 7 live', limit: 3 } },
    reply: { description: 'The nearest first, without contents', ...JSON_REPLY, schema: memoryFoundSchema },
    problems: [400, 503],
  },
  {
    method: 'GET',
    path: `${ROOT}/stats`,
    operationId: 'readMemoryStats',
    summary: 'Read how much is remembered in each class, and how small it is kept',
    reply: { description: 'The statistics', ...JSON_REPLY, schema: memoryStatsSchema },
    problems: [503],
  },
  {
    method: 'POST',
    path: `${ROOT}/age`,
    access: 'admin',
    operationId: 'ageMemory',
    summary: 'Compress what has aged as tightly as can be; nothing is lost',
    body: { schema: memoryAgeRequestSchema, example: {}, optional: true },
    reply: { description: 'What it came to', ...JSON_REPLY, schema: memoryAgeSchema },
    problems: [400, 503],
  },
  {
    method: 'GET',
    path: `${ROOT}/verify`,
    access: 'admin',
    operationId: 'verifyMemory',
    summary: 'Open everything that is remembered, and prove the chain of events',
    reply: { description: 'What was found', ...JSON_REPLY, schema: memoryVerifySchema },
    problems: [503],
  },
];

/** @param departure what a reply awaits before it is sent */
export function serveMemory(app: FastifyInstance, { memory }: Accord, departure: () => Promise<void>): void {
  const post = <Request>(
    action: string,
    body: z.ZodType<Request>,
    answer: (tenant: string, request: Request) => Promise<unknown>,
  ): void => {
    const path = `${ROOT}/${action}`;
    app.post(path, async (request, reply) => {
      const asked = parseBody({ body }, request.body);
      const text = JSON.stringify(await answer(tenantOf(request), asked));
      await departure();
      return asJson(reply, text);
    });
    refuseOtherMethods(app, path, ['POST']);
  };
  post('store', rememberRequestSchema, memory.remember);
  post('recall', recallRequestSchema, memory.recall);
  post('history', keyRequestSchema, memory.history);
  post('search', memorySearchRequestSchema, memory.search);
  post('forget', recallRequestSchema, memory.forget);
  serveGet(app, `${ROOT}/stats`, async (request, reply) =>
    asJson(reply, JSON.stringify(await memory.stats(tenantOf(request)))),
  );
  app.post(`${ROOT}/age`, ADMIN, async (request, reply) => {
    parseBody({ body: memoryAgeRequestSchema }, request.body ?? {});
    return asJson(reply, JSON.stringify(await memory.age()));
  });
  refuseOtherMethods(app, `${ROOT}/age`, ['POST']);
  serveGet(
    app,
    `${ROOT}/verify`,
    async (_, reply) => asJson(reply, JSON.stringify(await memory.verify())),
    ADMIN,
  );
}
