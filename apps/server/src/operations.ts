import { healthSchema, keptDecisionSchema, modesReplySchema } from '@accord/contract';
import type { DomainRoute } from '@accord/runtime';
import { z } from 'zod';
import type { Access } from './access.ts';

/** One HTTP operation as the reference describes it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  /** As at the route; what `accessOf` says of the path where left out. */
  readonly access?: Access;
  readonly pathParameters?: Readonly<Record<string, string>>;
  /** What may be asked in the query, an object of fields that are texts. */
  readonly query?: z.ZodObject;
  readonly body?: {
    readonly schema: z.ZodType;
    readonly example: unknown;
    readonly optional?: true;
    /** It may also be text/csv. */
    readonly csv?: true;
  };
  readonly reply: { readonly description: string; readonly mediaType: string; readonly schema?: z.ZodType };
  /** Of a success; 200 where left out. */
  readonly status?: 201 | 202;
  /** Statuses it can fail with, each answered with problem details, or with `failure`. */
  readonly problems: readonly number[];
  /** What its failures are answered with, where that is not problem details. */
  readonly failure?: z.ZodType;
}

const livenessSchema = z
  .strictObject({ status: z.literal('alive') })
  .meta({ id: 'Liveness', description: 'The process runs and answers' });

/** The operations that the server has of itself. */
export const SERVER_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/explain/{id}',
    operationId: 'explainDecision',
    summary: 'Read how a request was decided',
    pathParameters: { id: 'The id in the `meta` of a reply, or in its header X-Accord-Decision' },
    reply: { description: 'The kept record', mediaType: 'application/json', schema: keptDecisionSchema },
    problems: [404],
  },
  {
    method: 'GET',
    path: '/api/health',
    access: 'open',
    operationId: 'readHealth',
    summary:
      'Ask every component how it is; 503 when one that nothing works without is down. Without a key, where one is asked for, only the whole is told',
    reply: { description: 'The report', mediaType: 'application/json', schema: healthSchema },
    problems: [],
  },
  {
    method: 'GET',
    path: '/health',
    operationId: 'readLiveness',
    summary: 'See whether the process answers, at next to no cost',
    reply: { description: 'It does', mediaType: 'application/json', schema: livenessSchema },
    problems: [],
  },
  {
    method: 'GET',
    path: '/metrics',
    access: 'admin',
    operationId: 'readMetrics',
    summary: 'Read the metrics in the text format of Prometheus',
    reply: { description: 'The metrics', mediaType: 'text/plain' },
    problems: [],
  },
  {
    method: 'GET',
    path: '/api/modes',
    operationId: 'readModes',
    summary: 'Read what each mode does, takes and costs, as measured here',
    reply: { description: 'The modes', mediaType: 'application/json', schema: modesReplySchema },
    problems: [],
  },
  {
    method: 'GET',
    path: '/openapi.json',
    operationId: 'readOpenApi',
    summary: 'Read this description as OpenAPI 3.1',
    reply: { description: 'The document', mediaType: 'application/json' },
    problems: [],
  },
];

export function operationOf(route: DomainRoute): Operation {
  const { method, path, operationId, summary, body, example, reply } = route;
  return {
    method,
    path,
    operationId,
    summary,
    body: { schema: body, example },
    reply: { description: 'The reply', mediaType: 'application/json', schema: reply },
    problems: [400, 413, 415, 500, 502, 503, 504],
  };
}
