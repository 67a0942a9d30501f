import type { Accord } from '@accord/host';
import type { FastifyInstance } from 'fastify';
import { httpMetrics } from './http-metrics.ts';
import { pathOf } from './methods.ts';
import { routeOf } from './told-fault.ts';

/** A request that is over. */
export interface Answered {
  readonly id: string;
  readonly method: string;
  /** As it was declared. */
  readonly route: string;
  /** As it was asked for. */
  readonly url: string;
  readonly status: number;
  readonly tookMs: number;
}

export type RecordAnswered = (answered: Answered) => void;

const HEALTH_ROUTES: ReadonlySet<string> = new Set(['/health', '/api/health']);

/** One line and one measurement for each answer. */
export function createHttpRecorder({
  logger,
  metrics,
  tiers,
}: Pick<Accord, 'logger' | 'metrics' | 'tiers'>): RecordAnswered {
  const record = httpMetrics(metrics);
  const logs = logger.isLevelEnabled('info');
  return ({ id, method, route, url, status, tookMs }) => {
    record(method, route, status, tookMs);
    if (HEALTH_ROUTES.has(route)) tiers.record('health', tookMs);
    if (logs) logger.info({ id, method, path: pathOf(url), status, took_ms: tookMs }, 'request');
  };
}

/** Records what the framework answers. */
export function recordResponses(app: FastifyInstance, record: RecordAnswered): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { id, method, url } = request;
    record({ id, method, route: routeOf(request), url, status: reply.statusCode, tookMs: reply.elapsedTime });
    done();
  });
}
