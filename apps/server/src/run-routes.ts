import { runQuerySchema, runReplySchema, runsQuerySchema, runsReplySchema } from '@accord/contract';
import type { Accord } from '@accord/host';
import { parseBody } from '@accord/runtime';
import type { FastifyInstance } from 'fastify';
import { ADMIN } from './access.ts';
import { asJson } from './json-reply.ts';
import { serveGet } from './methods.ts';
import type { Operation } from './operations.ts';

/** What an operator sees of searches and trainings. */
export const RUN_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/runs',
    access: 'admin',
    operationId: 'listRuns',
    summary: 'List the searches and trainings that are kept, the newest first',
    query: runsQuerySchema,
    reply: { description: 'The runs', mediaType: 'application/json', schema: runsReplySchema },
    problems: [400],
  },
  {
    method: 'GET',
    path: '/api/runs/{id}',
    access: 'admin',
    operationId: 'readRun',
    summary: 'Read what a search or a training was made from, how far it is, and its curves',
    pathParameters: { id: 'As the command printed it, and as the list has it' },
    query: runQuerySchema,
    reply: { description: 'The run', mediaType: 'application/json', schema: runReplySchema },
    problems: [400, 404, 500],
  },
];

export function serveRuns(app: FastifyInstance, { runs }: Accord): void {
  serveGet(
    app,
    '/api/runs',
    async (request, reply) => {
      const query = parseBody({ body: runsQuerySchema }, request.query);
      return asJson(reply, JSON.stringify(await runs.list(query)));
    },
    ADMIN,
  );
  serveGet(
    app,
    '/api/runs/:id',
    async (request, reply) => {
      const { id } = request.params as { readonly id: string };
      const query = parseBody({ body: runQuerySchema }, request.query);
      return asJson(reply, JSON.stringify(await runs.find(id, query)));
    },
    ADMIN,
  );
}
