import { deviceReportSchema, memoryMonitoringSchema, systemSummarySchema } from '@accord/contract';
import { type Accord, memoryMetricsText } from '@accord/host';
import type { FastifyInstance } from 'fastify';
import { ADMIN } from './access.ts';
import { asJson } from './json-reply.ts';
import { serveGet } from './methods.ts';
import type { Operation } from './operations.ts';

const JSON_REPLY = { mediaType: 'application/json' } as const;

/** What an operator watches; it is of all tenants. */
export const MONITORING_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/monitoring/memory',
    access: 'admin',
    operationId: 'monitorMemory',
    summary: 'Read how the memory of all tenants does: sizes, speed, errors, migrations',
    reply: { description: 'The figures', ...JSON_REPLY, schema: memoryMonitoringSchema },
    problems: [503],
  },
  {
    method: 'GET',
    path: '/monitoring/memory/prometheus',
    access: 'admin',
    operationId: 'scrapeMemory',
    summary: 'Read the same in the text format of Prometheus',
    reply: { description: 'The metrics', mediaType: 'text/plain' },
    problems: [503],
  },
  {
    method: 'GET',
    path: '/api/v1/system/summary',
    access: 'admin',
    operationId: 'readSystemSummary',
    summary: 'Read the whole in a few figures: components, memory, cache, device',
    reply: { description: 'The summary', ...JSON_REPLY, schema: systemSummarySchema },
    problems: [],
  },
  {
    method: 'GET',
    path: '/api/v1/system/device',
    access: 'admin',
    operationId: 'readDevice',
    summary: 'Read what there is to compute with, and what models should run on',
    reply: { description: 'The report', ...JSON_REPLY, schema: deviceReportSchema },
    problems: [],
  },
];

export function serveMonitoring(app: FastifyInstance, accord: Accord): void {
  const { memory, metrics } = accord;
  const serveJson = (path: string, read: () => Promise<unknown>): void =>
    serveGet(app, path, async (_, reply) => asJson(reply, JSON.stringify(await read())), ADMIN);
  serveJson('/monitoring/memory', memory.monitoring);
  serveJson('/api/v1/system/summary', accord.summary);
  serveJson('/api/v1/system/device', async () => accord.device());
  serveGet(
    app,
    '/monitoring/memory/prometheus',
    async (_, reply) => {
      reply.type(metrics.contentType);
      return memoryMetricsText(await memory.monitoring());
    },
    ADMIN,
  );
}
